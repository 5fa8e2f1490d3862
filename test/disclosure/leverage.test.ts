import { describe, expect, test } from 'vitest';
import { type Atoms, admittedSums, type Functional, leverages } from '../../lib/disclosure/leverage.ts';

const of = (count: number, ...atoms: readonly number[]): Functional =>
  Array.from({ length: count }, (_, atom) => atoms.includes(atom));
const rules = { minimum: 10, limit: 0.5 };

/** Cases of the design note on disclosure, section 3.5, measured there with other code (numpy); those of a whole country are in leverage-country. */
const cases: readonly (readonly [
  name: string,
  atoms: Atoms,
  functionals: readonly Functional[],
  atom: number,
  share: number,
])[] = [
  ['25 and 24 households, nested', [24, 1], [of(2, 0, 1), of(2, 0)], 1, 1],
  ['sums over pairs of groups of 5, 12 and 13', [5, 12, 13], [of(3, 0, 1), of(3, 1, 2), of(3, 0, 2)], 0, 1],
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

test('the same sum again, or one of nobody, has no share of its own', () => {
  const once = leverages([5, 15], [of(2, 0, 1)]);
  expect(once).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]);
  expect(leverages([5, 15], [of(2, 0, 1), of(2, 0, 1), of(2)])).toEqual(once);
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
    const small = [...Array.from({ length: 11 }, (_, index) => 390 + index), 8];
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

describe('small groups two by two, at the limits', () => {
  const limits = { minimum: 10, limit: 0.5 };
  const admit = (atoms: readonly number[], known: readonly Functional[], ...asked: readonly Functional[]) =>
    admittedSums({ atoms, known, asked }, limits);
  const [all, rest] = [
    [true, true, true],
    [false, false, true],
  ];
  test.each([
    [[4, 4, 100], [false]],
    [[4, 5, 100], [false]],
    [[5, 5, 300], [true]],
    [[6, 6, 100], [true]],
  ])('of %j the first two are one group below ten, or not', (atoms, admitted) =>
    expect(admit(atoms, [all], rest)).toEqual(admitted),
  );
  test('a group of exactly half may be shown, alone and two by two', () => {
    expect(admit([5, 5, 300], [all], rest)).toEqual([true]);
    expect(admit([4, 4, 4, 4], [], [true, true, true, true])).toEqual([true]);
    expect(admit([4, 4, 4], [], all)).toEqual([false]);
  });
  test('a group of exactly half of two sums may be shown', () =>
    expect(admit([9, 9, 9, 9], [], [true, true, true, true], [true, true, false, false])).toEqual([true, true]));
  test('one small group is no pair with itself: four of fourteen households are less than half', () =>
    expect(admit([4, 10, 100], [], [true, true, false])).toEqual([true]));
  test('every small group is looked at, not only the first', () => {
    expect(admit([9, 8, 100], [], [false, true, false])).toEqual([false]);
    expect(admit([9, 8, 7, 100], [all.concat(true)], [true, true, false, true])).toEqual([false]);
  });
  test('a sum of nobody tells nothing', () => expect(admit([9, 100], [], [false, false])).toEqual([true]));
  test('looks at every pair: of three small groups the first and the last too', () =>
    expect(admit([3, 9, 3, 100], [[true, true, true, true]], [false, true, false, true])).toEqual([false]));
  test('a refused sum leaves no trace: the next is judged without it', () => {
    const [bad, good] = [
      [true, false, false, false],
      [true, true, true, true],
    ];
    expect(admit([9, 40, 40, 40], [], bad, good, bad)).toEqual([false, true, false]);
  });
  test('what is known counts: half of a group of six, and a little of another sum', () => {
    const [known, asked] = [
      [true, true, false],
      [false, true, true],
    ];
    expect(admit([6, 6, 100], [known], asked)).toEqual([false]);
    expect(admit([6, 6, 100], [], asked)).toEqual([true]);
    expect(admit([6, 6, 100], [asked, asked], asked)).toEqual([true]);
  });
  test('nobody is no small group, and ten households are none', () => {
    expect(admit([0, 0, 100, 100], [], [false, false, true, false])).toEqual([true]);
    expect(admit([10, 100], [[true, true]], [false, true])).toEqual([true]);
    expect(admit([9, 100], [[true, true]], [false, true])).toEqual([false]);
  });
  test('more than five hundred small groups are not judged but refused', () => {
    const half = (groups: number) => Array.from({ length: groups }, (_, at) => at % 2 === 0);
    const ones = (groups: number) => Array.from({ length: groups }, () => 1);
    expect(admit(ones(500), [], half(500))).toEqual([true]);
    expect(admit(ones(501), [], half(501), half(501))).toEqual([false, false]);
  });
});
