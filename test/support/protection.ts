import { policy } from '../../lib/disclosure/policy.ts';
import { budgetOf } from '../../lib/disclosure/secondary/certify.ts';
import type { Cell, Target } from '../../lib/disclosure/secondary/plan.ts';
import { protect } from '../../lib/disclosure/secondary/protect.ts';
import { cellTargets } from '../../lib/disclosure/secondary/targets.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { cellOf } from './cell.ts';

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
export function tableOf(variable: string, part: number, rows: readonly number[], first = 0): readonly Cell[] {
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

/** A total, of a table of its own. */
export const totalOf = (rows: number, changes: Partial<Cell> = {}, selection: Selection = {}) =>
  cellOf(99, { part: 1, group: 0, selection, rows, households: rows, ...changes });

type Given = {
  readonly base?: number;
  readonly registered?: readonly number[];
  readonly solves?: number;
  readonly targets?: readonly Target[];
};

/** What protection makes of the cells, and the programmes that it took. */
export function protectedBy(
  cells: readonly Cell[],
  { base = 5, registered = [], solves = 1_000, targets }: Given = {},
) {
  const budget = budgetOf(solves);
  const found = protect(
    { cells, targets: targets ?? cellTargets(cells, policy), earlier: [], domains, zeros: [] },
    { policy, baseOf: () => base, isRegistered: (part) => registered.includes(part), solver, budget },
  );
  return { ...found, hidden: [...found.hidden], bases: [...found.bases], solves: budget.used() };
}

/** A table of which the third cell follows from the others and the total. */
export const lone = [...tableOf('kind', 0, [12, 15, 4, 29]), totalOf(60)];
/** Numbers shown exactly, in tables that may not be coarser. */
export const exact = { base: 1, registered: [0, 1] };
