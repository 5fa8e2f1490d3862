import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { budgetOf } from '../../lib/disclosure/secondary/certify.ts';
import { protect } from '../../lib/disclosure/secondary/protect.ts';
import { cellTargets } from '../../lib/disclosure/secondary/targets.ts';
import type { Domains } from '../../lib/disclosure/selection.ts';
import type { Extreme } from '../../lib/disclosure/solver.ts';
import { scripted, solved } from '../support/attacker-system.ts';
import { cellOf } from '../support/cell.ts';

const unsolved: Extreme = { status: 'unsolved' };
const levels = (name: string, size: number) => Array.from({ length: size }, (_, level) => `${name}${level}`);

/**
 * A table of p by q of which the margins are shown exactly, and of the first rows one cell, which is secret, and all others together: so
 * every secret is known to be four. Every combination is a column; all others have one row.
 */
function tableOf(sizes: readonly [number, number], secrets: number) {
  const [p, q] = [levels('p', sizes[0]), levels('q', sizes[1])];
  const domains: Domains = new Map([
    ['p', p],
    ['q', q],
  ]);
  const rowsAt = (at: number, size: number) => size + (at < secrets ? 3 : 0);
  const cells = [
    ...p.map((level, at) => cellOf(at, { group: at, selection: { p: [level] }, rows: rowsAt(at, q.length) })),
    ...q.map((level, at) =>
      cellOf(100 + at, { part: 1, group: at, selection: { q: [level] }, rows: rowsAt(at, p.length) }),
    ),
    ...p.slice(0, secrets).flatMap((level, at) => [
      cellOf(200 + at, {
        part: 2,
        group: at,
        selection: { p: [level], q: [q[at] ?? ''] },
        rows: 4,
        households: 4,
        primary: true,
        secret: true,
      }),
      cellOf(300 + at, {
        part: 3,
        group: at,
        selection: { p: [level], q: q.filter((_, other) => other !== at) },
        rows: q.length - 1,
      }),
    ]),
  ];
  const truth = p.flatMap((_, row) => q.map((__, column) => (row === column && row < secrets ? 4 : 1)));
  return { cells, domains, truth };
}

/** Columns of the systems that are opened one after the other, and what is asked of them, when the solver finds the first table only. */
function searched(
  sizes: readonly [number, number],
  { secrets = 1, answers = [] }: { readonly secrets?: number; readonly answers?: readonly Extreme[] } = {},
) {
  const { cells, domains, truth } = tableOf(sizes, secrets);
  const { solver, opened, asked } = scripted([solved(truth), ...answers]);
  const found = protect(
    { cells, targets: cellTargets(cells, policy), earlier: [], domains, zeros: [] },
    { policy, baseOf: () => 1, isRegistered: () => true, solver, budget: budgetOf(100) },
  );
  return {
    columns: opened.map(({ columns }) => columns),
    asked: asked.filter((each) => each.includes('of') || each === 'close').map((each) => each.replace(/ of .*/u, '')),
    finished: found.finished,
    hidden: [...found.hidden],
  };
}

test('a system of 600 columns is solved whole, for many secrets and for one', () =>
  expect(searched([24, 25])).toMatchObject({
    columns: [600],
    asked: ['smallest', 'largest', 'smallest', 'largest', 'close'],
    finished: false,
  }));

test('in larger ones many secrets are pushed in a part of 150 columns around one, which is closed again', () =>
  expect(searched([14, 43])).toMatchObject({
    columns: [602, 147],
    asked: ['smallest', 'largest', 'smallest', 'close', 'largest', 'close'],
  }));

test.each([
  [50, 60, [3_000, 109]],
  [51, 59, [3_009, 109, 259]],
])('one secret is solved whole up to 3,000 columns, else in a part of 300: %d by %d', (p, q, columns) =>
  expect(searched([p, q]).columns).toEqual(columns),
);

describe('a second secret that is open when the first one was repaired', () => {
  /** The row that counts the other cells of the first rows stands in the way of the first secret. */
  const inTheWay = (sizes: readonly [number, number]) => {
    const row = sizes[0] + sizes[1] + 1;
    const exposed = solved(
      [],
      4,
      Array.from({ length: row + 1 }, (_, at) => (at === row ? 1 : 0)),
    );
    return searched(sizes, { secrets: 2, answers: [unsolved, unsolved, exposed] });
  };
  test('is pushed together with others around it in larger systems', () => {
    const { columns, hidden } = inTheWay([14, 43]);
    expect(hidden.slice(0, 3)).toEqual(['2:0', '2:1', '3:0']);
    expect(columns).toEqual([602, 147, 147]);
  });
  test('is not pushed again in a system that was solved whole', () =>
    expect(inTheWay([24, 25]).asked).toEqual(['smallest', 'largest', 'smallest', 'largest', 'largest', 'close']));
});

test('a secret that is not reached together with others is certified alone', () => {
  const large = levels('l', 82);
  const rows = [5, 5, ...large.slice(2).map(() => 1)];
  const cells = [
    ...large.map((level, id) =>
      cellOf(id, { group: id, selection: { large: [level] }, rows: rows[id] ?? 0, primary: true }),
    ),
    cellOf(99, { part: 1, rows: 90 }),
  ];
  const targets = [
    { rule: 'small-cell', name: 'one', part: 0, terms: [{ cell: 0, sign: 1 }], low: 3, high: 70 },
  ] as const;
  const { solver, asked } = scripted([
    unsolved,
    solved([70, 5, ...rows.slice(2).map((_, at) => (at < 15 ? 1 : 0))], 70),
  ]);
  const found = protect(
    { cells, targets, earlier: [], domains: new Map([['large', large]]), zeros: [] },
    { policy, baseOf: () => 1, isRegistered: () => true, solver, budget: budgetOf(100) },
  );
  expect(found.finished).toBe(true);
  expect(asked.filter((each) => each.startsWith('largest'))).toHaveLength(2);
});

test('what the only household of one cell could not exclude is not looked for again for that of another', () => {
  const large = levels('l', 82);
  const rows = [5, 5, 5, ...large.slice(3).map(() => 1)];
  const cells = [
    ...large.map((level, id) => {
      const single = id < 2 ? { households: 1, secret: true } : {};
      return cellOf(id, { group: id, selection: { large: [level] }, rows: rows[id] ?? 0, primary: true, ...single });
    }),
    cellOf(99, { part: 1, rows: 94 }),
  ];
  const targets = [
    { rule: 'small-cell', name: 'two', part: 0, terms: [{ cell: 2, sign: 1 }], low: 3, high: 70 },
  ] as const;
  const withOnes = (first: readonly number[], ones: number) =>
    solved([...first, ...large.slice(3).map((_, at) => (at < ones ? 1 : 0))], 70);
  const { solver, asked } = scripted([withOnes([4, 4, 70], 16), withOnes([5, 5, 70], 14)]);
  const found = protect(
    { cells, targets, earlier: [], domains: new Map([['large', large]]), zeros: [] },
    { policy, baseOf: () => 1, isRegistered: () => true, solver, budget: budgetOf(100) },
  );
  expect(found.finished).toBe(true);
  expect(asked.filter((each) => each.startsWith('largest'))).toHaveLength(2);
  const known = asked.filter((each) => each.startsWith('0 from') || each.startsWith('1 from'));
  expect(known.slice(-4)).toEqual(['0 from 5 to 5', '0 from 0 to Infinity', '1 from 5 to 5', '1 from 0 to Infinity']);
});
