import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { openAttack } from '../../lib/disclosure/secondary/attack.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { bindCell, type Decisions, groupKey, hide, isFree, repair } from '../../lib/disclosure/secondary/repair.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { cellOf as cellLike } from '../support/cell.ts';
import { domains } from '../support/gate.ts';

const solver = await loadSolver();

const cellOf = (id: number, part: number, rows: number, changes: Partial<Cell> = {}): Cell =>
  cellLike(id, { part, selection: { kind: [['a', 'b', 'c', 'd'][id] ?? 'a'] }, rows, households: rows, ...changes });

/** A population before anything is repaired. */
function start(cells: readonly Cell[], registered: readonly number[] = [], base = 5) {
  const population = { cells, targets: [], earlier: [], domains, zeros: [] };
  const decisions: Decisions = {
    population,
    attack: openAttack(population, solver),
    hidden: new Set(),
    bases: new Map(),
    cellsOf: Map.groupBy(cells, groupKey),
  };
  const rules = { policy, baseOf: () => base, isRegistered: (part: number) => registered.includes(part) };
  for (const cell of cells) bindCell(decisions, cell, rules);
  return { decisions, rules };
}

/** Repairs again and again what exposes a secret of part 0, with all cells in the way; what was done each time. */
function repairs(cells: readonly Cell[], registered: readonly number[] = []) {
  const { decisions, rules } = start(cells, registered);
  const binding = cells.map((_, row) => row);
  const done: string[] = [];
  for (;;) {
    const before = new Set(decisions.hidden);
    const found = repair(decisions, { part: 0, binding }, rules);
    if (found === undefined) return done;
    const [now] = [...decisions.hidden].filter((group) => !before.has(group));
    done.push(found === 'coarsened' ? `coarser ${[...decisions.bases.keys()].join()}` : `without ${now ?? ''}`);
  }
}

describe('S5: the order of repair', () => {
  test('rounds more coarsely, then withholds siblings, then margins of other tables, the fewest rows first', () =>
    expect(repairs([cellOf(0, 0, 60), cellOf(1, 0, 40), cellOf(2, 1, 30)])).toEqual([
      'coarser 0,1',
      'without 0:1',
      'without 0:0',
      'without 1:2',
    ]));
  test('leaves registered estimates as they are rounded, and gives them up last', () =>
    expect(repairs([cellOf(0, 0, 60), cellOf(1, 1, 40), cellOf(2, 2, 30)], [0, 2])).toEqual([
      'coarser 1',
      'without 1:1',
      'without 0:0',
      'without 2:2',
    ]));
  test('cannot take back what was released before', () =>
    expect(repairs([cellOf(0, 0, 60, { fixedBase: 5 }), cellOf(1, -1, 40, { fixedBase: 10 })])).toEqual([]));
  test('cannot take back what was released before beside what is new', () =>
    expect(repairs([cellOf(0, 0, 60, { fixedBase: 5 }), cellOf(1, 0, 70), cellOf(2, -1, 10)])).toEqual([
      'coarser 0',
      'without 0:1',
    ]));
  test('of equal numbers of rows the first goes', () =>
    expect(repairs([cellOf(2, 0, 40), cellOf(1, 0, 40), cellOf(0, 0, 40)]).slice(1)).toEqual([
      'without 0:0',
      'without 0:1',
      'without 0:2',
    ]));
  test('a large sibling goes before a small margin, and before any registered sibling', () => {
    expect(repairs([cellOf(0, 0, 90_000_000), cellOf(1, 1, 10)]).slice(1)).toEqual(['without 0:0', 'without 1:1']);
    expect(repairs([cellOf(0, 0, 10), cellOf(1, 1, 90_000_000)], [0]).slice(1)).toEqual(['without 1:1', 'without 0:0']);
  });
  test('leaves alone what does not stand in the way', () => {
    const { decisions, rules } = start([cellOf(0, 0, 60), cellOf(1, 1, 40), cellOf(2, 0, 50)]);
    expect(repair(decisions, { part: 0, binding: [1, 7] }, rules)).toBe('coarsened');
    expect([...decisions.bases]).toEqual([[1, 10]]);
    expect(repair(decisions, { part: 0, binding: [1, 7] }, rules)).toBe('hidden');
    expect([...decisions.hidden]).toEqual(['1:1']);
    expect(repair(decisions, { part: 0, binding: [1, 7] }, rules)).toBeUndefined();
  });
  test('rounds no table more coarsely that is coarse already', () => {
    const { decisions, rules } = start([cellOf(0, 0, 60)], [], 10);
    expect(repair(decisions, { part: 0, binding: [0] }, rules)).toBe('hidden');
    expect([...decisions.bases]).toEqual([]);
  });
});

describe('what is known of a number', () => {
  const known = (cell: Cell, change: (given: ReturnType<typeof start>) => unknown = () => undefined) => {
    const given = start([cell]);
    change(given);
    const { lower, upper } = given.decisions.attack.bounds;
    return [lower[0], upper[0]];
  };
  const everything = [0, Number.POSITIVE_INFINITY];
  test('shown: what rounds to it, and never fewer than the rules allow', () => {
    expect(known(cellOf(0, 0, 41))).toEqual([38, 42]);
    expect(known(cellOf(0, 0, 11))).toEqual([10, 12]);
  });
  test('withheld: nothing', () =>
    expect(
      known(cellOf(0, 0, 41), ({ decisions, rules }) => hide(decisions, decisions.population.cells, rules)),
    ).toEqual(everything));
  test('coarser: more', () =>
    expect(
      known(cellOf(0, 0, 41), ({ decisions, rules }) => repair(decisions, { part: 0, binding: [0] }, rules)),
    ).toEqual([35, 44]));
  test('released before: as it was, also where it is withheld now', () => {
    const before = cellOf(0, 0, 41, { fixedBase: 10 });
    expect(known(before)).toEqual([35, 44]);
    expect(known(before, ({ decisions, rules }) => hide(decisions, [before], rules))).toEqual([35, 44]);
  });
  test('kept from an earlier snapshot: those rows, up to the drift on either side', () => {
    expect(known(cellOf(0, 0, 41, { kept: { rows: 52, drift: 9 } }))).toEqual([39, 61]);
    expect(known(cellOf(0, 0, 41, { kept: { rows: 17, drift: 9 } }))).toEqual([10, 26]);
  });
  test('of no row of the system: nothing to know', () => {
    const { decisions, rules } = start([cellOf(0, 0, 41)]);
    bindCell(decisions, cellOf(3, 0, 99), rules);
    expect([...decisions.attack.bounds.lower]).toEqual([38]);
  });
});

test('numbers of one group are withheld together', () => {
  const cells = [cellOf(0, 0, 60, { group: 7 }), cellOf(1, 0, 40, { group: 7 }), cellOf(2, 0, 50, { group: 8 })];
  const { decisions, rules } = start(cells);
  hide(decisions, cells.slice(0, 1), rules);
  expect([...decisions.hidden]).toEqual(['0:7']);
  expect([...decisions.attack.bounds.lower]).toEqual([0, 0, 48]);
  expect(cells.map((cell) => isFree(decisions, cell))).toEqual([false, false, true]);
});

test.each([
  ['a number of this task', {}, true],
  ['a number of an earlier task', { part: -1 }, false],
  ['a number that was shown before', { fixedBase: 5 }, false],
])('%s can still be withheld: %j', (_what, changes, free) => {
  const cell = { ...cellOf(0, 0, 40), ...changes };
  expect(isFree(start([cell]).decisions, cell)).toBe(free);
});
