import { expect, test } from 'vitest';
import { type Functional, leverages } from '../../lib/disclosure/leverage.ts';

/** Municipalities of a country; the last has eight households. */
const municipalities = Array.from({ length: 342 }, (_, index) =>
  index === 341 ? 8 : index === 340 ? 390 : 400 + index,
);
const every: Functional = municipalities.map(() => true);
const only = (place: number): Functional => municipalities.map((_, index) => index === place);

/** Measured with other code (numpy) for the design note on disclosure, section 3.5. */
test.each([
  [341, 1],
  [340, 0.0201],
])('the country minus %d municipalities: share %d of the last', (known, share) => {
  const functionals = [every, ...Array.from({ length: known }, (_, place) => only(place))];
  expect(leverages(municipalities, functionals)[341]).toBeCloseTo(share, 4);
});
