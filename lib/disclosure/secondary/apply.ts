import type {
  ReleasedCompeting,
  ReleasedCounts,
  ReleasedEvidence,
  ReleasedPersonTime,
  ReleasedRiskTable,
  ReleasedSums,
} from '../../protocol/evidence.ts';
import type { PersonTimeEvidence } from '../evidence.ts';
import { roundTo } from '../rounding.ts';
import { roundedDays } from '../treat-person-time.ts';
import type { Cell, ScopedEvidence } from './plan.ts';

/** A cell as decided: the base with which it is shown, null when it is withheld. */
export type DecidedCell = Cell & { readonly base: number | null };

const shown = ({ rows, kept, base }: DecidedCell): number | null =>
  base === null ? null : roundTo(kept?.rows ?? rows, base);

/** The widest that a shown number of the part may be away from its rows; estimates carry the variance. */
const protectionOf = (released: ReleasedEvidence, cells: readonly DecidedCell[]) => ({
  ...released.protection,
  roundingBase: cells.reduce(
    (most, { base, kept }) => Math.max(most, base === null ? 0 : base + 2 * (kept?.drift ?? 0)),
    released.protection.roundingBase,
  ),
});

function applyCounts(released: ReleasedCounts, cells: readonly DecidedCell[]): ReleasedCounts {
  const counts = released.cells.map((cell, index) => {
    const decided = cells[index];
    return { ...cell, count: decided === undefined ? null : shown(decided) };
  });
  return { ...released, cells: counts, protection: protectionOf(released, cells) };
}

function applySums(released: ReleasedSums, cells: readonly DecidedCell[]): ReleasedSums {
  const sums = released.cells.map((cell, index) => {
    const decided = cells[index];
    const count = decided === undefined ? null : shown(decided);
    if (count === null || cell.count === null)
      return { levels: cell.levels, count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };
    const { sumOfSquaredDeviations: squares } = cell;
    return {
      ...cell,
      count,
      sumOfSquaredDeviations: squares === null ? null : (squares / Math.max(1, cell.count)) * count,
    };
  });
  return { ...released, cells: sums, protection: protectionOf(released, cells) };
}

/** The shown numbers of each pattern in the order of its cells; null for a pattern of which one is withheld. */
function shownByPattern(cells: readonly DecidedCell[]): (group: number) => readonly number[] | null {
  const groups = Map.groupBy(cells, ({ group }) => group);
  return (group) => {
    const numbers = (groups.get(group) ?? []).map(shown);
    const known = numbers.filter((number) => number !== null);
    return known.length === numbers.length && known.length > 0 ? known : null;
  };
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

/** Each interval takes as many numbers as it has causes, and who leaves without an event; the last number is who stays beyond. */
const inIntervals = (numbers: readonly number[], causes: number, steps: number) =>
  Array.from({ length: steps }, (_, index) => {
    const from = index * (causes + 1);
    return { events: numbers.slice(from, from + causes), censored: numbers[from + causes] ?? 0 };
  });

function applyRisk(released: ReleasedRiskTable, cells: readonly DecidedCell[]): ReleasedRiskTable {
  const numbersOf = shownByPattern(cells);
  const patterns = released.patterns.map(({ levels, intervals }, group) => {
    const numbers = numbersOf(group);
    if (intervals === null || numbers === null) return { levels, entries: null, intervals: null };
    const steps = inIntervals(numbers, 1, intervals.length);
    return {
      levels,
      entries: total(numbers),
      intervals: steps.map((each) => ({ ...each, events: total(each.events) })),
    };
  });
  return { ...released, patterns, protection: protectionOf(released, cells) };
}

function applyCompeting(released: ReleasedCompeting, cells: readonly DecidedCell[]): ReleasedCompeting {
  const numbersOf = shownByPattern(cells);
  const patterns = released.patterns.map(({ levels, intervals }, group) => {
    const numbers = numbersOf(group);
    if (intervals === null || numbers === null) return { levels, entries: null, intervals: null };
    const steps = inIntervals(numbers, released.causes.length, intervals.length);
    return { levels, entries: total(numbers), intervals: steps };
  });
  return { ...released, patterns, protection: protectionOf(released, cells) };
}

/** Events by interval; the base of the last cell, the days of the pattern, is the unit of its days. */
function applyPersonTime(
  released: ReleasedPersonTime,
  evidence: PersonTimeEvidence,
  cells: readonly DecidedCell[],
): ReleasedPersonTime {
  const numbersOf = shownByPattern(cells);
  const { edgesDays } = released;
  const rung = evidence.rungs.find((each) => each.edgesDays.join() === edgesDays.join());
  const patterns = released.patterns.map(({ levels, intervals }, group) => {
    const numbers = intervals === null ? null : numbersOf(group);
    const source = rung?.patterns[group]?.intervals;
    if (numbers === null || source === undefined) return { levels, intervals: null };
    const base = cells.findLast((cell) => cell.group === group)?.base ?? 0;
    const steps = source.map(({ personDays }, index) => ({
      events: numbers[index] ?? 0,
      personDays: roundedDays(personDays, { edgesDays, interval: index, base }),
    }));
    return { levels, intervals: steps };
  });
  return { ...released, patterns, protection: protectionOf(released, cells) };
}

/** Released evidence after secondary protection; `cells` are those of this part, in their order. */
export function applyTreatment(
  { evidence }: ScopedEvidence,
  released: ReleasedEvidence,
  cells: readonly DecidedCell[],
): ReleasedEvidence {
  switch (released.kind) {
    case 'counts':
      return applyCounts(released, cells);
    case 'sums':
      return applySums(released, cells);
    case 'risk-table':
      return applyRisk(released, cells);
    case 'competing-table':
      return applyCompeting(released, cells);
    case 'person-time':
      return evidence.kind === 'person-time' ? applyPersonTime(released, evidence, cells) : released;
    case 'site-sums':
    case 'score-sums':
    case 'cluster-sums':
      return cells.every((cell) => shown(cell) !== null) ? released : { ...released, sums: null };
    case 'values':
      return released;
  }
}
