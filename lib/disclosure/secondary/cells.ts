import type { ReleasedEvidence } from '../../protocol/evidence.ts';
import { isStructuralZero } from '../codebook-facts.ts';
import type { CellEvidence, CountsEvidence, RiskEvidence, RiskInterval, SumsEvidence } from '../evidence.ts';
import { intersect, isNowhere, nowhere, rangeLevel, type Selection } from '../selection.ts';
import type { Cell, ScopedEvidence } from './plan.ts';

type Hidden = { readonly hidden: readonly boolean[]; readonly minimum: number };

type Draft = Omit<Cell, 'id' | 'part' | 'group'> & { readonly group: number };

function selectionOf(
  part: ScopedEvidence,
  evidence: { readonly dimensions: CountsEvidence['dimensions'] },
  levels: readonly string[],
) {
  const own = Object.fromEntries(
    evidence.dimensions.map(({ variable }, index) => [part.scope.rename[variable] ?? variable, [levels[index] ?? '']]),
  );
  return intersect(part.scope.where, own) ?? nowhere;
}

const isImpossible = (part: ScopedEvidence, selection: Selection) =>
  isNowhere(selection) || isStructuralZero(part.scope.unit, selection);

/** Rows of the largest municipality at most: rows are at least households, so the rest has at least the protected households. */
const largestOf = (cell: CellEvidence) =>
  cell.largestRows ?? Math.max(0, cell.count - Math.max(0, cell.protectedHouseholds));

const nameOf = (part: ScopedEvidence, levels: readonly string[]) =>
  `${part.analysis}/${part.evidence.kind === 'values' ? '' : part.evidence.name} ${levels.join(' · ') || '(all)'}`;

function tableCells(
  part: ScopedEvidence,
  evidence: CountsEvidence | SumsEvidence,
  { hidden, minimum }: Hidden,
): readonly Draft[] {
  const numbered = evidence.kind === 'sums' ? { [`known-${evidence.name}`]: ['yes'] } : {};
  return evidence.cells.map((cell, index) => ({
    group: index,
    name: nameOf(part, cell.levels),
    selection: { ...selectionOf(part, evidence, cell.levels), ...numbered },
    rows: cell.count,
    households: cell.households,
    largestRows: largestOf(cell),
    primary: hidden[index] === true,
    secret:
      hidden[index] === true &&
      !isImpossible(part, selectionOf(part, evidence, cell.levels)) &&
      !(cell.protectedHouseholds >= minimum),
    least: minimum,
    fixedBase: null,
    line: cell.levels.slice(0, -1).join('\u0000'),
  }));
}

/** Who leaves a curve in an interval, and the households of them beside the largest municipality's. */
type Leavers = {
  readonly leaving: string;
  readonly rows: number;
  readonly small: boolean;
  readonly withoutLargest: number;
  readonly households: number;
};

/** Leavers that are counted in rows only. */
const counted = (leaving: string, rows: number): Leavers => ({
  leaving,
  rows,
  small: false,
  withoutLargest: rows,
  households: rows,
});

const eventsOf = ({ events, protectedEvents, eventHouseholds = protectedEvents }: RiskInterval) => ({
  rows: events,
  withoutLargest: protectedEvents,
  households: eventHouseholds,
});

/** Leavers of a curve by interval, and who stays beyond: on the rung that is shown, or on the finest when the curve is withheld. */
function riskCells(
  part: ScopedEvidence,
  evidence: RiskEvidence,
  edges: readonly number[],
  { hidden, minimum }: Hidden,
): readonly Draft[] {
  const rung =
    evidence.rungs.find((each) => edges.length > 0 && edges.every((edge, index) => each.edgesDays[index] === edge)) ??
    evidence.rungs.at(-1);
  const shown = edges.length > 0 ? edges : (rung?.edgesDays ?? []);
  return (rung?.patterns ?? []).flatMap((pattern, group): readonly Draft[] => {
    const base = selectionOf(part, evidence, pattern.levels);
    const isHidden = hidden[group] === true;
    const draft = ({ leaving, rows, small, withoutLargest, households }: Leavers): Draft => ({
      group,
      name: `${nameOf(part, pattern.levels)} ${leaving}`,
      selection: { ...base, [part.scope.axis]: [leaving] },
      rows,
      households,
      largestRows: Math.max(0, rows - withoutLargest),
      primary: isHidden,
      secret: isHidden && small && !isImpossible(part, base),
      least: leaving.startsWith('e') ? minimum : 0,
      fixedBase: null,
      line: String(group),
    });
    const steps = pattern.intervals.slice(0, shown.length).flatMap((interval, index) => {
      const [from, until] = [shown[index - 1] ?? 0, shown[index] ?? null];
      const small = interval.protectedEvents < minimum || pattern.protectedHouseholds < minimum;
      return [
        draft({ ...eventsOf(interval), leaving: rangeLevel('e', from, until), small }),
        draft(counted(rangeLevel('c', from, until), interval.censored)),
      ];
    });
    const beyond = pattern.intervals.slice(shown.length).reduce((sum, each) => sum + each.events + each.censored, 0);
    return [...steps, draft(counted(rangeLevel('x', shown.at(-1) ?? 0, null), beyond))];
  });
}

function draftsOf(part: ScopedEvidence, released: ReleasedEvidence, minimum: number): readonly Draft[] {
  const { evidence } = part;
  if (
    (evidence.kind === 'counts' && released.kind === 'counts') ||
    (evidence.kind === 'sums' && released.kind === 'sums')
  )
    return tableCells(part, evidence, { hidden: released.cells.map((cell) => cell.count === null), minimum });
  if (evidence.kind === 'risk-table' && released.kind === 'risk-table')
    return riskCells(part, evidence, released.edgesDays, {
      hidden: released.patterns.map((pattern) => pattern.intervals === null),
      minimum,
    });
  return [];
}

/** Every count-like number of a task, after the primary rules. Evidence of other kinds has none here. */
export function cellsOf(
  parts: readonly ScopedEvidence[],
  released: readonly ReleasedEvidence[],
  minimum: number,
): readonly Cell[] {
  const cells: Cell[] = [];
  parts.forEach((part, index) => {
    const given = released[index];
    if (given === undefined) return;
    for (const draft of draftsOf(part, given, minimum)) cells.push({ ...draft, id: cells.length, part: index });
  });
  return cells;
}
