import type { ReleasedEvidence } from '../../protocol/evidence.ts';
import type { CellEvidence, CountsEvidence, Evidence, ScoreSumsEvidence, SumsEvidence } from '../evidence.ts';
import { rangeLevel } from '../selection.ts';
import { sumSelection } from '../sum-only.ts';
import { competingCells, personTimeCells, riskCells } from './cells-over-time.ts';
import { type Draft, type Hidden, isImpossible, nameOf, selectionOf } from './draft.ts';
import type { Cell, ScopedEvidence } from './plan.ts';

/** Rows of the largest municipality at most: rows are at least households, so the rest has at least the protected households. */
const largestOf = (cell: CellEvidence) =>
  cell.largestRows ?? Math.max(0, cell.count - Math.max(0, cell.protectedHouseholds));

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

type SumsOfAll = Extract<Evidence, { readonly kind: 'site-sums' | 'score-sums' | 'cluster-sums' }>;

/** What the sums over all rows of an analysis add up, and the households that the primary rules counted. */
function addedUp(evidence: SumsOfAll): { readonly name: string; readonly households: number } {
  switch (evidence.kind) {
    case 'site-sums':
      return { name: 'sites', households: evidence.households };
    case 'score-sums':
      return { name: 'scores', households: evidence.protectedHouseholds.reduce((sum, each) => sum + each, 0) };
    case 'cluster-sums':
      return { name: 'products', households: evidence.protectedHouseholds };
  }
}

/** Sums over all rows of an analysis, shown or withheld as a whole: two of them over nearly the same rows show the few households between. */
function sumCell(part: ScopedEvidence, evidence: SumsOfAll, { hidden }: Hidden): Draft {
  const { name, households } = addedUp(evidence);
  const complete = part.scope.rename['complete-cases'];
  const cases = evidence.kind === 'cluster-sums' && complete !== undefined ? { [complete]: ['yes'] } : {};
  return {
    group: 0,
    name: `${nameOf(part, [])} sums`,
    selection: sumSelection({ ...part.scope.where, ...cases }, name),
    rows: households,
    households,
    largestRows: 0,
    primary: hidden[0] === true,
    secret: false,
    least: 0,
    fixedBase: null,
    line: '',
  };
}

/** Events by group of sums of scores, which are counts. */
function scoreCells(part: ScopedEvidence, evidence: ScoreSumsEvidence, { hidden, minimum }: Hidden): readonly Draft[] {
  const isHidden = hidden[0] === true;
  return evidence.groups.map((level, at) => {
    const { observed, protectedEvents, protectedHouseholds, eventHouseholds = protectedEvents } = evidence;
    const withoutLargest = protectedEvents[at] ?? 0;
    const small = !(withoutLargest >= minimum && (protectedHouseholds[at] ?? 0) >= minimum);
    const rows = observed[at] ?? 0;
    return {
      group: 0,
      name: `${nameOf(part, [level])} events`,
      selection: { ...part.scope.where, [part.scope.axis]: [rangeLevel('e', 0, evidence.untilDays)], state: [level] },
      rows,
      households: eventHouseholds[at] ?? 0,
      largestRows: Math.max(0, rows - withoutLargest),
      primary: isHidden,
      secret: isHidden && small,
      least: minimum,
      fixedBase: null,
      line: '',
    };
  });
}

/** What of released evidence is withheld: each cell, each pattern, or the sums. */
function hiddenOf(released: ReleasedEvidence): readonly boolean[] {
  if ('cells' in released) return released.cells.map(({ count }) => count === null);
  if ('patterns' in released) return released.patterns.map(({ intervals }) => intervals === null);
  return [released.sums === null];
}

function draftsOf(part: ScopedEvidence, released: ReleasedEvidence, minimum: number): readonly Draft[] {
  const { evidence } = part;
  const hidden = { hidden: hiddenOf(released), minimum };
  const edges = 'edgesDays' in released ? released.edgesDays : [];
  switch (evidence.kind) {
    case 'counts':
    case 'sums':
      return tableCells(part, evidence, hidden);
    case 'risk-table':
      return riskCells(part, evidence, edges, hidden);
    case 'competing-table':
      return competingCells(part, evidence, edges, hidden);
    case 'person-time':
      return personTimeCells(part, evidence, edges, hidden);
    case 'score-sums':
      return [...scoreCells(part, evidence, hidden), sumCell(part, evidence, hidden)];
    case 'site-sums':
    case 'cluster-sums':
      return [sumCell(part, evidence, hidden)];
    case 'values':
      return [];
  }
}

/** Every count-like number of a task, and every sum over rows, after the primary rules. */
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
