import type { Policy } from '../policy.ts';
import type { Cell } from '../secondary/plan.ts';
import { type Domains, isNowhere, type Selection, selectionKey } from '../selection.ts';
import { expanded, isCensoring } from '../whole-selections.ts';
import { areAllCombinations, areDisjoint, boxOf, isInside, layoutOf, shared } from './boxes.ts';
import { leftOver } from './left-over.ts';
import type { Rest, Shown } from './search.ts';
import { sharedRows } from './shared-rows.ts';

/** What of a population is known beside its numbers: levels, withheld numbers that are secrets, and what cannot exist. */
export type RestSettings = {
  readonly domains: Domains;
  readonly policy: Policy;
  readonly secrets: readonly Selection[];
  readonly zeros: readonly Selection[];
};

/** Rests, and whether all were found: where they were not, nothing new may be shown. `whole` says that every combination of levels was asked for itself. */
export type Rests = { readonly rests: readonly Rest[]; readonly complete: boolean; readonly whole: boolean };

const none: Rests = { rests: [], complete: true, whole: false };

/** Steps that the search may take in one population, and numbers that it compares two by two. */
const mostSteps = 50_000;
const mostNumbers = 2_500;

/** Shown numbers once each, the widest first; of the same number the one that everybody knows already. */
function distinctNumbers(cells: readonly Cell[], domains: Domains): readonly (readonly [Cell, Selection])[] {
  const byKey = new Map<string, readonly [Cell, Selection]>();
  for (const cell of cells) {
    if (cell.primary || isNowhere(cell.selection)) continue;
    const whole = expanded(cell.selection, domains);
    const present = byKey.get(selectionKey(whole));
    if (present === undefined || cell.fixedBase !== null) byKey.set(selectionKey(whole), [cell, whole]);
  }
  return [...byKey.values()].toSorted(([a], [b]) => b.rows - a.rows || a.id - b.id);
}

/** The withheld numbers that are secrets, and what no row can be in of variables that are asked, with complete cases as what they are. */
function explicitOf(
  cells: readonly Cell[],
  numbers: ReturnType<typeof distinctNumbers>,
  { domains, secrets, zeros }: RestSettings,
) {
  const withheld = [...secrets, ...cells.filter(({ secret }) => secret).map(({ selection }) => selection)];
  const whole = (selections: readonly Selection[]) => selections.map((each) => expanded(each, domains));
  const asked = new Set(numbers.flatMap(([, selection]) => Object.keys(selection)));
  const fitting = whole(zeros).filter((zero) => Object.keys(zero).every((variable) => asked.has(variable)));
  return { secret: whole(withheld), zero: fitting };
}

/**
 * Small groups that nobody asked for, and that three or more shown numbers give together (L1, L3): what numbers that lie apart leave of a
 * wider one, and what two numbers share by way of a third. Differences of two numbers are in `differences.ts`. Left out is what no row can
 * be in, what consists of withheld numbers, and everything where each combination of levels was asked for itself.
 */
export function restsOf(cells: readonly Cell[], settings: RestSettings): Rests {
  const { domains, policy } = settings;
  const numbers = distinctNumbers(cells, domains);
  if (numbers.length < 3) return none;
  const { secret, zero } = explicitOf(cells, numbers, settings);
  const layout = layoutOf([...numbers.map(([, whole]) => whole), ...secret, ...zero], domains);
  const shown = numbers.map(([cell, whole]): Shown => ({ cell, box: boxOf(layout, whole) }));
  const secrets = secret.map((each) => boxOf(layout, each));
  if (areAllCombinations(layout, [...shown.map(({ box }) => box), ...secrets])) return { ...none, whole: true };
  if (shown.length > mostNumbers) return { ...none, complete: false };
  const zeroBoxes = zero.map((each) => boxOf(layout, each));
  const sharesNone = (a: Shown, b: Shown) =>
    areDisjoint(layout, a.box, b.box) || zeroBoxes.some((each) => isInside(each, shared(a.box, b.box)));
  const apart = shown.map((a) => shown.map((b) => a !== b && sharesNone(a, b)));
  const search = {
    layout,
    shown,
    areApart: (a: number, b: number) => apart[a]?.[b] === true,
    secrets,
    zeros: zeroBoxes,
    limit: policy.minimumHouseholds.value,
    steps: { left: mostSteps },
  };
  const wide = shown.filter(({ cell }) => !isCensoring(cell.selection));
  const rests = [...wide.flatMap((each) => leftOver(each, search)), ...sharedRows(search)];
  return { rests, complete: search.steps.left > 0, whole: false };
}
