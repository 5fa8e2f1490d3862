import { codes, tellLife } from '../journeys/life-story.ts';

// Forty municipalities: twenty-four at the first provider, of which one withdraws and three join late, sixteen at the second.
tellLife({ atA: codes(9001, 20), withdrawing: '9021', late: codes(9022, 3), atB: codes(9101, 16), inhabitants: 3000 });
