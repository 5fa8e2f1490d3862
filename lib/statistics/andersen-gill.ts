import { type CountingProcess, type CountingProcessRow, countingProcess } from './cox/counting-process.ts';

/** A stretch of observation of a household with the number of the signal it waits for, from 1. */
export type RecurrentRow = CountingProcessRow & { readonly sequence: number };

/** Signals after this one share a stratum: later risk sets are too small (Prentice, Williams and Peterson 1981). */
const LAST_SEQUENCE = 4;

function sequenceStratum(row: RecurrentRow, lastSequence: number): number {
  return (row.stratum ?? 0) * lastSequence + Math.min(row.sequence, lastSequence) - 1;
}

/** Andersen-Gill: one risk set for all signals; read it with household-clustered errors (Andersen and Gill 1982). */
export function andersenGill(rows: readonly CountingProcessRow[], terms: number): CountingProcess {
  return countingProcess(rows, terms);
}

/** PWP total time: a risk set per number of the signal within the stratum, clock from the start of follow-up. */
export function totalTime(rows: readonly RecurrentRow[], terms: number, lastSequence = LAST_SEQUENCE): CountingProcess {
  const stratified = rows.map((row) => ({ ...row, stratum: sequenceStratum(row, lastSequence) }));
  return countingProcess(stratified, terms);
}

/** PWP gap time: as total time, with the clock restarted at each signal. */
export function gapTime(rows: readonly RecurrentRow[], terms: number, lastSequence = LAST_SEQUENCE): CountingProcess {
  const restarted = rows.map((row) => ({
    ...row,
    startDays: 0,
    endDays: row.endDays - (row.startDays ?? 0),
    stratum: sequenceStratum(row, lastSequence),
  }));
  return countingProcess(restarted, terms);
}
