import { expect, test } from 'vitest';
import { columnsNear, openRegion, wholeSystem } from '../../lib/disclosure/secondary/region.ts';
import { attackOn, scripted, solved, startAt, sumOf } from '../support/attacker-system.ts';

const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

test('the whole system is a region of which nothing is outside, and stays open', () => {
  const { solver, asked } = scripted();
  const attack = attackOn([sumOf([0, 1]), sumOf([2])], { solver });
  const region = wholeSystem(attack);
  expect(region.columns).toEqual([0, 1, 2]);
  expect(region.rows).toEqual([0, 1]);
  expect([region.rowOf(1), region.outside(1)]).toEqual([1, 0]);
  expect(region.program).toBe(attack.program);
  region.close();
  expect(asked).toEqual([]);
});

/** Pairs 0 and 1, 1 and 2, 2 and 3; four columns with 3; and a total of all. */
const chain = attackOn([
  sumOf([0]),
  sumOf([0, 1]),
  sumOf([1, 2]),
  sumOf([2, 3]),
  sumOf([7, 6, 5, 3, 4]),
  sumOf([0, 1, 2, 3, 4, 5, 6, 7]),
]);

test.each([
  ['of its own only', 1, [0]],
  ['that share a short row first', 2, [0, 1]],
  ['that share a row with those', 3, [0, 1, 2]],
  ['but no row in part', 7, [0, 1, 2, 3]],
  ['up to all', 8, [0, 1, 2, 3, 4, 5, 6, 7]],
])('columns near a row are columns %s: at most %d', (_what, most, near) =>
  expect(columnsNear(chain, 0, most)).toEqual(near),
);

test('a row is near itself, however long', () => expect(columnsNear(chain, 4, 2)).toEqual([3, 4, 5, 6, 7]));

test('of two rows of one length the first is nearer', () => {
  const fork = [sumOf([0, 1]), sumOf([1, 2]), sumOf([0, 3])];
  expect(columnsNear(attackOn(fork), 0, 3)).toEqual([0, 1, 2]);
});

test('a long row does not keep out a short one that comes after it', () => {
  const rows = [sumOf([0]), sumOf([0, 1, 2, 3]), sumOf([0, 4])];
  expect(columnsNear(attackOn(rows), 0, 4)).toEqual([0, 4]);
});

test('columns outside a region keep their value: they take a part of what a row may be', () => {
  const { solver, opened, asked } = scripted([solved([5, 5])]);
  const attack = attackOn([
    sumOf([0], everything),
    sumOf([1, 2], [20, 30]),
    sumOf([0, 1, 2, 3], [50, 60]),
    sumOf([3], [10, 12]),
    sumOf([2, 0], [-4, 4], [2, -1]),
  ]);
  const witnesses = startAt(attack, [12, 20, 8, 12]);
  const region = openRegion(attack, witnesses, { columns: [0, 2], solver });
  expect(region.rows).toEqual([0, 2, 4, 1]);
  expect(region.rows.map((row) => region.rowOf(row))).toEqual([0, 1, 2, 3]);
  expect(region.rowOf(3)).toBeUndefined();
  expect([0, 1, 2, 4].map((row) => region.outside(row))).toEqual([0, 20, 32, 0]);
  expect(opened).toEqual([
    {
      columns: 2,
      rows: [sumOf([0], everything), sumOf([0, 1], [18, 28]), sumOf([0, 1], [-4, 4], [-1, 2]), sumOf([1], [0, 10])],
    },
  ]);
  expect(region.columns).toEqual([0, 2]);
  region.close();
  expect(asked).toEqual(['close']);
});
