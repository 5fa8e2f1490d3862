import { describe, expect, test } from 'vitest';
import { type Atoms, admittedSums, type Functional, leverages } from '../../lib/disclosure/leverage.ts';

const of = (count: number, ...atoms: readonly number[]): Functional =>
  Array.from({ length: count }, (_, atom) => atoms.includes(atom));
const rules = { minimum: 10, limit: 0.5 };

const municipalities = Array.from({ length: 342 }, (_, index) =>
  index === 341 ? 8 : index === 340 ? 390 : 400 + index,
);
const all = municipalities.map((_, index) => index);

/** The cases of the design note on disclosure, section 3.5, measured there with other code (numpy). */
const cases: readonly (readonly [
  name: string,
  atoms: Atoms,
  functionals: readonly Functional[],
  atom: number,
  share: number,
])[] = [
  ['25 and 24 households, nested', [24, 1], [of(2, 0, 1), of(2, 0)], 1, 1],
  ['sums over pairs of groups of 5, 12 and 13', [5, 12, 13], [of(3, 0, 1), of(3, 1, 2), of(3, 0, 2)], 0, 1],
  [
    'the country minus 341 municipalities',
    municipalities,
    [of(342, ...all), ...all.slice(0, 341).map((each) => of(342, each))],
    341,
    1,
  ],
  [
    'the country minus 340 municipalities',
    municipalities,
    [of(342, ...all), ...all.slice(0, 340).map((each) => of(342, each))],
    341,
    0.0201,
  ],
  ['overlap of 50 between 5 and 60', [5, 50, 60], [of(3, 0, 1), of(3, 1, 2)], 0, 0.1549],
  ['overlap of 200 between 9 and 9', [9, 200, 9], [of(3, 0, 1), of(3, 1, 2)], 0, 0.511],
  [
    'the rectangle trap: hidden cells of two rows minus hidden cells of two columns',
    [60, 47, 50, 40, 39],
    [of(5, 0, 1, 2), of(5, 3, 4), of(5, 0, 3), of(5, 2, 4)],
    1,
    1,
  ],
];

describe('leverage of a small group', () => {
  test.each(cases)('%s', (...[, atoms, functionals, atom, share]) => {
    expect(leverages(atoms, functionals)[atom]).toBeCloseTo(share, 4);
  });
});

describe('L2: sums of an amount', () => {
  const nested = (size: number) => admittedSums({ atoms: [40, size], known: [of(2, 0, 1)], asked: [of(2, 0)] }, rules);
  test.each([
    [1, false],
    [9, false],
    [10, true],
    [11, true],
  ])('A2: of which one counts %d households more', (size, shown) => expect(nested(size)).toEqual([shown]));

  test.each([
    [[5, 50, 60], true],
    [[9, 200, 9], false],
    [[10, 200, 10], true],
  ])('with an overlap: groups of %j', (atoms, shown) =>
    expect(admittedSums({ atoms, known: [of(3, 0, 1)], asked: [of(3, 1, 2)] }, rules)).toEqual([shown]),
  );

  test('A23: the last municipality is withheld, although no two numbers are close', () => {
    const small = municipalities.slice(330);
    const known = [of(12, ...small.keys()), ...[...small.keys()].slice(0, 10).map((each) => of(12, each))];
    expect(admittedSums({ atoms: small, known, asked: [of(12, 10)] }, rules)).toEqual([false]);
    expect(admittedSums({ atoms: small, known: known.slice(0, 10), asked: [of(12, 10)] }, rules)).toEqual([true]);
  });

  test('A24: the third of three overlapping sums is withheld', () => {
    const asked = [of(3, 0, 1), of(3, 1, 2), of(3, 0, 2)];
    expect(admittedSums({ atoms: [5, 12, 13], known: [], asked }, rules)).toEqual([true, true, false]);
  });

  test('two groups that are fewer than ten together count as one', () => {
    const asked = [of(3, 0, 1, 2), of(3, 2)];
    expect(admittedSums({ atoms: [4, 5, 300], known: [], asked }, rules)).toEqual([true, false]);
    expect(admittedSums({ atoms: [5, 5, 300], known: [], asked }, rules)).toEqual([true, true]);
  });

  test('the same sum again, or one that follows from others, is known already', () => {
    const known = [of(2, 0), of(2, 1)];
    expect(admittedSums({ atoms: [40, 9], known, asked: [of(2, 0, 1), of(2, 0)] }, rules)).toEqual([true, true]);
  });
});
