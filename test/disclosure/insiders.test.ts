import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { isOwn } from '../../lib/disclosure/secondary/insider.ts';
import { cellTargets } from '../../lib/disclosure/secondary/targets.ts';
import { cellOf } from '../support/cell.ts';
import { exact, protectedBy, tableOf, totalOf } from '../support/protection.ts';

describe('the only household of a cell', () => {
  const pair = [...tableOf('kind', 0, [1, 6, 20, 25]), totalOf(52)];
  test('learns no other cell of its table', () =>
    expect(protectedBy(pair, exact)).toMatchObject({ hidden: ['0:0', '0:1', '0:2'], finished: true }));
  test('makes its tables coarser first', () =>
    expect(protectedBy(pair, { base: 1 })).toMatchObject({
      hidden: ['0:0', '0:1'],
      bases: [
        [0, 10],
        [1, 10],
      ],
      finished: true,
    }));
  test.each([
    ['two households know less', { households: 2 }],
    ['a cell of another table is not its own', { part: 3 }],
    ['a cell that is no secret has no insider', { secret: false }],
  ])('is what it is about: %s', (_what, changes) => {
    const cells = pair.map((cell) => (cell.id === 0 ? { ...cell, ...changes } : cell));
    const targets = cellTargets(pair, policy);
    expect(protectedBy(cells, { ...exact, registered: [0, 1, 3], targets }).hidden).toHaveLength(2);
  });
  test('knows the same number under another name', () => {
    const again = [
      ...pair.slice(0, 1),
      cellOf(50, { ...pair[0], id: 50, group: 50 }),
      ...tableOf('kind', 0, [1, 12, 20, 25]).slice(1),
      totalOf(58),
    ];
    expect(protectedBy(again, { base: 5 })).toMatchObject({ hidden: ['0:0', '0:50'], bases: [], finished: true });
  });
  test('does not know what the only household of another cell knows', () =>
    expect(protectedBy([...tableOf('kind', 0, [1, 1, 6, 25]), totalOf(33)], exact)).toMatchObject({
      hidden: ['0:0', '0:1', '0:2'],
      finished: true,
    }));
  test('may know of a part of its own cell that nobody else is there', () => {
    const types = [...tableOf('type', 0, [1, 40, 45]), totalOf(86)];
    const part = cellOf(60, {
      part: 0,
      group: 60,
      selection: { type: ['t0'], kind: ['k1', 'k2'] },
      rows: 0,
      households: 0,
      primary: true,
      secret: true,
    });
    const { hidden, finished } = protectedBy([...types, part], exact);
    expect(finished).toBe(true);
    expect(new Set(hidden)).toEqual(new Set([...protectedBy(types, exact).hidden, '0:60']));
  });
  test('of each table is thought of', () =>
    expect(
      protectedBy([...pair, ...tableOf('type', 2, [1, 6, 45], 10)], { base: 1, registered: [0, 1, 2] }),
    ).toMatchObject({ hidden: ['0:0', '0:1', '2:0', '2:1', '0:2', '2:2'], finished: true }));
  test('takes everything with it when the budget ends', () => {
    const most = protectedBy(pair, exact).solves;
    expect(protectedBy(pair, { ...exact, solves: most })).toMatchObject({ finished: false });
    expect(protectedBy(pair, { ...exact, solves: most + 1 })).toMatchObject({ finished: true });
  });
});

describe('what an insider learns is about itself', () => {
  const bounds = { lower: Float64Array.of(0, 1, 0, -5), upper: Float64Array.of(0, 1, 9, 0) };
  const of = (binding: readonly number[], side: 'largest' | 'smallest' = 'largest', insider = 1) =>
    isOwn({ bounds }, { side, binding }, insider);
  test('when its row and rows of zero are all that keeps a number small', () => {
    expect(of([1])).toBe(true);
    expect(of([1, 0])).toBe(true);
  });
  test.each([
    ['a row that may be more', [1, 2]],
    ['a row that may be less', [1, 3]],
  ])('not when %s stands in the way too', (_, binding) => expect(of(binding)).toBe(false));
  test('not when it is what keeps a number large', () => expect(of([1], 'smallest')).toBe(false));
  test('and where its row does not bind, nothing is', () => {
    expect(of([1], 'largest', 7)).toBe(false);
    expect(of([0])).toBe(false);
    expect(of([])).toBe(false);
  });
});
