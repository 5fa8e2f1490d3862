import type { CountingProcessRow } from './cox/counting-process.ts';
import type { Vector } from './linear-algebra.ts';

/** Events and person-time of one interval and pattern; all that a piecewise exponential model needs. */
export type PiecewiseCell = {
  /** index of the interval, 0 before the first cut */
  readonly interval: number;
  readonly stratum: number;
  readonly covariates: Vector;
  readonly events: number;
  readonly personDays: number;
};

/** A stretch of a row within one interval. */
export type Stretch = { readonly interval: number; readonly days: number; readonly ends: boolean };

/** Splits (startDays, endDays] at the cuts, each cut belonging to the interval it ends (R `survSplit`). */
export function splitAtCuts(startDays: number, endDays: number, cutsDays: readonly number[]): readonly Stretch[] {
  const edges = [...cutsDays, Number.POSITIVE_INFINITY];
  let from = startDays;
  return edges.flatMap((edge, interval) => {
    const to = Math.min(edge, endDays);
    if (to <= from) return [];
    const days = to - from;
    from = to;
    return [{ interval, days, ends: to === endDays }];
  });
}

function key(cell: Pick<PiecewiseCell, 'interval' | 'stratum' | 'covariates'>): string {
  return JSON.stringify([cell.interval, cell.stratum, cell.covariates]);
}

/** Adds the cells of sites; cells with the same interval, stratum and covariates become one. */
export function addPiecewiseCells(cells: readonly PiecewiseCell[]): readonly PiecewiseCell[] {
  const sums = new Map<string, PiecewiseCell>();
  for (const cell of cells) {
    const known = sums.get(key(cell));
    const events = (known?.events ?? 0) + cell.events;
    sums.set(key(cell), { ...cell, events, personDays: (known?.personDays ?? 0) + cell.personDays });
  }
  return [...sums.values()];
}

/** The contingency table of rows, time from 0 unless a row starts later; covariates may change between rows. */
export function piecewiseCells(
  rows: readonly CountingProcessRow[],
  cutsDays: readonly number[],
): readonly PiecewiseCell[] {
  return addPiecewiseCells(
    rows.flatMap((row) =>
      splitAtCuts(row.startDays ?? 0, row.endDays, cutsDays).map(({ interval, days, ends }) => ({
        interval,
        stratum: row.stratum ?? 0,
        covariates: row.covariates,
        events: ends && row.event ? 1 : 0,
        personDays: days,
      })),
    ),
  );
}

/** A row of the Poisson model: events ~ design with offset ln(person-days). */
export type PoissonCell = { readonly response: number; readonly design: Vector; readonly offset: number };

/** Poisson rows with an intercept, a dummy per later interval and the covariates; cells without time are left out. */
export function poissonCells(cells: readonly PiecewiseCell[], intervals: number): readonly PoissonCell[] {
  const dummies = (interval: number): readonly number[] =>
    Array.from({ length: intervals - 1 }, (_, index) => (index + 1 === interval ? 1 : 0));
  return cells
    .filter((cell) => cell.personDays > 0)
    .map(({ interval, covariates, events, personDays }) => ({
      response: events,
      design: [1, ...dummies(interval), ...covariates],
      offset: Math.log(personDays),
    }));
}
