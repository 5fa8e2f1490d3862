import { describe, expect, test } from 'vitest';
import { bind, openAttack, type Population, roundedInterval } from '../../lib/disclosure/secondary/attack.ts';
import type { Target } from '../../lib/disclosure/secondary/plan.ts';
import { type Domains, nowhere } from '../../lib/disclosure/selection.ts';
import { scripted, secretOf } from '../support/attacker-system.ts';
import { cellOf } from '../support/cell.ts';

test.each([
  [12, 5, 10, [10, 12]],
  [13, 5, 10, [13, 17]],
  [40, 5, 10, [38, 42]],
  [15, 10, 10, [15, 24]],
  [14, 10, 10, [10, 14]],
  [149, 100, 50, [50, 149]],
  [40, 1, 10, [40, 40]],
  [2, 5, 0, [0, 2]],
])('%d rounded to %d, of at least %d, may be %j', (rows, base, least, interval) =>
  expect(roundedInterval(rows, base, least)).toEqual(interval),
);

const domains: Domains = new Map([
  ['age', ['young', 'old']],
  ['type', ['rent', 'energy']],
]);
const target = (part: number, terms: Target['terms']): Target => ({
  rule: 'difference',
  name: `secret of ${part}`,
  part,
  terms,
  low: 3,
  high: 7,
});

/** The young, everybody, a number of nobody; the old as a difference; the old as an earlier secret; and what cannot exist. */
const population: Population = {
  cells: [
    cellOf(10, { selection: { age: ['young'] } }),
    cellOf(11, { selection: {} }),
    cellOf(12, { selection: nowhere }),
  ],
  targets: [
    target(4, [
      { cell: 11, sign: 1 },
      { cell: 10, sign: -1 },
    ]),
    target(6, [{ cell: 99, sign: 1 }]),
  ],
  earlier: [{ selection: { age: ['old'] }, low: 4, high: 9 }],
  domains,
  zeros: [{ age: ['old'] }, { age: ['young'], type: ['rent'] }],
};

function opened(given: Population = population) {
  const { solver, asked, opened: systems } = scripted();
  return { attack: openAttack(given, solver), asked, systems };
}

test('every number, secret and impossible combination is a row', () => {
  const { attack, systems } = opened();
  expect(systems).toEqual([attack.system]);
  expect(attack.system.columns).toBe(2);
  expect(attack.system.rows.map(({ columns }) => columns)).toEqual([[0], [0, 1], [], [1], [], [1], [1]]);
  expect(attack.incidence).toEqual([
    [
      [0, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [3, 1],
      [5, 1],
      [6, 1],
    ],
  ]);
  expect(attack.exact).toBe(true);
});

test('cells stand in their order, and are found by their id and their row', () => {
  const { attack } = opened();
  expect([...attack.rowOf]).toEqual([
    [10, 0],
    [11, 1],
    [12, 2],
  ]);
  expect([...attack.cellAt].map(([row, { id }]) => [row, id])).toEqual([
    [0, 10],
    [1, 11],
    [2, 12],
  ]);
});

test('secrets are those of the task and earlier ones; of what counts nobody there is none', () => {
  const { attack } = opened();
  expect(attack.secrets).toEqual([
    secretOf(3, { part: 4, name: 'secret of 4' }),
    { row: 5, part: -1, name: 'earlier', low: 4, high: 9 },
  ]);
  expect([...attack.secretsAt]).toEqual([
    [3, [[0, attack.secrets[0]]]],
    [5, [[1, attack.secrets[1]]]],
  ]);
});

test('every secret has its own row', () => {
  const old = population.earlier[0] ?? { selection: {}, low: 0, high: 0 };
  const { attack } = opened({
    ...population,
    targets: [target(4, [{ cell: 10, sign: 1 }]), target(5, [{ cell: 11, sign: 1 }])],
    earlier: [old, { ...old, selection: { age: ['young'] } }],
    zeros: [],
  });
  expect(attack.secrets.map(({ row }) => attack.system.rows[row]?.columns)).toEqual([[0], [0, 1], [1], [0]]);
  expect(attack.secrets.map(({ row }) => row)).toEqual([3, 4, 5, 6]);
});

test('nothing is known at first but that what cannot exist is zero, where all its variables are asked', () => {
  const { attack, asked } = opened();
  expect(asked).toEqual(['6 from 0 to 0']);
  const free = Array.from({ length: 6 }, () => Number.POSITIVE_INFINITY);
  expect([...attack.bounds.upper]).toEqual([...free, 0]);
  expect([...attack.bounds.lower]).toEqual([...free.map((each) => -each), 0]);
  const typed = opened({ ...population, earlier: [{ selection: { type: ['rent'] }, low: 3, high: 7 }] });
  expect(typed.asked).toEqual(['6 from 0 to 0', '7 from 0 to 0']);
});

test('what becomes known of a row is told to the solver', () => {
  const { attack, asked } = opened();
  bind(attack, 1, 38, 42);
  expect(asked.at(-1)).toBe('1 from 38 to 42');
  expect([attack.bounds.lower[1], attack.bounds.upper[1]]).toEqual([38, 42]);
});

describe('a small group that several numbers give', () => {
  const old = ['rent', 'energy'].map((type) => ({ age: ['old'], type: [type] }));
  const rest = (part: number, changes: Partial<Target> = {}): Target => ({
    ...target(part, []),
    rule: 'rest',
    selections: old,
    ...changes,
  });
  /** Parts and lowest values of the secrets, with the columns of their rows. */
  const secrets = (...targets: readonly Target[]) => {
    const { attack } = opened({ ...population, targets, earlier: [] });
    return attack.secrets.map(({ row, part, low }) => [part, low, attack.system.rows[row]?.columns.length]);
  };
  const difference = target(4, [
    { cell: 11, sign: 1 },
    { cell: 10, sign: -1 },
  ]);
  test('is a row of its combinations of levels', () => {
    expect(secrets(rest(5))).toEqual([[5, 3, 1]]);
    expect(secrets(rest(5, { selections: old.slice(0, 1) }), rest(6))).toEqual([
      [5, 3, 1],
      [6, 3, 2],
    ]);
  });
  test('is no secret of its own where it is, row by row, one before it', () => {
    expect(secrets(difference, rest(5))).toEqual([[4, 3, 1]]);
    expect(secrets(rest(5), rest(6))).toEqual([[5, 3, 1]]);
    expect(secrets(difference, rest(5, { low: 2 }), rest(6, { high: 8 }))).toEqual([
      [4, 3, 1],
      [5, 2, 1],
      [6, 3, 1],
    ]);
  });
  test('takes no place of another secret, and none when nobody can be in it', () => {
    expect(secrets(rest(5), difference)).toEqual([
      [5, 3, 1],
      [4, 3, 1],
    ]);
    expect(secrets(rest(5, { selections: [] }))).toEqual([]);
  });
});
