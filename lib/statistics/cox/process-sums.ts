import { type Vector, zeroVector } from '../linear-algebra.ts';
import type { CountingProcess, StratumOrder } from './counting-process.ts';
import { addMoments, momentLength, type RiskSums } from './risk-sums.ts';

/** w exp(x'b) of every row. */
export function relativeHazards(process: CountingProcess, coefficients: Vector): Float64Array {
  const { terms, covariates, weights } = process;
  const hazards = new Float64Array(process.endDays.length);
  for (let row = 0; row < hazards.length; row += 1) {
    let linear = 0;
    for (let term = 0; term < terms; term += 1) {
      linear += (covariates[row * terms + term] ?? 0) * (coefficients[term] ?? 0);
    }
    hazards[row] = (weights[row] ?? 0) * Math.exp(linear);
  }
  return hazards;
}

/** Distinct event times of a stratum, descending. */
function eventTimes(process: CountingProcess, order: StratumOrder): readonly number[] {
  const times: number[] = [];
  for (let index = 0; index < order.byEnd.length; index += 1) {
    const row = order.byEnd[index] ?? 0;
    const time = process.endDays[row] ?? 0;
    if ((process.events[row] ?? 0) > 0 && times.at(-1) !== time) times.push(time);
  }
  return times;
}

type Sweep = {
  readonly process: CountingProcess;
  readonly order: StratumOrder;
  readonly hazards: Float64Array;
  /** moments of the rows that have entered and not yet left, going back in time */
  readonly running: Float64Array;
  entering: number;
  leaving: number;
  present: number;
  previousDays: number;
};

type Tied = { events: number; eventWeight: number; readonly eventScore: number[]; readonly moments: Float64Array };

function countEvent({ process, hazards }: Sweep, row: number, tied: Tied): void {
  const { terms, covariates } = process;
  const weight = process.weights[row] ?? 0;
  tied.events += 1;
  tied.eventWeight += weight;
  addMoments(tied.moments, covariates, { terms, offset: row * terms }, hazards[row] ?? 0);
  for (let term = 0; term < terms; term += 1) {
    tied.eventScore[term] = (tied.eventScore[term] ?? 0) + weight * (covariates[row * terms + term] ?? 0);
  }
}

function enter(sweep: Sweep, timeDays: number, tied: Tied): void {
  const { process, order, hazards, running } = sweep;
  const { terms } = process;
  while (sweep.entering < order.byEnd.length) {
    const row = order.byEnd[sweep.entering] ?? 0;
    const endDays = process.endDays[row] ?? 0;
    if (endDays < timeDays) return;
    sweep.entering += 1;
    const hasEvent = (process.events[row] ?? 0) > 0;
    if (hasEvent && endDays !== timeDays) throw new RangeError(`an event at ${endDays} days is not on the grid`);
    if ((process.startDays[row] ?? 0) >= timeDays) continue;
    sweep.present += 1;
    addMoments(running, process.covariates, { terms, offset: row * terms }, hazards[row] ?? 0);
    if (hasEvent) countEvent(sweep, row, tied);
  }
}

/** Takes out who had not started yet; stretches that fit between two times were never put in. */
function leave(sweep: Sweep, timeDays: number): void {
  const { process, order, hazards, running } = sweep;
  const { terms } = process;
  while (sweep.leaving < order.byStart.length) {
    const row = order.byStart[sweep.leaving] ?? 0;
    if ((process.startDays[row] ?? 0) < timeDays) break;
    sweep.leaving += 1;
    if ((process.endDays[row] ?? 0) < sweep.previousDays) continue;
    sweep.present -= 1;
    addMoments(running, process.covariates, { terms, offset: row * terms }, -(hazards[row] ?? 0));
  }
  // an empty risk set clears what rounding left behind
  if (sweep.present === 0) running.fill(0);
}

function sumsAt(sweep: Sweep, timeDays: number): RiskSums {
  const { terms } = sweep.process;
  const tied: Tied = {
    events: 0,
    eventWeight: 0,
    eventScore: zeroVector(terms),
    moments: new Float64Array(momentLength(terms)),
  };
  leave(sweep, timeDays);
  enter(sweep, timeDays, tied);
  sweep.previousDays = timeDays;
  const { events, eventWeight, eventScore, moments } = tied;
  return { timeDays, events, eventWeight, eventScore, atRisk: sweep.running.slice(), tied: moments };
}

/**
 * Risk sums per stratum at some coefficients from rows (start, end]: each row enters and leaves the running sums once.
 * Given times (a shared grid) replace the stratum's own event times, so that sites can be pooled.
 */
export function processRiskSums(
  process: CountingProcess,
  coefficients: Vector,
  timesDays?: readonly number[],
): readonly (readonly RiskSums[])[] {
  const hazards = relativeHazards(process, coefficients);
  const shared = timesDays?.toSorted((left, right) => right - left);
  return process.order.map((order) => {
    const running = new Float64Array(momentLength(process.terms));
    const start = { entering: 0, leaving: 0, present: 0, previousDays: Number.POSITIVE_INFINITY };
    const sweep: Sweep = { process, order, hazards, running, ...start };
    return (shared ?? eventTimes(process, order)).map((timeDays) => sumsAt(sweep, timeDays)).toReversed();
  });
}
