import { expect, test } from 'vitest';
import {
  admit,
  isWhole,
  stillHolding,
  whereRowIs,
  withChanges,
  witnessesFrom,
} from '../../lib/disclosure/secondary/witnesses.ts';
import { attackOn, lastChange, secretOf, startAt, sumOf } from '../support/attacker-system.ts';

/** Three cells, of which the first is secret, their total, and what the third has more than the second. */
const rows = [
  sumOf([0]),
  sumOf([1], [18, 22]),
  sumOf([2], [28, 32]),
  sumOf([0, 1, 2], [53, 57]),
  sumOf([2, 1], [Number.NEGATIVE_INFINITY, 12], [1, -1]),
];
const attack = () => attackOn(rows, { secrets: [secretOf(0), secretOf(4)] });
const truth = [5, 20, 30];

test.each([
  [[], true],
  [[0, 1, 7], true],
  [[0.000_000_9, 2.999_999_1], true],
  [[0.000_001], false],
  [[1, 0.5], false],
])('%j are whole numbers: %j', (values, expected) => expect(isWhole(values)).toBe(expected));

test('the first table gives every row its value, and every secret what it is there', () => {
  const found = witnessesFrom(attack(), truth);
  expect([...(found?.first.columns ?? [])]).toEqual(truth);
  expect([...(found?.first.rows ?? [])]).toEqual([5, 20, 30, 55, 10]);
  expect([...(found?.smallest ?? [])]).toEqual([5, 10]);
  expect([...(found?.largest ?? [])]).toEqual([5, 10]);
  expect(found?.changes).toEqual([]);
});

test('the first table is rounded to whole numbers before it is judged', () =>
  expect([...(witnessesFrom(attack(), [5.000_000_4, 19.999_999_8, 30])?.first.columns ?? [])]).toEqual(truth));

test.each([
  ['a negative cell', [-1, 22, 32]],
  ['a cell below its bounds', [5, 17, 30]],
  ['a cell above its bounds', [5, 20, 33]],
  ['a total above its bounds', [8, 20, 30]],
  ['a difference above its bounds', [5, 19, 32]],
])('%s is no first table', (_what, table) => expect(witnessesFrom(attack(), table)).toBeUndefined());

test('no cell is negative, also where no number shows it', () => {
  const total = attackOn([sumOf([0, 1], [0, 30])]);
  expect(witnessesFrom(total, [-1, 10])).toBeUndefined();
  expect(witnessesFrom(total, [0, 10])).toBeDefined();
});

test('who is counted twice in a number changes it by two', () => {
  const twice = attackOn([sumOf([0, 1], [0, 30], [2, -3])]);
  const witnesses = startAt(twice, [5, 2]);
  expect([...witnesses.first.rows]).toEqual([4]);
  admit(twice, witnesses, [[1, 0]]);
  expect(lastChange(witnesses)).toEqual({ 0: 6 });
});

test('values at their bounds are within them', () => {
  expect(witnessesFrom(attack(), [5, 20, 32])).toBeDefined();
  expect(witnessesFrom(attack(), [3, 22, 28])).toBeDefined();
});

test('another table is kept as what it changes, and widens what is seen of the secrets', () => {
  const system = attack();
  const witnesses = startAt(system, truth);
  const table = [
    [0, 7],
    [1, 19],
    [2, 30],
  ] as const;
  expect(admit(system, witnesses, table)).toBe(true);
  expect(lastChange(witnesses)).toEqual({ 0: 2, 1: -1, 3: 1, 4: 1 });
  expect(witnesses.changes[0]?.secrets).toEqual([
    [0, 7],
    [1, 11],
  ]);
  expect([...witnesses.largest]).toEqual([7, 11]);
  expect([...witnesses.smallest]).toEqual([5, 10]);
  expect(admit(system, witnesses, [[0, 3]])).toBe(true);
  expect([...witnesses.largest]).toEqual([7, 11]);
  expect([...witnesses.smallest]).toEqual([3, 10]);
});

test('rows of unchanged columns are not kept', () => {
  const system = attack();
  const witnesses = startAt(system, truth);
  admit(system, witnesses, [
    [0, 6],
    [1, 20.000_000_1],
  ]);
  expect([...(witnesses.changes[0]?.rows.keys() ?? [])]).toEqual([0, 3]);
});

test.each([
  ['outside the bounds of a row', [[0, 8]]],
  ['with a negative value', [[0, -1]]],
  ['with a value that is negative by more than a solver calls equal', [[0, -0.000_002]]],
] as const)('a table %s is refused and leaves no trace', (_what, table) => {
  const system = attackOn([sumOf([0], [-5, 7])], { secrets: [secretOf(0)] });
  const witnesses = startAt(system, [5]);
  expect(admit(system, witnesses, table)).toBe(false);
  expect(witnesses.changes).toEqual([]);
  expect([...witnesses.smallest, ...witnesses.largest]).toEqual([5, 5]);
});

test('what a solver calls zero is zero', () => {
  const system = attackOn([sumOf([0], [0, 7])], { secrets: [secretOf(0)] });
  const witnesses = startAt(system, [5]);
  expect(admit(system, witnesses, [[0, -0.000_001]])).toBe(true);
  expect([...witnesses.smallest]).toEqual([0]);
});

/** Witnesses with 7, then 4 in the first cell, and with 4 at the cost of the second. */
function threeTables() {
  const system = attack();
  const witnesses = startAt(system, truth);
  admit(system, witnesses, [[0, 7]]);
  admit(system, witnesses, [[0, 4]]);
  admit(system, witnesses, [
    [0, 4],
    [1, 21],
  ]);
  return { system, witnesses };
}

test('narrower bounds leave the tables that are within them', () => {
  const { system, witnesses } = threeTables();
  system.bounds.lower[3] = 55;
  const left = stillHolding(system, witnesses);
  expect(left?.changes).toEqual([witnesses.changes[0], witnesses.changes[2]]);
  expect([...(left?.smallest ?? []), ...(left?.largest ?? [])]).toEqual([4, 9, 7, 10]);
  expect(left?.first).toBe(witnesses.first);
  system.bounds.lower[3] = 56;
  expect(stillHolding(system, witnesses)).toBeUndefined();
});

test('who knows a row is left with the tables that give it that value', () => {
  const { system, witnesses } = threeTables();
  const left = whereRowIs(system, witnesses, { row: 1, value: 20 });
  expect(left?.changes).toEqual(witnesses.changes.slice(0, 2));
  expect([...(left?.smallest ?? []), ...(left?.largest ?? [])]).toEqual([4, 10, 7, 10]);
  expect(whereRowIs(system, witnesses, { row: 3, value: 55 })?.changes).toEqual([witnesses.changes[2]]);
  expect(whereRowIs(system, witnesses, { row: 1, value: 21 })).toBeUndefined();
});

test('tables that were found elsewhere from the same first one are added once', () => {
  const { system, witnesses } = threeTables();
  const other = startAt(system, truth);
  admit(system, other, [[0, 7]]);
  const [own] = other.changes;
  const both = withChanges(witnesses, [...witnesses.changes.slice(1), ...other.changes]);
  expect(both).toBe(witnesses);
  expect(both.changes).toHaveLength(4);
  expect(both.changes[3]).toBe(own);
  const fresh = withChanges(startAt(system, truth), other.changes);
  expect([...fresh.largest]).toEqual([7, 10]);
});
