import type { ReleasedCounts, ReleasedEvidence, ReleasedRiskTable, ReleasedSums } from '../../protocol/evidence.ts';
import type { RiskEvidence } from '../evidence.ts';
import { roundTo } from '../rounding.ts';
import type { Cell, ScopedEvidence } from './plan.ts';

/** What becomes of each group of a part: withheld (undefined), or shown with this base. */
export type Treatment = (group: number) => number | undefined;

/** The largest base that a shown number of the part has; estimates carry its rounding variance. */
const protectionOf = (released: ReleasedEvidence, bases: readonly (number | undefined)[]) => ({
  ...released.protection,
  roundingBase: bases.reduce<number>((most, base) => Math.max(most, base ?? 0), released.protection.roundingBase),
});

function applyCounts(released: ReleasedCounts, cells: readonly Cell[], treatment: Treatment): ReleasedCounts {
  const bases = released.cells.map((_, index) => treatment(index));
  const shown = released.cells.map((cell, index) => {
    const base = bases[index];
    return { ...cell, count: base === undefined ? null : roundTo(cells[index]?.rows ?? 0, base) };
  });
  return { ...released, cells: shown, protection: protectionOf(released, bases) };
}

function applySums(released: ReleasedSums, cells: readonly Cell[], treatment: Treatment): ReleasedSums {
  const bases = released.cells.map((_, index) => treatment(index));
  const shown = released.cells.map((cell, index) => {
    const base = bases[index];
    if (base === undefined || cell.count === null)
      return { levels: cell.levels, count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };
    const count = roundTo(cells[index]?.rows ?? 0, base);
    const { sumOfSquaredDeviations: squares } = cell;
    return {
      ...cell,
      count,
      sumOfSquaredDeviations: squares === null ? null : (squares / Math.max(1, cell.count)) * count,
    };
  });
  return { ...released, cells: shown, protection: protectionOf(released, bases) };
}

function applyRisk(released: ReleasedRiskTable, evidence: RiskEvidence, treatment: Treatment): ReleasedRiskTable {
  const bases = released.patterns.map((_, index) => treatment(index));
  const steps = released.edgesDays.length;
  const rung = evidence.rungs.find((each) => released.edgesDays.every((edge, index) => each.edgesDays[index] === edge));
  const patterns = released.patterns.map((pattern, index) => {
    const base = bases[index];
    const source = rung?.patterns[index];
    if (base === undefined || source === undefined || pattern.intervals === null)
      return { levels: pattern.levels, entries: null, intervals: null };
    const intervals = source.intervals
      .slice(0, steps)
      .map((each) => ({ events: roundTo(each.events, base), censored: roundTo(each.censored, base) }));
    const beyond = source.intervals.slice(steps).reduce((sum, each) => sum + each.events + each.censored, 0);
    const entries = intervals.reduce((sum, each) => sum + each.events + each.censored, roundTo(beyond, base));
    return { levels: pattern.levels, entries, intervals };
  });
  return { ...released, patterns, protection: protectionOf(released, bases) };
}

/** Released evidence after secondary protection; `cells` are those of this part, in their order. */
export function applyTreatment(
  part: ScopedEvidence,
  released: ReleasedEvidence,
  cells: readonly Cell[],
  treatment: Treatment,
): ReleasedEvidence {
  const { evidence } = part;
  if (released.kind === 'counts') return applyCounts(released, cells, treatment);
  if (released.kind === 'sums') return applySums(released, cells, treatment);
  if (released.kind === 'risk-table' && evidence.kind === 'risk-table') return applyRisk(released, evidence, treatment);
  return released;
}
