import { codes, tellLife } from './life-story.ts';

// Twelve municipalities; `npm run prove` tells the same life with forty.
tellLife({ atA: codes(9001, 4), withdrawing: '9005', late: codes(9006, 3), atB: codes(9101, 4), inhabitants: 6000 });
