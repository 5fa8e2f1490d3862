import type { ReleasedCompeting, ReleasedPersonTime } from '../protocol/evidence.ts';
import type { ReleasedScoreSums, ReleasedSiteSums } from '../protocol/evidence-sums.ts';
import { addMatrices, addVectors } from '../statistics/linear-algebra.ts';
import { levelKey } from './cells.ts';
import { addCounts, combinedProtection } from './combine-protection.ts';

/** Edges that all parts share, all edges when nothing is protected. */
function sharedEdges(
  parts: readonly { readonly edgesDays: readonly number[]; readonly protection: { readonly uncontrolled: boolean } }[],
): number[] {
  const all = [...new Set(parts.flatMap((part) => part.edgesDays))].sort((a, b) => a - b);
  if (parts.every((part) => part.protection.uncontrolled)) return all;
  return all.filter((edge) => parts.every((part) => part.edgesDays.includes(edge)));
}

/** The intervals of a fine grid that lie in one interval of a coarser grid. */
function inside<Interval>(
  intervals: readonly Interval[],
  from: readonly number[],
  low: number,
  high: number,
): readonly Interval[] {
  return intervals.filter((_, index) => (from[index] ?? 0) > low && (from[index] ?? 0) <= high);
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Risk tables with causes, pooled on the edges that all providers share (ruling 24). */
export function combineCompeting(parts: readonly ReleasedCompeting[], first: ReleasedCompeting): ReleasedCompeting {
  const edgesDays = sharedEdges(parts);
  const patterns = first.patterns.map(({ levels }) => {
    const found = parts.map((part) => part.patterns.find((each) => levelKey(each.levels) === levelKey(levels)));
    const entries = addCounts(found.map((each) => each?.entries ?? null));
    if (entries === null || found.some((each) => (each?.intervals ?? null) === null))
      return { levels, entries: null, intervals: null };
    const intervals = edgesDays.map((edge, index) => {
      const cells = found.flatMap((each, part) =>
        inside(each?.intervals ?? [], parts[part]?.edgesDays ?? [], edgesDays[index - 1] ?? 0, edge),
      );
      return {
        events: first.causes.map((_, cause) => total(cells.map((cell) => cell.events[cause] ?? 0))),
        censored: total(cells.map((cell) => cell.censored)),
      };
    });
    return { levels, entries, intervals };
  });
  return { ...first, edgesDays, patterns, protection: combinedProtection(parts) };
}

/** Events and days, pooled on the edges that all providers share. */
export function combinePersonTime(parts: readonly ReleasedPersonTime[], first: ReleasedPersonTime): ReleasedPersonTime {
  const edgesDays = sharedEdges(parts);
  const patterns = first.patterns.map(({ levels }) => {
    const found = parts.map((part) => part.patterns.find((each) => levelKey(each.levels) === levelKey(levels)));
    if (found.some((each) => (each?.intervals ?? null) === null)) return { levels, intervals: null };
    const intervals = edgesDays.map((edge, index) => {
      const cells = found.flatMap((each, part) =>
        inside(each?.intervals ?? [], parts[part]?.edgesDays ?? [], edgesDays[index - 1] ?? 0, edge),
      );
      return {
        events: total(cells.map((cell) => cell.events)),
        personDays: total(cells.map((cell) => cell.personDays)),
      };
    });
    return { levels, intervals };
  });
  return { ...first, edgesDays, patterns, protection: combinedProtection(parts) };
}

type Sums = NonNullable<ReleasedSiteSums['sums']>;

/** Chan's merge of two weighted means with their squares about the mean. */
function mergeSites(one: Sums, other: Sums): Sums {
  const weight = one.weight + other.weight;
  if (weight === 0) return { ...one, sites: one.sites + other.sites };
  const difference = other.mean - one.mean;
  return {
    sites: one.sites + other.sites,
    weight,
    squaredWeights: one.squaredWeights + other.squaredWeights,
    mean: one.mean + (difference * other.weight) / weight,
    weightedSquares:
      one.weightedSquares + other.weightedSquares + (difference * difference * one.weight * other.weight) / weight,
  };
}

/** Sums over the municipalities of all providers; withheld if those of one are. */
export function combineSites(parts: readonly ReleasedSiteSums[], first: ReleasedSiteSums): ReleasedSiteSums {
  const sums = parts.reduce<Sums | null>((merged, { sums: next }, index) => {
    if (index === 0) return next;
    return merged === null || next === null ? null : mergeSites(merged, next);
  }, null);
  return { ...first, sums, protection: combinedProtection(parts) };
}

/** Sums of stratified tests: municipalities are strata, so providers add up. */
export function combineScores(parts: readonly ReleasedScoreSums[], first: ReleasedScoreSums): ReleasedScoreSums {
  const sums = parts
    .map((part) => part.sums)
    .reduce((one, other) =>
      one === null || other === null
        ? null
        : {
            observed: addVectors(one.observed, other.observed),
            expected: addVectors(one.expected, other.expected),
            variance: addMatrices(one.variance, other.variance),
          },
    );
  return { ...first, sums, protection: combinedProtection(parts) };
}
