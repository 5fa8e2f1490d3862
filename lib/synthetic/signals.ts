import { type DayNumber, dayInMonth } from './days.ts';
import { type CausalParameters, calibration, creditorShares, creditorTypes, intake, renewal } from './parameters.ts';
import type { Random } from './random.ts';
import type { CreditorType, Household } from './records.ts';

/** A signal of a month before it has a number. */
export type DraftSignal = {
  readonly creditorType: CreditorType;
  readonly creditor: number;
  readonly crisis: boolean;
  readonly day: DayNumber;
  readonly arrearsSince: DayNumber;
  readonly arrearsCents: number;
  readonly instalmentCents: number;
};

const factors: Readonly<Record<string, number | string>> = calibration.monthFactor;
const seasons = Array.from({ length: 12 }, (_, index) => Number(factors[String(index + 1)]));

/** Deliveries in a month relative to the average month (March is high). */
export const season = (month: number): number => seasons[month % 12] ?? 1;

/** The signals of one household in one month, by day: the first of the given creditor type, others of other types. */
export function monthSignals(
  random: Random,
  household: Household,
  month: number,
  first: CreditorType,
): readonly DraftSignal[] {
  const further = random.weighted(intake.furtherSignals.map((weight, index) => [index, weight] as const));
  const types: CreditorType[] = [first];
  while (types.length <= further) types.push(random.weighted(creditorShares.filter(([type]) => !types.includes(type))));
  return types.map((type) => draftSignal(random, household, month, type)).sort((left, right) => left.day - right.day);
}

function draftSignal(random: Random, household: Household, month: number, creditorType: CreditorType): DraftSignal {
  const { medianEuros, sigma, crisis: crisisShare, creditors } = creditorTypes[creditorType];
  const { min, max } = calibration.amountEur;
  const crisis = random.chance(crisisShare);
  const day = crisis ? dayInMonth(month, random.integer(1, 31)) : deliveryDay(creditorType, month);
  const euros = Math.min(max, Math.max(min, medianEuros * Math.exp(sigma * random.normal())));
  const arrearsCents = Math.round(euros * 100);
  const creditor = Number.parseInt(household.key.slice(0, 6), 16) % creditors;
  const arrearsSince = day - random.integer(45, 120);
  const instalmentCents = Math.round(arrearsCents / random.integer(2, 4));
  return { creditorType, creditor, crisis, day, arrearsSince, arrearsCents, instalmentCents };
}

/** Day of the month's delivery of a creditor type; a weekend moves to Monday. */
function deliveryDay(creditorType: CreditorType, month: number): DayNumber {
  const day = dayInMonth(month, creditorTypes[creditorType].deliveryDay);
  const weekday = (day + 4) % 7;
  if (weekday === 6) return day + 2;
  return weekday === 0 ? day + 1 : day;
}

/** The next month with signals of a household and the creditor type of the first, or nothing before `lastMonth`. */
export function nextMonth(
  random: Random,
  causal: CausalParameters,
  last: {
    readonly household: Household;
    readonly month: number;
    readonly creditorType: CreditorType;
    readonly helpedOn: DayNumber | null;
    readonly lastMonth: number;
  },
): { readonly month: number; readonly creditorType: CreditorType } | undefined {
  const creditorType = random.chance(renewal.sameCreditor) ? last.creditorType : random.weighted(creditorShares);
  for (let lag = 1; lag <= renewal.horizonMonths && last.month + lag <= last.lastMonth; lag += 1) {
    const month = last.month + lag;
    const helped = last.helpedOn !== null && deliveryDay(creditorType, month) > last.helpedOn;
    const falling = renewal.initial * Math.exp(-(lag - 1) / renewal.decayMonths) + renewal.lasting;
    const hazard = last.household.need * season(month) * falling * (helped ? causal.helpHazardRatio : 1);
    if (random.chance(1 - Math.exp(-hazard))) return { month, creditorType };
  }
  return undefined;
}
