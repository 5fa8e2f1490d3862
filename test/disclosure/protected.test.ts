import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import type { Target } from '../../lib/disclosure/secondary/plan.ts';
import { cellTargets } from '../../lib/disclosure/secondary/targets.ts';
import { cellOf } from '../support/cell.ts';
import { exact, lone, protectedBy, tableOf, totalOf } from '../support/protection.ts';

describe('a lone withheld cell', () => {
  test('that rounding hides costs no programme, and nothing else is withheld', () =>
    expect(protectedBy(lone)).toEqual({
      hidden: ['0:2'],
      bases: [],
      finished: true,
      exact: true,
      secrets: 1,
      solves: 0,
    }));
  test('that exact numbers give away makes the tables coarser, and is proved again', () =>
    expect(protectedBy(lone, { base: 1 })).toMatchObject({
      hidden: ['0:2'],
      bases: [
        [0, 10],
        [1, 10],
      ],
      finished: true,
      solves: 3,
    }));
  test('takes a sibling with it where the tables may not be coarser', () =>
    expect(protectedBy(lone, exact)).toMatchObject({ hidden: ['0:2', '0:0'], bases: [], finished: true, solves: 3 }));
  test('takes everything with it when the budget ends before the proof', () =>
    expect(protectedBy(lone, { ...exact, solves: 3 })).toMatchObject({
      hidden: ['0:2', '0:0', '0:1', '0:3', '1:0'],
      finished: false,
      solves: 2,
    }));
  test('takes everything with it when nothing is left to withhold', () => {
    const known = lone.map((cell) => (cell.rows < 10 ? cell : { ...cell, fixedBase: 1 }));
    expect(protectedBy(known, exact)).toMatchObject({ hidden: ['0:2'], finished: false, solves: 3 });
  });
});

describe('what is proved again costs no more than it must', () => {
  test('a secret that needs two siblings is pushed with others only once', () => {
    const tight = lone.map((cell) => (cell.id === 0 ? { ...cell, rows: 2, least: 0 } : cell));
    const cells = tight.map((cell) => (cell.id === 99 ? { ...cell, rows: 50 } : cell));
    expect(protectedBy(cells, exact)).toMatchObject({ hidden: ['0:2', '0:0', '0:1'], finished: true, solves: 4 });
  });
  test('a secret of another table takes a number of that table first', () => {
    const targets = cellTargets(lone, policy).map((target) => ({ ...target, part: 1 }));
    expect(protectedBy(lone, { ...exact, targets }).hidden).toEqual(['0:2', '1:0']);
  });

  const crossed = [
    ...lone,
    cellOf(50, { part: 5, selection: { kind: ['k0'], type: ['t0'] }, rows: 11, households: 11, primary: true }),
  ];
  test('the first table is looked for once, and holds when numbers are coarser', () =>
    expect(protectedBy(crossed, { base: 1 })).toMatchObject({ hidden: ['0:2', '5:50'], finished: true, solves: 4 }));
  test('without a first table everything is withheld', () =>
    expect(protectedBy(crossed, { base: 1, solves: 1 })).toMatchObject({
      hidden: ['0:2', '5:50', '0:0', '0:1', '0:3', '1:0'],
      finished: false,
      solves: 0,
    }));
  test('nor does it need another one for the only household of a cell', () => {
    const cells = [...tableOf('kind', 0, [1, 6, 20]), totalOf(52)];
    expect(protectedBy(cells)).toMatchObject({ hidden: ['0:0', '0:1'], finished: true, solves: 1 });
  });
});

test('without secrets nothing is proved: what the rules withheld stays withheld, what everybody knows is not withheld', () => {
  const cells = [
    ...tableOf('kind', 0, [12, 15, 14]).map((cell, at) => ({
      ...cell,
      primary: at < 2,
      fixedBase: at === 0 ? 5 : null,
    })),
    totalOf(70),
  ];
  expect(protectedBy(cells, { base: 1 })).toEqual({
    hidden: ['0:1'],
    bases: [],
    finished: true,
    exact: true,
    secrets: 0,
    solves: 0,
  });
});

test('tables that close a cycle too large to be proved are withheld, but for what was released before', () => {
  const cells = ['pq', 'qr', 'pr', 'p'].map((table, part) =>
    cellOf(part, {
      part: part === 3 ? -1 : part,
      fixedBase: part === 3 ? 5 : null,
      selection: Object.fromEntries(table.split('').map((variable) => [variable, [`${variable}0`]])),
      rows: 40,
    }),
  );
  expect(protectedBy(cells)).toMatchObject({
    hidden: ['0:0', '1:1', '2:2'],
    finished: false,
    exact: false,
    solves: 0,
  });
});

test('of two tables each is repaired once: many secrets are pushed together once, then one by one', () => {
  const cells = [...lone, ...tableOf('type', 2, [40, 18, 2], 10)];
  expect(protectedBy(cells, { base: 1, registered: [0, 1, 2] })).toMatchObject({
    hidden: ['0:2', '2:2', '0:0', '2:1'],
    finished: true,
    solves: 4,
  });
});

describe('secrets that need many small changes', () => {
  /** Two numbers of five among eighty of one, withheld all; the total is exact. */
  const cells = [
    ...tableOf('large', 0, [5, 5, ...Array.from({ length: 80 }, () => 1)]).map((cell) => ({
      ...cell,
      households: 5,
      secret: false,
    })),
    totalOf(90),
  ];
  const goal = (cell: number, high: number): Target => ({
    rule: 'small-cell',
    name: `cell ${cell}`,
    part: 0,
    terms: [{ cell, sign: 1 }],
    low: 3,
    high,
  });
  test('are found by the solver, one programme for those that it reaches together', () => {
    expect(protectedBy(cells, { base: 1, targets: [goal(0, 70)] })).toMatchObject({ finished: true, solves: 1 });
    expect(protectedBy(cells, { base: 1, targets: [goal(0, 44), goal(1, 44)] }).solves).toBe(0);
    expect(protectedBy(cells, { base: 1, targets: [goal(0, 70), goal(1, 70)] })).toMatchObject({
      finished: true,
      solves: 2,
    });
  });
});

describe('many secrets of a small system', () => {
  /** A table of so many small cells, each of four, and of others of forty; rounding hides all of them. */
  const small = (count: number) => [
    ...tableOf(
      'p',
      0,
      Array.from({ length: 16 }, (_, at) => (at < count ? 4 : 40)),
    ),
    totalOf(4 * count + 40 * (16 - count)),
  ];
  test('up to twelve are looked for one by one, without the solver; more together', () => {
    expect(protectedBy(small(12))).toMatchObject({ finished: true, solves: 0 });
    const more = protectedBy(small(13));
    expect(more).toMatchObject({ finished: true, secrets: 13 });
    expect(more.solves).toBeGreaterThan(0);
    expect(more.solves).toBeLessThan(10);
  });
});
