import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { openAttack } from '../../lib/disclosure/secondary/attack.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { bindCell, type Decisions, groupKey, repair } from '../../lib/disclosure/secondary/repair.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { domains } from '../support/gate.ts';

const solver = await loadSolver();

const cellOf = (id: number, part: number, rows: number, changes: Partial<Cell> = {}): Cell => ({
  id,
  part,
  group: id,
  name: `cell ${id}`,
  selection: { kind: [['a', 'b', 'c', 'd'][id] ?? 'a'] },
  rows,
  households: rows,
  largestRows: 0,
  primary: false,
  secret: false,
  least: 10,
  fixedBase: null,
  line: '',
  ...changes,
});

/** Repairs again and again what exposes a secret of part 0, with all cells in the way; what was done each time. */
function repairs(cells: readonly Cell[], registered: readonly number[] = []) {
  const attack = openAttack({ cells, targets: [], earlier: [], domains, zeros: [] }, solver);
  const decisions: Decisions = {
    population: { cells, targets: [], earlier: [], domains, zeros: [] },
    attack,
    hidden: new Set(),
    bases: new Map(),
    cellsOf: Map.groupBy(cells, groupKey),
  };
  const rules = { policy, baseOf: () => 5, isRegistered: (part: number) => registered.includes(part) };
  for (const cell of cells) bindCell(decisions, cell, rules);
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
});
