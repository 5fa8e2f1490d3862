import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { Evidence } from './evidence.ts';

const protection = { roundingBase: 1, uncontrolled: true };

/** Evidence as it is, marked uncontrolled: only `study dry-run --disclosure off` calls this, and what it gives cannot be signed. */
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
      return {
        ...copyOf(evidence),
        cells: evidence.cells.map((cell) => ({
          levels: [...cell.levels],
          count: cell.count,
          mean: cell.mean,
          sumOfSquaredDeviations: cell.sumOfSquaredDeviations,
        })),
        protection,
      };
    case 'values':
      return {
        kind: 'values',
        name: evidence.name,
        measure: evidence.measure,
        cells: evidence.cells.map((cell) => ({ ...cell })),
        protection,
      };
    case 'risk-table': {
      const finest = evidence.rungs[0] ?? { edgesDays: [], patterns: [] };
      const steps = finest.edgesDays.length;
      const patterns = finest.patterns.map((pattern) => ({
        levels: [...pattern.levels],
        entries: pattern.entries,
        intervals: pattern.intervals.slice(0, steps).map(({ events, censored }) => ({ events, censored })),
      }));
      return { ...copyOf(evidence), edgesDays: [...finest.edgesDays], patterns, protection };
    }
  }
}

function copyOf<Kind extends 'counts' | 'sums' | 'risk-table'>(evidence: {
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
