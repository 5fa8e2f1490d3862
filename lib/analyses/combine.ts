import type {
  AnalysisOutcome,
  Coverage,
  ReleasedCounts,
  ReleasedEvidence,
  ReleasedSums,
} from '../protocol/evidence.ts';
import { levelKey } from './cells.ts';
import { combineClusters } from './combine-clusters.ts';
import { combineCompeting, combinePersonTime, combineScores, combineSites } from './combine-models.ts';
import { addCounts, combinedProtection } from './combine-protection.ts';
import { combineRisk } from './combine-risk.ts';

function combineCounts(parts: readonly ReleasedCounts[], first: ReleasedCounts): ReleasedCounts {
  const tables = parts.map((part) => new Map(part.cells.map((cell) => [levelKey(cell.levels), cell.count])));
  const cells = first.cells.map((cell) => ({
    levels: cell.levels,
    count: addCounts(tables.map((table) => table.get(levelKey(cell.levels)) ?? null)),
  }));
  return { ...first, cells, protection: combinedProtection(parts) };
}

type SumsCell = ReleasedSums['cells'][number];

/** Chan's merge of two means (statistics.md 1.1). */
function mergeMeans(a: SumsCell, b: SumsCell): SumsCell {
  if (a.count === 0 && b.count !== null) return b;
  if (b.count === 0 && a.count !== null) return a;
  if (a.count === null || b.count === null || a.mean === null || b.mean === null)
    return { levels: a.levels, count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  const between = (difference * difference * a.count * b.count) / count;
  return {
    levels: a.levels,
    count,
    mean: a.mean + (difference * b.count) / count,
    meanStep: Math.hypot(a.meanStep * a.count, b.meanStep * b.count) / count,
    sumOfSquaredDeviations:
      a.sumOfSquaredDeviations === null || b.sumOfSquaredDeviations === null
        ? null
        : a.sumOfSquaredDeviations + b.sumOfSquaredDeviations + between,
  };
}

function combineSums(parts: readonly ReleasedSums[], first: ReleasedSums): ReleasedSums {
  const tables = parts.map((part) => new Map(part.cells.map((cell) => [levelKey(cell.levels), cell])));
  const cells = first.cells.map((cell) => {
    const found = tables.map(
      (table) => table.get(levelKey(cell.levels)) ?? { ...cell, count: null, mean: null, meanStep: 0 },
    );
    return found.slice(1).reduce(mergeMeans, found[0] ?? cell);
  });
  return { ...first, cells, protection: combinedProtection(parts) };
}

const ofKind = <Kind extends ReleasedEvidence['kind']>(parts: readonly ReleasedEvidence[], kind: Kind) =>
  parts.filter((part): part is Extract<ReleasedEvidence, { kind: Kind }> => part.kind === kind);

function combineEvidence(parts: readonly ReleasedEvidence[]): ReleasedEvidence | undefined {
  const first = parts[0];
  switch (first?.kind) {
    case 'counts':
      return combineCounts(ofKind(parts, 'counts'), first);
    case 'sums':
      return combineSums(ofKind(parts, 'sums'), first);
    case 'risk-table':
      return combineRisk(ofKind(parts, 'risk-table'), first);
    case 'competing-table':
      return combineCompeting(ofKind(parts, 'competing-table'), first);
    case 'person-time':
      return combinePersonTime(ofKind(parts, 'person-time'), first);
    case 'site-sums':
      return combineSites(ofKind(parts, 'site-sums'), first);
    case 'score-sums':
      return combineScores(ofKind(parts, 'score-sums'), first);
    case 'cluster-sums':
      return combineClusters(ofKind(parts, 'cluster-sums'), first);
    case 'values':
      return { ...first, cells: first.cells.map((cell) => ({ ...cell, value: null, count: null })) };
    case undefined:
      return undefined;
  }
}

function combineCoverage(coverages: readonly Coverage[]): Coverage {
  const days = (pick: (coverage: Coverage) => string | null) =>
    coverages.flatMap((coverage) => pick(coverage) ?? []).sort();
  return {
    dataFrom: days((coverage) => coverage.dataFrom)[0] ?? null,
    dataUntil: days((coverage) => coverage.dataUntil).at(-1) ?? null,
    municipalities: coverages.reduce((sum, coverage) => sum + coverage.municipalities, 0),
  };
}

/** Pools the outcomes of one analysis over providers. Providers where it is not available stay out; the coverage says how many took part. */
export function combineOutcomes(outcomes: readonly AnalysisOutcome[]): AnalysisOutcome | undefined {
  const released = outcomes.filter((outcome) => outcome.status === 'released');
  const first = released[0];
  if (first === undefined) return outcomes[0];
  const coverage = combineCoverage(released.map((outcome) => outcome.coverage));
  if (released.length === 1) return { ...first, coverage };
  const evidence = first.evidence.flatMap((part) => {
    const parts = released.map((outcome) =>
      outcome.evidence.find((each) => each.name === part.name && each.kind === part.kind),
    );
    return parts.includes(undefined) ? [] : (combineEvidence(parts.filter((each) => each !== undefined)) ?? []);
  });
  return { analysis: first.analysis, status: 'released', evidence, coverage };
}
