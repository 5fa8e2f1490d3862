import type { Cell, Target } from '../secondary/plan.ts';
import { isNowhere, selectionKey } from '../selection.ts';
import { isCensoring } from '../whole-selections.ts';
import { impliedBy } from './implied.ts';
import type { RestSettings } from './rests.ts';

/** Coefficients that the elimination may touch in one population: half a thousand numbers over as many combinations of levels take a third. */
const mostCoefficients = 400_000_000;

/** Shown numbers once each; of the same number the one that everybody knows already. */
function distinctNumbers(cells: readonly Cell[]): readonly Cell[] {
  const shown = new Map<string, Cell>();
  for (const cell of cells) {
    if (cell.primary || isNowhere(cell.selection)) continue;
    const key = selectionKey(cell.selection);
    if (!shown.has(key) || cell.fixedBase !== null) shown.set(key, cell);
  }
  return [...shown.values()];
}

/**
 * Small groups of one combination of levels, of two, or of some, that follow from shown numbers as sums and differences of any of them
 * (L2 for counts): found by elimination, so by whatever way somebody reckons; `complete` says that all were found.
 */
export function impliedTargets(
  cells: readonly Cell[],
  { domains, policy, secrets, zeros }: RestSettings,
  mostSteps: number = mostCoefficients,
): { readonly targets: readonly Target[]; readonly complete: boolean } {
  const numbers = distinctNumbers(cells);
  const asked = new Set(numbers.flatMap(({ selection }) => Object.keys(selection)));
  const limit = policy.minimumHouseholds.value;
  const low = 1 + policy.intervalTolerance.value;
  const found = impliedBy(numbers, {
    domains,
    secrets: [...secrets, ...cells.filter(({ secret }) => secret).map(({ selection }) => selection)],
    zeros: zeros.filter((zero) => Object.keys(zero).every((variable) => asked.has(variable))),
    limit,
    mostSteps,
  });
  if (found === undefined) return { targets: [], complete: false };
  const targets = found
    .filter(({ selections }) => !selections.every(isCensoring))
    .map(({ selections, part }): Target => {
      return { rule: 'rest', name: 'what shown numbers imply', part, terms: [], selections, low, high: limit - low };
    });
  return { targets, complete: true };
}
