import { entry, type Matrix, type Vector, vector } from '../linear-algebra.ts';
import type { CountingProcess } from './counting-process.ts';
import type { PatternRisk } from './pattern-table.ts';

/** Centre and scale per term: (x - centre) / scale is what is fitted; from public constants when fitted in rounds. */
export type Standard = { readonly centres: Vector; readonly scales: Vector };

type Rows = {
  readonly count: number;
  readonly weight: (row: number) => number;
  readonly value: (row: number, term: number) => number;
};

function weightedSum({ count, weight }: Rows, value: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += weight(row) * value(row);
  return sum;
}

function standardOf(rows: Rows, terms: number): Standard {
  const total = weightedSum(rows, () => 1) || 1;
  const centres = vector(terms, (term) => weightedSum(rows, (row) => rows.value(row, term)) / total);
  const scales = vector(terms, (term) => {
    const centre = entry(centres, term);
    const deviation = Math.sqrt(weightedSum(rows, (row) => (rows.value(row, term) - centre) ** 2) / total);
    return deviation > 0 ? deviation : 1;
  });
  return { centres, scales };
}

/** Mean and standard deviation of each term over the persons of a pattern table. */
export function patternStandard(patterns: readonly PatternRisk[]): Standard {
  const persons = patterns.map(({ intervals }) => intervals.reduce((most, cell) => Math.max(most, cell.atRisk), 0));
  const rows: Rows = {
    count: patterns.length,
    weight: (row) => entry(persons, row),
    value: (row, term) => entry(patterns[row]?.covariates ?? [], term),
  };
  return standardOf(rows, patterns[0]?.covariates.length ?? 0);
}

/** Mean and standard deviation of each term over the rows of a counting process. */
export function processStandard(process: CountingProcess): Standard {
  const { terms, covariates, endDays } = process;
  const value = (row: number, term: number): number => covariates[row * terms + term] ?? 0;
  return standardOf({ count: endDays.length, weight: () => 1, value }, terms);
}

/** The patterns with standardised covariates. */
export function standardisePatterns(patterns: readonly PatternRisk[], standard: Standard): readonly PatternRisk[] {
  return patterns.map((pattern) => ({
    ...pattern,
    covariates: pattern.covariates.map(
      (value, term) => (value - entry(standard.centres, term)) / entry(standard.scales, term),
    ),
  }));
}

/** The rows with standardised covariates. */
export function standardiseProcess(process: CountingProcess, standard: Standard): CountingProcess {
  const { terms } = process;
  const covariates = new Float64Array(process.covariates.length);
  for (let term = 0; term < terms; term += 1) {
    const [centre, scale] = [entry(standard.centres, term), entry(standard.scales, term)];
    for (let index = term; index < covariates.length; index += terms) {
      covariates[index] = ((process.covariates[index] ?? 0) - centre) / scale;
    }
  }
  return { ...process, covariates };
}

/** Coefficients of the standardised terms on the scale of the terms themselves. */
export function unscaleVector(coefficients: Vector, standard: Standard): number[] {
  return coefficients.map((value, term) => value / entry(standard.scales, term));
}

/** A covariance of standardised coefficients on the scale of the terms themselves. */
export function unscaleCovariance(covariance: Matrix, standard: Standard): number[][] {
  return covariance.map((row, term) =>
    row.map((value, other) => value / (entry(standard.scales, term) * entry(standard.scales, other))),
  );
}

/** A meat of scores of standardised terms on the scale of the terms: U is multiplied by the scale. */
export function unscaleMeat(meat: Matrix, standard: Standard): number[][] {
  return meat.map((row, term) =>
    row.map((value, other) => value * entry(standard.scales, term) * entry(standard.scales, other)),
  );
}
