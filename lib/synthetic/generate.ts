import { type CaseContext, type DraftCase, workCase } from './cases.ts';
import { addMonths, type DayNumber, dayOf, monthOf } from './days.ts';
import { inventHousehold } from './households.ts';
import {
  type CausalParameters,
  calibration,
  creditorShares,
  defaultCausalParameters,
  intake,
  reachEffect,
  renewal,
} from './parameters.ts';
import { createRandom } from './random.ts';
import type { CreditorType, Household, MunicipalityRecords, Signal, SignalStatus } from './records.ts';
import { type DraftSignal, monthSignals, nextMonth, season } from './signals.ts';

/** How a municipality differs from the average, each a standard normal score. */
export type MunicipalityEffects = { readonly signals: number; readonly reach: number; readonly acceptance: number };

/** What to generate: `until` is the export date (`YYYY-MM-DD`), `months` the history before it. */
export type MunicipalityParameters = {
  readonly seed: number;
  readonly code: string;
  readonly name: string;
  readonly inhabitants: number;
  readonly until: string;
  readonly months: number;
  readonly effects?: MunicipalityEffects;
  readonly causal?: CausalParameters;
};

type Context = CaseContext & {
  readonly parameters: MunicipalityParameters;
  readonly from: DayNumber;
  readonly effects: MunicipalityEffects;
};

/** A month with signals of a household, with the case that was made of them, if any. */
type Episode = {
  readonly household: Household;
  readonly signals: readonly DraftSignal[];
  readonly repeatMonths: readonly boolean[];
  readonly forwardedOn: DayNumber | null;
  readonly status: SignalStatus | null;
  readonly draft: DraftCase | null;
};

/** Generates one municipality: a pure function of its parameters. Nobody and nothing in it exists. */
export function generateMunicipality(parameters: MunicipalityParameters): MunicipalityRecords {
  const context = createContext(parameters);
  const { from, until } = context;
  const perMonth =
    (parameters.inhabitants / 1000) * renewal.newHouseholdsPer1000PerMonth * volume(context.effects.signals);
  const episodes: Episode[] = [];
  let serial = 0;
  for (let month = monthOf(from) - renewal.horizonMonths; month <= monthOf(until); month += 1)
    for (let left = context.random.poisson(perMonth * season(month)); left > 0; left -= 1) {
      episodes.push(...householdEpisodes(context, month, serial));
      serial += 1;
    }
  return number(context, episodes);
}

function createContext(parameters: MunicipalityParameters): Context {
  const { seed, code } = parameters;
  const draw = createRandom(seed, `${code}/effects`);
  const effects = parameters.effects ?? { signals: draw.normal(), reach: draw.normal(), acceptance: draw.normal() };
  const until = dayOf(parameters.until);
  const { acceptLogitSD } = calibration.betweenMunicipality;
  return {
    parameters,
    random: createRandom(seed, `${code}/records`),
    from: addMonths(until, -parameters.months) + 1,
    until,
    effects,
    approachLogit: reachEffect.approach * effects.reach,
    reachLogit: reachEffect.attempt * effects.reach + reachEffect.intercept,
    acceptLogit: acceptLogitSD * effects.acceptance,
    causal: parameters.causal ?? defaultCausalParameters,
  };
}

/** Lognormal with mean 1. */
function volume(score: number): number {
  const sd = calibration.betweenMunicipality.signalsRateLogSD;
  return Math.exp(sd * score - (sd * sd) / 2);
}

function householdEpisodes(context: Context, firstMonth: number, serial: number): readonly Episode[] {
  const { random, parameters, from, until, causal } = context;
  const household = inventHousehold(random, parameters, serial, until);
  const months: number[] = [];
  const episodes: Episode[] = [];
  let next: { month: number; creditorType: CreditorType } | undefined = {
    month: firstMonth,
    creditorType: random.weighted(creditorShares),
  };
  while (next !== undefined) {
    const { month, creditorType } = next;
    const repeatMonths = Array.from({ length: 6 }, (_, index) => months.includes(month - index - 1));
    const signals = monthSignals(random, household, month, creditorType).filter(({ day }) => day <= until);
    const episode = takeUp(context, { household, signals, repeatMonths });
    months.push(month);
    if ((signals[0]?.day ?? 0) >= from) episodes.push(episode);
    const helpedOn = episode.draft?.helpedOn ?? null;
    next = nextMonth(random, causal, { household, month, creditorType, helpedOn, lastMonth: monthOf(until) });
  }
  return episodes;
}

function takeUp(context: Context, episode: Pick<Episode, 'household' | 'signals' | 'repeatMonths'>): Episode {
  const { random, until } = context;
  const [first] = episode.signals;
  const none = { ...episode, forwardedOn: null, draft: null };
  if (first === undefined) return { ...none, status: null };
  const repeat = episode.repeatMonths.includes(true);
  const forwardedOn = first.day + random.integer(0, 3);
  if (random.chance(repeat ? intake.notTakenUpRepeat : intake.notTakenUpNew))
    return { ...none, status: repeat ? 'repeat' : random.chance(0.6) ? 'other-reason' : 'unjustified' };
  if (forwardedOn > until) return { ...none, status: 'not-taken-up-yet' };
  const draft = workCase(context, episode.household, { day: first.day, crisis: first.crisis });
  return { ...episode, forwardedOn, draft, status: null };
}

/** Gives signals and cases their numbers, in order of date. */
function number(context: Context, episodes: readonly Episode[]): MunicipalityRecords {
  const { parameters, from, until } = context;
  const { code, name, inhabitants, seed } = parameters;
  const sorted = episodes.toSorted((left, right) => (left.signals[0]?.day ?? 0) - (right.signals[0]?.day ?? 0));
  const signals: Signal[] = [];
  const cases: MunicipalityRecords['cases'][number][] = [];
  for (const { household, signals: drafts, repeatMonths, forwardedOn, status, draft } of sorted) {
    const caseId = draft === null ? null : `M${code}-${String(cases.length + 1).padStart(6, '0')}`;
    const numbered = drafts.map((signal, index): Signal => {
      const id = `S${code}-${String(signals.length + index + 1).padStart(7, '0')}`;
      return { ...signal, id, household, repeatMonths, caseId, forwardedOn: later(forwardedOn, signal.day), status };
    });
    signals.push(...numbered);
    if (draft === null || caseId === null) continue;
    const { helpedOn: _, ...rest } = draft;
    cases.push({ id: caseId, signalIds: numbered.map((signal) => signal.id), ...rest });
  }
  return { code, name, inhabitants, seed, from, until, retentionMonths: retention, signals, cases };
}

const retention = calibration.retention.signalsMonths;

const later = (forwardedOn: DayNumber | null, day: DayNumber): DayNumber | null =>
  forwardedOn === null ? null : Math.max(forwardedOn, day);

/** The signals that the source still has on the export date: older ones are deleted, their cases stay. */
export function retainedSignals(records: MunicipalityRecords): readonly Signal[] {
  const first = addMonths(records.until, -records.retentionMonths) + 1;
  return records.signals.filter((signal) => signal.day >= first);
}
