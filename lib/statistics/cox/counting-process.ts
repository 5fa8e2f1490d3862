import type { Vector } from '../linear-algebra.ts';

/** One stretch of observation (startDays, endDays]; it may end with an event. Without a start: from before any time. */
export type CountingProcessRow = {
  readonly startDays?: number;
  readonly endDays: number;
  readonly event: boolean;
  readonly covariates: Vector;
  readonly weight?: number;
  readonly stratum?: number;
  readonly cluster?: number;
};

/** Rows of one stratum by descending end and by descending start. */
export type StratumOrder = {
  readonly stratum: number;
  readonly byEnd: ArrayLike<number>;
  readonly byStart: ArrayLike<number>;
};

/** Columns of a counting process: delayed entry, time-dependent covariates, recurrent events, weights, clusters. */
export type CountingProcess = {
  readonly terms: number;
  readonly startDays: ArrayLike<number>;
  readonly endDays: ArrayLike<number>;
  readonly events: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly strata: ArrayLike<number>;
  readonly clusters: ArrayLike<number>;
  /** row by row, `terms` numbers each */
  readonly covariates: ArrayLike<number>;
  readonly order: readonly StratumOrder[];
};

/** The columns from which an order is made. */
export type CountingColumns = Omit<CountingProcess, 'order'>;

function descending(rows: readonly number[], times: ArrayLike<number>): Int32Array {
  const time = (row: number): number => times[row] ?? 0;
  return Int32Array.from(
    rows.toSorted((left, right) => (time(right) > time(left) ? 1 : time(right) < time(left) ? -1 : left - right)),
  );
}

/** Orders columns once, so that each evaluation is one pass; rows that end at or before their start are left out. */
export function orderProcess(columns: CountingColumns): CountingProcess {
  const strata = new Map<number, number[]>();
  for (let row = 0; row < columns.endDays.length; row += 1) {
    if (!((columns.endDays[row] ?? 0) > (columns.startDays[row] ?? 0))) continue;
    const stratum = columns.strata[row] ?? 0;
    const known = strata.get(stratum);
    if (known === undefined) strata.set(stratum, [row]);
    else known.push(row);
  }
  const order = [...strata.entries()]
    .sort(([left], [right]) => left - right)
    .map(([stratum, rows]) => ({
      stratum,
      byEnd: descending(rows, columns.endDays),
      byStart: descending(rows, columns.startDays),
    }));
  return { ...columns, order };
}

/** Columns from rows; without a cluster each row is its own. */
export function countingProcess(rows: readonly CountingProcessRow[], terms: number): CountingProcess {
  const column = (value: (row: CountingProcessRow, index: number) => number): Float64Array =>
    Float64Array.from(rows, value);
  return orderProcess({
    terms,
    startDays: column((row) => row.startDays ?? Number.NEGATIVE_INFINITY),
    endDays: column((row) => row.endDays),
    events: column((row) => (row.event ? 1 : 0)),
    weights: column((row) => row.weight ?? 1),
    strata: column((row) => row.stratum ?? 0),
    clusters: column((row, index) => row.cluster ?? index),
    covariates: Float64Array.from(rows.flatMap((row) => [...row.covariates])),
  });
}
