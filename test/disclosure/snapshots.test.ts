import { describe, expect, test } from 'vitest';
import type { KnownNumber } from '../../lib/disclosure/earlier.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { snapshotKey, snapshotQuestions, withSnapshots } from '../../lib/disclosure/snapshots.ts';
import { cellOf } from '../support/cell.ts';
import { domains } from '../support/gate.ts';

const selection = { age: ['young'] };
const young = (changes: Partial<Cell> = {}): Cell => cellOf(0, { selection, rows: 60, households: 60, ...changes });
const numberOf = (changes: Partial<KnownNumber> = {}): KnownNumber => ({
  selection,
  rows: 57,
  households: 57,
  least: 10,
  base: 5,
  secret: null,
  ...changes,
});

/** What becomes of the number when so many households changed in each municipality. */
function decide(changed: readonly number[] | undefined, cell = young(), before = numberOf()) {
  const settings = {
    universe: 'new',
    domains,
    policy,
    changes: new Map(
      changed === undefined ? [] : [[snapshotKey({ universe: 'new', earlier: 'old', selection }), changed] as const],
    ),
    isSum: (asked: Cell['selection']) => 'known-mean:arrears-euro' in asked,
  };
  const { cells, denied } = withSnapshots([cell], [{ universe: 'old', numbers: [before] }], settings);
  return { ...cells[0], denied };
}

describe('L5: the same question over the next snapshot', () => {
  test.each([[[]], [[9]], [[3, 3, 3]], [undefined]])('is answered as before when %j households changed', (changed) =>
    expect(decide(changed)).toMatchObject({ fixedBase: 5, kept: { rows: 57, drift: 9 }, primary: false }),
  );
  test.each([[[5, 5, 5]], [[10, 200]], [[4, 4, 4, 4]]])('is answered anew when %j changed', (changed) =>
    expect(decide(changed)).toMatchObject({ ...young(), denied: false }),
  );
  test.each([[[200]], [[9, 200]], [[1, 9]]])('is withheld when one municipality knows all but a few: %j', (changed) =>
    expect(decide(changed)).toMatchObject({ primary: true, secret: true, denied: true }),
  );
  test('is answered anew when households say so where rows were not asked', () =>
    expect(decide(undefined, young({ households: 67 }))).toMatchObject({ fixedBase: null, primary: false }));
  test('says by how much the data may differ', () =>
    expect(decide([1, 1], young({ rows: 80 })).kept).toEqual({ rows: 57, drift: 23 }));
  test('stays withheld', () =>
    expect(decide([1, 1], young(), numberOf({ base: null }))).toMatchObject({ primary: true }));
  test('is withheld for a sum, of which no earlier value is kept', () => {
    const asked = { ...selection, 'known-mean:arrears-euro': ['yes'] };
    const cell = young({ selection: asked });
    expect(decide(undefined, cell, numberOf({ selection: asked }))).toMatchObject({ primary: true, secret: false });
  });
  test.each([[{ primary: true }], [{ fixedBase: 5 }], [{ selection: { '(never)': [] } }]])(
    'leaves %j alone',
    (changes) => expect(decide([1], young(changes))).toMatchObject({ ...young(changes), denied: false }),
  );
  test('takes the latest of several snapshots that are too near', () => {
    const settings = { universe: 'new', domains, policy, changes: new Map(), isSum: () => false };
    const earlier = [
      { universe: 'first', numbers: [numberOf({ rows: 55 })] },
      { universe: 'second', numbers: [numberOf({ rows: 58 })] },
    ];
    expect(withSnapshots([young()], earlier, settings).cells[0]?.kept?.rows).toBe(58);
  });
});

describe('several snapshots', () => {
  const settings = { universe: 'new', domains, policy, isSum: () => false };
  const earlier = [
    { universe: 'first', numbers: [numberOf({ base: null })] },
    { universe: 'second', numbers: [numberOf()] },
  ];
  const changes = new Map([
    [snapshotKey({ universe: 'new', earlier: 'first', selection }), [2, 2]],
    [snapshotKey({ universe: 'new', earlier: 'second', selection }), [20, 20]],
  ]);
  test('withhold a number that one of them withheld and that changed little since', () =>
    expect(withSnapshots([young()], earlier, { ...settings, changes }).cells[0]?.primary).toBe(true));
  test('deny nothing when there are none', () =>
    expect(withSnapshots([young()], [], { ...settings, changes })).toEqual({ cells: [young()], denied: false }));
});

describe('what is asked of the rows', () => {
  const scope = { universe: 'new', unit: 'cases', domains };
  test('are open numbers that were asked before, however they were said', () => {
    const earlier = [
      { universe: 'old', numbers: [numberOf({ selection: { type: ['rent', 'energy', 'water'], age: ['young'] } })] },
    ];
    expect(snapshotQuestions([young(), young({ primary: true })], earlier, scope)).toEqual([
      { universe: 'new', earlier: 'old', unit: 'cases', selection },
    ]);
  });
  test('is nothing without other snapshots, or for another question', () => {
    expect(snapshotQuestions([young()], [], scope)).toEqual([]);
    const other = [{ universe: 'old', numbers: [numberOf({ selection: { age: ['old'] } })] }];
    expect(snapshotQuestions([young()], other, scope)).toEqual([]);
  });
});
