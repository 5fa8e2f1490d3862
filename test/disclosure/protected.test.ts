import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { budgetOf } from '../../lib/disclosure/secondary/certify.ts';
import type { Cell, Target } from '../../lib/disclosure/secondary/plan.ts';
import { protect } from '../../lib/disclosure/secondary/protect.ts';
import { cellTargets } from '../../lib/disclosure/secondary/targets.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { cellOf } from '../support/attacker-system.ts';

const solver = await loadSolver();

const levels = (name: string, size: number) => Array.from({ length: size }, (_, level) => `${name}${level}`);
const domains: Domains = new Map([
  ['kind', levels('k', 4)],
  ['type', levels('t', 3)],
  ['large', levels('l', 82)],
  ...['p', 'q', 'r'].map((name) => [name, levels(name, 16)] as const),
]);

const withheld = { primary: true, secret: true };

/** A table of one variable: its first part, and the numbers in it; fewer than ten are withheld and secret. */
function tableOf(variable: string, part: number, rows: readonly number[], first = 0): readonly Cell[] {
  return rows.map((each, at) =>
    cellOf(first + at, {
      part,
      group: at,
      selection: { [variable]: [domains.get(variable)?.[at] ?? ''] },
      rows: each,
      households: each,
      ...(each < 10 ? withheld : {}),
    }),
  );
}

const totalOf = (rows: number, changes: Partial<Cell> = {}, selection: Selection = {}) =>
  cellOf(99, { part: 1, group: 0, selection, rows, households: rows, ...changes });

type Given = {
  readonly base?: number;
  readonly registered?: readonly number[];
  readonly solves?: number;
  readonly targets?: readonly Target[];
};

function protectedBy(cells: readonly Cell[], { base = 5, registered = [], solves = 1_000, targets }: Given = {}) {
  const budget = budgetOf(solves);
  const found = protect(
    { cells, targets: targets ?? cellTargets(cells, policy), earlier: [], domains, zeros: [] },
    { policy, baseOf: () => base, isRegistered: (part) => registered.includes(part), solver, budget },
  );
  return { ...found, hidden: [...found.hidden], bases: [...found.bases], solves: budget.used() };
}

const lone = [...tableOf('kind', 0, [12, 15, 4, 29]), totalOf(60)];
const exact = { base: 1, registered: [0, 1] };

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
