import type { EarlierSnapshot, KnownNumber } from './earlier.ts';
import type { Policy } from './policy.ts';
import type { Cell } from './secondary/plan.ts';
import { canonicalSelection, type Domains, isNowhere, type Selection, selectionKey } from './selection.ts';

/** A number that was asked before of another snapshot: whose households changed in between? */
export type SnapshotQuestion = {
  readonly universe: string;
  readonly earlier: string;
  readonly unit: string;
  readonly selection: Selection;
};

/** Fewest households that came or went between two snapshots, of each municipality that changed, by `snapshotKey`. */
export type SnapshotFacts = ReadonlyMap<string, readonly number[]>;

/** Names a question. */
export const snapshotKey = ({ universe, earlier, selection }: Omit<SnapshotQuestion, 'unit'>): string =>
  `${universe}|${earlier}|${selectionKey(selection)}`;

type Before = { readonly universe: string; readonly number: KnownNumber };

/** What was said of the same question over other snapshots, in the order of these. */
function saidBefore(
  earlier: readonly EarlierSnapshot[],
  domains: Domains,
): (selection: Selection) => readonly Before[] {
  const byKey = new Map<string, Before[]>();
  for (const { universe, numbers } of earlier)
    for (const number of numbers) {
      const key = selectionKey(canonicalSelection(number.selection, domains));
      byKey.set(key, [...(byKey.get(key) ?? []), { universe, number }]);
    }
  return (selection) => byKey.get(selectionKey(selection)) ?? [];
}

const isOpen = ({ primary, fixedBase, selection }: Cell) => !primary && fixedBase === null && !isNowhere(selection);

/** Which numbers were asked before over another snapshot; only those that may be shown now. */
export function snapshotQuestions(
  cells: readonly Cell[],
  earlier: readonly EarlierSnapshot[],
  { universe, unit, domains }: { readonly universe: string; readonly unit: string; readonly domains: Domains },
): readonly SnapshotQuestion[] {
  if (earlier.length === 0) return [];
  const before = saidBefore(earlier, domains);
  return cells
    .filter(isOpen)
    .flatMap(({ selection }) =>
      before(selection).map((each) => ({ universe, earlier: each.universe, unit, selection })),
    );
}

type Settings = {
  readonly universe: string;
  readonly domains: Domains;
  readonly policy: Policy;
  readonly changes: SnapshotFacts;
  /** Whether a number adds something up: what was said of it is not kept anywhere. */
  readonly isSum: (selection: Selection) => boolean;
};

/** What becomes of a number for what was said before: it may be new, is said as before, or is withheld. */
function verdictOf(cell: Cell, { universe, number }: Before, settings: Settings): 'new' | 'kept' | 'withheld' {
  const limit = settings.policy.minimumHouseholds.value;
  const found = settings.changes.get(
    snapshotKey({ universe: settings.universe, earlier: universe, selection: cell.selection }),
  );
  const fewest = Math.max(
    (found ?? []).reduce((sum, each) => sum + each, 0),
    Math.abs(cell.households - number.households),
  );
  if (fewest - Math.max(0, ...(found ?? [])) >= limit) return 'new';
  return fewest < limit && number.base !== null && !settings.isSum(cell.selection) ? 'kept' : 'withheld';
}

/** The number as it was said; an outsider cannot know by how many rows the data differ from it, up to one fewer than the minimum. */
function asSaid(cell: Cell, { rows, base }: KnownNumber, policy: Policy): Cell {
  const drift = Math.max(policy.minimumHouseholds.value - 1, Math.abs(cell.rows - rows));
  return { ...cell, fixedBase: base, kept: { rows, drift } };
}

/**
 * The same question over the next snapshot (L5): where fewer households than the minimum came or went, or fewer beside those of one
 * municipality, which knows its own, two answers would show them. What was said before is said again; a sum, what was withheld, and
 * what one municipality changed alone are withheld.
 */
export function withSnapshots(
  cells: readonly Cell[],
  earlier: readonly EarlierSnapshot[],
  settings: Settings,
): { readonly cells: readonly Cell[]; readonly denied: boolean } {
  if (earlier.length === 0) return { cells, denied: false };
  const before = saidBefore(earlier, settings.domains);
  let denied = false;
  const decided = cells.map((cell): Cell => {
    if (!isOpen(cell)) return cell;
    const judged = before(cell.selection).map((each) => ({ each, verdict: verdictOf(cell, each, settings) }));
    if (judged.some(({ verdict }) => verdict === 'withheld')) {
      denied = true;
      return { ...cell, primary: true, secret: !settings.isSum(cell.selection) };
    }
    const kept = judged.findLast(({ verdict }) => verdict === 'kept');
    return kept === undefined ? cell : asSaid(cell, kept.each.number, settings.policy);
  });
  return { cells: decided, denied };
}
