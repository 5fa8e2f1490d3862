import type { Dimension } from '../protocol/evidence.ts';

/**
 * What is known about a cell before the gate. `protectedHouseholds` is the smallest group of distinct households that an insider could
 * single out: in pooled evidence the cell without its largest municipality, in a municipality's own evidence the cell itself.
 */
export type CellEvidence = {
  readonly levels: readonly string[];
  readonly count: number;
  readonly households: number;
  readonly protectedHouseholds: number;
};

/** Contingency table with all combinations of levels; with `success`, the last dimension is the outcome of a proportion. */
export type CountsEvidence = {
  readonly kind: 'counts';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly success: readonly string[] | null;
  readonly cells: readonly CellEvidence[];
};

/** A cell of an amount or duration: moments, and how concentrated it is over households with a non-zero total. */
export type SumsCell = CellEvidence & {
  readonly mean: number | null;
  readonly sumOfSquaredDeviations: number | null;
  readonly total: number;
  readonly largest: number;
  readonly secondLargest: number;
};

/** Moments of a number by group. */
export type SumsEvidence = {
  readonly kind: 'sums';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly cells: readonly SumsCell[];
};

/** Exact order statistics or dates; null values were not computed because the gate withholds them. */
export type ValuesEvidence = {
  readonly kind: 'values';
  readonly name: string;
  readonly measure: 'quantile' | 'maximum' | 'date';
  readonly cells: readonly {
    readonly group: string;
    readonly value: number | string | null;
    readonly count: number | null;
  }[];
};

/** One interval of a pattern's risk table; `protectedEvents` counts as `protectedHouseholds` does. */
export type RiskInterval = { readonly events: number; readonly censored: number; readonly protectedEvents: number };

/** Who enters a curve and leaves it in each interval; the last interval holds who is observed beyond the grid. */
export type RiskPattern = {
  readonly levels: readonly string[];
  readonly entries: number;
  readonly protectedHouseholds: number;
  readonly intervals: readonly RiskInterval[];
};

/** The risk table on each rung of the study's ladder, finest first. */
export type RiskEvidence = {
  readonly kind: 'risk-table';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly rungs: readonly { readonly edgesDays: readonly number[]; readonly patterns: readonly RiskPattern[] }[];
};

/** Evidence of an analysis before the gate. */
export type Evidence = CountsEvidence | SumsEvidence | ValuesEvidence | RiskEvidence;
