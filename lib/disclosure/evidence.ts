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
  /** Rows of the municipality with most rows, when known. */
  readonly largestRows?: number;
  /** Creditors behind the cell, and the rows of the largest; only where a municipality's own page needs them (F7). */
  readonly organisations?: { readonly count: number; readonly largestRows: number };
};

/** Contingency table with all combinations of levels; with `success`, the last dimension is the outcome of a proportion. */
export type CountsEvidence = {
  readonly kind: 'counts';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly success: readonly string[] | null;
  readonly cells: readonly CellEvidence[];
};

/** How concentrated a sum is over households: absolute totals of all, of the largest and of the second largest. */
export type Concentration = { readonly total: number; readonly largest: number; readonly secondLargest: number };

/** A cell of an amount or duration: moments, and how concentrated it is over households with a non-zero total. */
export type SumsCell = CellEvidence &
  Concentration & {
    readonly mean: number | null;
    readonly sumOfSquaredDeviations: number | null;
    /** What is left for each municipality that takes out its own rows (ruling 23); absent in a municipality's own evidence. */
    readonly others?: readonly Concentration[];
  };

/** Moments of a number by group; the most that one household can add, and the finest step of a mean, are public (M3, M4). */
export type SumsEvidence = {
  readonly kind: 'sums';
  readonly name: string;
  readonly householdCap: number;
  readonly finestStep: number;
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

/** One interval of a pattern's risk table; `protectedEvents` counts as `protectedHouseholds` does, `eventHouseholds` all distinct ones. */
export type RiskInterval = {
  readonly events: number;
  readonly censored: number;
  readonly protectedEvents: number;
  readonly eventHouseholds?: number;
};

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

/** One interval with events by cause; `protectedEvents` counts households by cause as `protectedHouseholds` does. */
export type CompetingInterval = {
  readonly events: readonly number[];
  readonly censored: number;
  readonly protectedEvents: readonly number[];
  readonly eventHouseholds?: readonly number[];
};

/** A pattern of a risk table with causes; the last interval holds who is observed beyond the grid. */
export type CompetingPattern = Omit<RiskPattern, 'intervals'> & { readonly intervals: readonly CompetingInterval[] };

/** The risk table with causes on each rung of the study's ladder, finest first. */
export type CompetingEvidence = {
  readonly kind: 'competing-table';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly causes: readonly string[];
  readonly rungs: readonly { readonly edgesDays: readonly number[]; readonly patterns: readonly CompetingPattern[] }[];
};

/** Events and days of one pattern in one interval, with the households behind them. */
export type PersonTimeCell = {
  readonly events: number;
  readonly personDays: number;
  readonly protectedHouseholds: number;
  readonly protectedEvents: number;
  readonly eventHouseholds?: number;
};

/** Person-time on each rung of the study's ladder, finest first; nothing counts beyond the last edge. */
export type PersonTimeEvidence = {
  readonly kind: 'person-time';
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly rungs: readonly {
    readonly edgesDays: readonly number[];
    readonly patterns: readonly { readonly levels: readonly string[]; readonly intervals: readonly PersonTimeCell[] }[];
  }[];
};

/** Sums over municipalities of estimates with weight 1 / variance, of at least so many households; a municipality with fewer than five households in a cell is not in them. */
export type SiteSumsEvidence = {
  readonly kind: 'site-sums';
  readonly name: string;
  readonly sites: number;
  readonly households: number;
  readonly weight: number;
  readonly squaredWeights: number;
  readonly mean: number;
  readonly weightedSquares: number;
  readonly largestWeight: number;
};

/** Sums of a stratified log-rank test by group, with the households under observation and with an event behind each. */
export type ScoreSumsEvidence = {
  readonly kind: 'score-sums';
  readonly name: string;
  readonly groups: readonly string[];
  readonly municipalities: number;
  readonly observed: readonly number[];
  readonly expected: readonly number[];
  readonly variance: readonly (readonly number[])[];
  readonly protectedHouseholds: readonly number[];
  readonly protectedEvents: readonly number[];
  readonly eventHouseholds?: readonly number[];
  /** Day after which nothing counts. */
  readonly untilDays: number;
};

/** Sums over clusters at the estimates of one fit: ways of ties and grid name it; `adjusted` is the jackknife's of municipalities. */
export type ClusterFit = {
  readonly ties: string;
  readonly edgesDays: readonly number[];
  readonly meat: readonly (readonly number[])[];
  readonly adjusted: readonly (readonly number[])[] | null;
};

/**
 * Σ U U' over households or municipalities of a model, made inside the run, with what the gate must know: the smallest numbers of
 * households and of households with the outcome behind a term without any one municipality, the same of households with several rows
 * (null where a unit has one row a household), and the largest share that one cluster can have of a term's sum.
 */
export type ClusterSumsEvidence = {
  readonly kind: 'cluster-sums';
  readonly name: 'household' | 'municipality';
  readonly terms: readonly string[];
  readonly clusters: number;
  readonly degreesOfFreedom: number;
  readonly fits: readonly ClusterFit[];
  readonly municipalities: number;
  readonly protectedHouseholds: number;
  readonly protectedEvents: number;
  readonly protectedRepeated: number | null;
  readonly largestShare: number;
};

/** Evidence of an analysis before the gate. */
export type Evidence =
  | CountsEvidence
  | SumsEvidence
  | ValuesEvidence
  | RiskEvidence
  | CompetingEvidence
  | PersonTimeEvidence
  | SiteSumsEvidence
  | ScoreSumsEvidence
  | ClusterSumsEvidence;
