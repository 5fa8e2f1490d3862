import type {
  ReleasedCompeting,
  ReleasedEvidence,
  ReleasedPersonTime,
  ReleasedRiskTable,
  ReleasedSums,
} from '../protocol/evidence.ts';
import type { ReleasedScoreSums, ReleasedSiteSums } from '../protocol/evidence-sums.ts';
import type {
  CompetingEvidence,
  Evidence,
  PersonTimeEvidence,
  RiskEvidence,
  ScoreSumsEvidence,
  SiteSumsEvidence,
  SumsEvidence,
} from './evidence.ts';
import { releasedClusterSums } from './treat-cluster-sums.ts';

const protection = { roundingBase: 1, uncontrolled: true };

/**
 * Evidence as it is, marked uncontrolled; what it gives cannot be signed. `study dry-run --disclosure off` shows it, and run-task
 * computes the exact values of municipalities from it, of which only the peer model leaves.
 */
export function withoutControl(evidence: Evidence): ReleasedEvidence {
  switch (evidence.kind) {
    case 'counts':
      return {
        ...copyOf(evidence),
        success: evidence.success === null ? null : [...evidence.success],
        cells: evidence.cells.map((cell) => ({ levels: [...cell.levels], count: cell.count })),
        protection,
      };
    case 'sums':
      return uncontrolledSums(evidence);
    case 'values':
      return { ...evidence, cells: evidence.cells.map((cell) => ({ ...cell })), protection };
    case 'risk-table':
      return uncontrolledRisk(evidence);
    case 'competing-table':
      return uncontrolledCompeting(evidence);
    case 'person-time':
      return uncontrolledPersonTime(evidence);
    case 'site-sums':
      return uncontrolledSiteSums(evidence);
    case 'score-sums':
      return uncontrolledScoreSums(evidence);
    case 'cluster-sums':
      return { ...releasedClusterSums(evidence, (value) => value), protection };
  }
}

function uncontrolledSums(evidence: SumsEvidence): ReleasedSums {
  const cells = evidence.cells.map(({ levels, count, mean, sumOfSquaredDeviations }) => ({
    levels: [...levels],
    count,
    mean,
    meanStep: 0,
    sumOfSquaredDeviations,
  }));
  return { ...copyOf(evidence), cells, protection };
}

function uncontrolledRisk(evidence: RiskEvidence): ReleasedRiskTable {
  const finest = evidence.rungs[0] ?? { edgesDays: [], patterns: [] };
  const patterns = finest.patterns.map(({ levels, entries, intervals }) => ({
    levels: [...levels],
    entries,
    intervals: intervals.slice(0, finest.edgesDays.length).map(({ events, censored }) => ({ events, censored })),
  }));
  return { ...copyOf(evidence), edgesDays: [...finest.edgesDays], patterns, protection };
}

function uncontrolledCompeting(evidence: CompetingEvidence): ReleasedCompeting {
  const finest = evidence.rungs[0] ?? { edgesDays: [], patterns: [] };
  const patterns = finest.patterns.map(({ levels, entries, intervals }) => ({
    levels: [...levels],
    entries,
    intervals: intervals
      .slice(0, finest.edgesDays.length)
      .map(({ events, censored }) => ({ events: [...events], censored })),
  }));
  const causes = [...evidence.causes];
  return { ...copyOf(evidence), causes, edgesDays: [...finest.edgesDays], patterns, protection };
}

function uncontrolledPersonTime(evidence: PersonTimeEvidence): ReleasedPersonTime {
  const finest = evidence.rungs[0] ?? { edgesDays: [], patterns: [] };
  const patterns = finest.patterns.map(({ levels, intervals }) => ({
    levels: [...levels],
    intervals: intervals.map(({ events, personDays }) => ({ events, personDays })),
  }));
  return { ...copyOf(evidence), edgesDays: [...finest.edgesDays], patterns, protection };
}

function uncontrolledSiteSums(evidence: SiteSumsEvidence): ReleasedSiteSums {
  const { name, sites, weight, squaredWeights, mean, weightedSquares } = evidence;
  return {
    kind: 'site-sums',
    name,
    sums: { sites, weight, squaredWeights, mean, weightedSquares },
    protection,
  };
}

function uncontrolledScoreSums({ name, groups, observed, expected, variance }: ScoreSumsEvidence): ReleasedScoreSums {
  const sums = { observed: [...observed], expected: [...expected], variance: variance.map((row) => [...row]) };
  return { kind: 'score-sums', name, groups: [...groups], sums, protection };
}

function copyOf<Kind extends 'counts' | 'sums' | 'risk-table' | 'competing-table' | 'person-time'>(evidence: {
  readonly kind: Kind;
  readonly name: string;
  readonly dimensions: readonly { readonly variable: string; readonly levels: readonly string[] }[];
}) {
  return {
    kind: evidence.kind,
    name: evidence.name,
    dimensions: evidence.dimensions.map((dimension) => ({
      variable: dimension.variable,
      levels: [...dimension.levels],
    })),
  };
}
