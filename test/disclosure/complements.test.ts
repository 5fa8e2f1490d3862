import { describe, expect, test } from 'vitest';
import { complementTargets } from '../../lib/disclosure/complements.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { cellsOf } from '../../lib/disclosure/secondary/cells.ts';
import { gate, table } from '../support/gate.ts';

const parts = [
  table('other', ['type'], { rent: 30, energy: 40, water: 50 }),
  table('help', ['type'], { rent: 80, energy: 4, water: 2 }),
];
const cells = cellsOf(parts, gate(parts).released, 10);
const universe = parts[0]?.scope.universe ?? '';
const rest = { part: 1, others: [1, 2], rows: 86, small: true };
const targets = (complement: typeof rest, settings: object = {}) =>
  complementTargets([complement], parts, { cells, universe, policy, ...settings });
const ids = cells.filter(({ part, group }) => part === 1 && group > 0).map(({ id }) => id);

describe('F2: the rest of a group that one answer dominates', () => {
  test('is a secret of its own when it is small: the sum of the other answers of that table', () => {
    expect(ids).toHaveLength(2);
    expect(targets(rest)).toEqual([
      {
        rule: 'complement',
        name: 'rest of help/count energy',
        part: 1,
        terms: ids.map((cell) => ({ cell, sign: 1 })),
        low: 3,
        high: 7,
      },
    ]);
  });
  test('has no tolerance in the stricter profile', () =>
    expect(targets(rest, { policy: withValues(policy, 'strict', { intervalTolerance: 0 }) })).toMatchObject([
      { low: 1, high: 9 },
    ]));
  test('may not be known to be less than a tenth when it is large', () =>
    expect(targets({ ...rest, rows: 405, small: false })).toMatchObject([{ low: Number.MAX_SAFE_INTEGER, high: 41 }]));
  test('is judged in its own population only', () => {
    expect(targets(rest, { universe: 'another' })).toEqual([]);
    expect(targets({ ...rest, part: 7 })).toEqual([]);
  });
  test('has the name of its first answer, and none when there is none', () => {
    const named = (others: readonly number[]) =>
      targets({ ...rest, others: [...others] }).map(({ name, terms }) => [name, terms.length]);
    expect(named([2])).toEqual([['rest of help/count water', 1]]);
    expect(named([9])).toEqual([['rest of ', 0]]);
  });
});
