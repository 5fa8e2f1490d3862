import type {
  AnalysisOutcome,
  Coverage,
  ReleasedCounts,
  ReleasedEvidence,
  ReleasedRiskTable,
  ReleasedSums,
} from '../protocol/evidence.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { levelKey } from './cells.ts';

const add = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);

/** Variances add: the base of a sum of k independently rounded counts is base * sqrt(k), kept as a base of the same variance. */
function combinedProtection(parts: readonly ReleasedEvidence[]) {
  const uncontrolled = parts.some((part) => part.protection.uncontrolled);
  const squares = parts.reduce(
    (sum, part) => sum + (part.protection.roundingBase > 1 ? part.protection.roundingBase ** 2 : 0),
    0,
  );
  return { roundingBase: squares === 0 ? 1 : Math.sqrt(squares), uncontrolled };
}

function combineCounts(parts: readonly ReleasedCounts[], first: ReleasedCounts): ReleasedCounts {
  const tables = parts.map((part) => new Map(part.cells.map((cell) => [levelKey(cell.levels), cell.count])));
  const cells = first.cells.map((cell) => ({
    levels: cell.levels,
    count: add(tables.map((table) => table.get(levelKey(cell.levels)) ?? null)),
  }));
  return { ...first, cells, protection: combinedProtection(parts) };
}

type SumsCell = ReleasedSums['cells'][number];

/** Chan's merge of two means (statistics.md 1.1). */
function mergeMeans(a: SumsCell, b: SumsCell): SumsCell {
  if (a.count === null || b.count === null || a.mean === null || b.mean === null)
    return { levels: a.levels, count: null, mean: null, sumOfSquaredDeviations: null };
  const count = a.count + b.count;
  if (count === 0) return a;
  const difference = b.mean - a.mean;
  const between = (difference * difference * a.count * b.count) / count;
  return {
    levels: a.levels,
    count,
    mean: a.mean + (difference * b.count) / count,
    sumOfSquaredDeviations: (a.sumOfSquaredDeviations ?? 0) + (b.sumOfSquaredDeviations ?? 0) + between,
  };
}

function combineSums(parts: readonly ReleasedSums[], first: ReleasedSums): ReleasedSums {
  const tables = parts.map((part) => new Map(part.cells.map((cell) => [levelKey(cell.levels), cell])));
  const cells = first.cells.map((cell) => {
    const found = tables.map((table) => table.get(levelKey(cell.levels)) ?? { ...cell, count: null, mean: null });
    return found.slice(1).reduce(mergeMeans, found[0] ?? cell);
  });
  return { ...first, cells, protection: combinedProtection(parts) };
}

type Pattern = ReleasedRiskTable['patterns'][number];

function coarsenPattern(pattern: Pattern, from: readonly number[], edgesDays: readonly number[]): Pattern {
  if (pattern.intervals === null || pattern.entries === null) return pattern;
  const fine = riskIntervals(pattern.entries, pattern.intervals, from);
  const intervals = edgesDays.map((edge, index) => {
    const inside = fine.filter((cell) => cell.endDays <= edge && cell.endDays > (edgesDays[index - 1] ?? 0));
    return {
      events: inside.reduce((sum, cell) => sum + cell.events, 0),
      censored: inside.reduce((sum, cell) => sum + cell.censored, 0),
    };
  });
  return { ...pattern, intervals };
}

function addPatterns(patterns: readonly Pattern[], length: number): Pattern {
  const levels = patterns[0]?.levels ?? [];
  const entries = add(patterns.map((pattern) => pattern.entries));
  if (entries === null || patterns.some((pattern) => pattern.intervals === null))
    return { levels, entries: null, intervals: null };
  const sum = (index: number, part: 'events' | 'censored') =>
    patterns.reduce((total, pattern) => total + (pattern.intervals?.[index]?.[part] ?? 0), 0);
  return {
    levels,
    entries,
    intervals: Array.from({ length }, (_, index) => ({
      events: sum(index, 'events'),
      censored: sum(index, 'censored'),
    })),
  };
}

/** Risk tables are pooled on the edges that all providers share (ruling 24); daily ones on all days. */
function combineRisk(parts: readonly ReleasedRiskTable[], first: ReleasedRiskTable): ReleasedRiskTable {
  const uncontrolled = parts.every((part) => part.protection.uncontrolled);
  const edgesDays = uncontrolled
    ? [...new Set(parts.flatMap((part) => part.edgesDays))].sort((a, b) => a - b)
    : first.edgesDays.filter((edge) => parts.every((part) => part.edgesDays.includes(edge)));
  const patterns = first.patterns.map((pattern) => {
    const found = parts.map((part) => {
      const own = part.patterns.find((each) => levelKey(each.levels) === levelKey(pattern.levels)) ?? {
        ...pattern,
        entries: null,
        intervals: null,
      };
      return coarsenPattern(own, part.edgesDays, edgesDays);
    });
    return addPatterns(found, edgesDays.length);
  });
  return { ...first, edgesDays, patterns, protection: combinedProtection(parts) };
}

function combineEvidence(parts: readonly ReleasedEvidence[]): ReleasedEvidence | undefined {
  const first = parts[0];
  switch (first?.kind) {
    case 'counts':
      return combineCounts(
        parts.filter((part) => part.kind === 'counts'),
        first,
      );
    case 'sums':
      return combineSums(
        parts.filter((part) => part.kind === 'sums'),
        first,
      );
    case 'risk-table':
      return combineRisk(
        parts.filter((part) => part.kind === 'risk-table'),
        first,
      );
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
