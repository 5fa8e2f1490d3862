import type { CountingProcessRow } from '../../lib/statistics/cox/counting-process.ts';
import { seededRandom } from '../support/random.ts';

/**
 * A household under no effect of contact or help: days since its first signal until contact, closing and the next signal. `debt` is a
 * confounder: it raises the hazard and the chance of contact and of accepting help. Days are whole, as in the data; null is never.
 */
export type SimulatedHousehold = {
  readonly municipality: number;
  readonly debt: number;
  readonly contactDay: number | null;
  readonly accepted: boolean;
  readonly closingDay: number;
  readonly nextDay: number;
  readonly lastDay: number;
  /** next signal after closing, the process going on */
  readonly nextAfterClosing: number;
};

// The process of syn.null_bias (R 4.2.2): 0.012 a day in the first 60 days, 0.0025 after, times exp(debt / 4).
const [highHazard, lowHazard, changeDay] = [0.012, 0.0025, 60];
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const cumulative = (day: number) =>
  day < changeDay ? highHazard * day : highHazard * changeDay + lowHazard * (day - changeDay);
const dayOf = (hazard: number) =>
  hazard < highHazard * changeDay ? hazard / highHazard : changeDay + (hazard - highHazard * changeDay) / lowHazard;

/** Evenly spread debts of municipalities with mean 0 and variance 1: who lives where is all that confounds. */
const debtOf = (municipality: number, municipalities: number) =>
  (municipality - (municipalities - 1) / 2) / Math.sqrt((municipalities ** 2 - 1) / 12);

/** Households of some municipalities, from a seed. */
export function simulateHouseholds(count: number, municipalities: number, seed: number): readonly SimulatedHousehold[] {
  const random = seededRandom(seed);
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const exponential = () => -Math.log(1 - random());
  return Array.from({ length: count }, (_, index) => {
    const municipality = index % municipalities;
    const debt = debtOf(municipality, municipalities);
    const reached = random() < logistic(-1.2 + 0.4 * debt);
    const contactDay = reached ? whole(2, 40) : null;
    const accepted = reached && random() < logistic(-0.7 + 0.4 * debt);
    const closingDay = (contactDay ?? 0) + (accepted ? whole(30, 110) : reached ? whole(0, 14) : whole(30, 60));
    const next = (after: number) => Math.ceil(dayOf(cumulative(after) + exponential() / Math.exp(debt / 4)));
    const shared = { municipality, debt, contactDay, accepted, closingDay };
    return { ...shared, nextDay: next(0), lastDay: whole(30, 182), nextAfterClosing: next(closingDay) };
  });
}

type Clock = (household: SimulatedHousehold) => readonly CountingProcessRow[];

const arms = ({ contactDay, accepted }: SimulatedHousehold, by = Number.POSITIVE_INFINITY) => {
  const reached = contactDay !== null && contactDay <= by;
  return [reached && !accepted ? 1 : 0, reached && accepted ? 1 : 0];
};
const stopOf = ({ nextDay, lastDay }: SimulatedHousehold) => Math.min(nextDay, lastDay);
const returned = ({ nextDay, lastDay }: SimulatedHousehold) => nextDay <= lastDay;

/** The clock of the notebook: from closing, arms as they turned out. */
const fromClosing: Clock = (household) => {
  const { closingDay, nextAfterClosing, lastDay, debt } = household;
  if (closingDay >= lastDay) return [];
  const endDays = Math.min(nextAfterClosing, lastDay) - closingDay;
  return [{ endDays, event: nextAfterClosing <= lastDay, covariates: [...arms(household), debt] }];
};

/** The naive repair: from the first signal, arms as they turned out later, so that who is reached cannot return before. */
const everReached: Clock = (household) => {
  const endDays = stopOf(household);
  return [{ endDays, event: returned(household), covariates: [...arms(household, endDays - 1), household.debt] }];
};

/** The landmark: households without a new signal by the day, by their contact so far. */
const landmark =
  (day: number): Clock =>
  (household) => {
    const endDays = stopOf(household);
    if (endDays <= day) return [];
    return [{ endDays, event: returned(household), covariates: [...arms(household, day), household.debt] }];
  };

/** Days count in the state in which they are spent; the state changes on the day after contact. */
const inStates: Clock = (household) => {
  const { contactDay, debt } = household;
  const [endDays, event] = [stopOf(household), returned(household)];
  if (contactDay === null || contactDay >= endDays) return [{ startDays: 0, endDays, event, covariates: [0, 0, debt] }];
  return [
    { startDays: 0, endDays: contactDay, event: false, covariates: [0, 0, debt] },
    { startDays: contactDay, endDays, event, covariates: [...arms(household), debt] },
  ];
};

/** Ways to set the clock, each with three terms: declined, accepted, debt. */
export const clocks = { fromClosing, everReached, landmark28: landmark(28), inStates } as const;
