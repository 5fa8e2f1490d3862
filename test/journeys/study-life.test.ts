import { codes, tellLife } from './life-story.ts';

// Ten municipalities; `npm run prove` tells the same life with forty.
tellLife({ atA: codes(9001, 3), withdrawing: '9004', late: codes(9005, 3), atB: codes(9101, 3), inhabitants: 4000 });
