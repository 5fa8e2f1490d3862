import { makeAttempts } from './attempts.ts';
import type { DayNumber } from './days.ts';
import { acceptance, type CausalParameters, outcomeShares } from './parameters.ts';
import type { Random } from './random.ts';
import type { Attempt, HelpAnswer, Household, Outcome, SignalCase } from './records.ts';

/** What a case is made in: effects of the municipality on the logit scale, and the causal parameters. */
export type CaseContext = {
  readonly random: Random;
  readonly until: DayNumber;
  readonly approachLogit: number;
  readonly reachLogit: number;
  readonly acceptLogit: number;
  readonly causal: CausalParameters;
};

/** A case before it has its number and the numbers of its signals; `helpedOn` is the day on which help began. */
export type DraftCase = Omit<SignalCase, 'id' | 'signalIds'> & { readonly helpedOn: DayNumber | null };

/** Works a case that starts on a day; what lies after the export date has not happened yet. */
export function workCase(
  context: CaseContext,
  household: Household,
  start: { readonly day: DayNumber; readonly crisis: boolean },
): DraftCase {
  const { random, until } = context;
  const seenOn = start.day + random.integer(0, 5);
  const planned = makeAttempts(random, start, context);
  const reachedBy = planned.find((attempt) => attempt.reached);
  const accepted = reachedBy !== undefined && accepts(context, household, reachedBy);
  const outcome = random.weighted(outcomeShares[stage(planned, accepted)]);
  const finishedOn = (planned.at(-1)?.day ?? seenOn) + random.integer(1, 14);
  const forgotten = random.chance(0.04);
  const finished = finishedOn <= until;
  const followUpDay = finishedOn + random.integer(20, 60);
  const followUp = accepted && random.chance(0.6) && followUpDay <= until;
  return {
    day: start.day,
    seenOn: Math.min(seenOn, until),
    attempts: finished ? planned : planned.filter((attempt) => attempt.day <= until),
    outcome: finished ? outcome : null,
    wantsHelp: finished ? answer(random, outcome, accepted) : null,
    closedOn: finished && !forgotten ? finishedOn : null,
    withdrawn: finished && (outcome === 'other-trajectory' || random.chance(0.018)),
    unjustified: finished && ['not-resident', 'deceased', 'not-taken-up-other'].includes(outcome),
    followUp: followUp ? { day: followUpDay, result: random.chance(0.5) ? 'yes' : 'no' } : null,
    helpedOn: accepted ? reachedBy.day : null,
  };
}

function accepts(context: CaseContext, household: Household, attempt: Attempt): boolean {
  const probability = acceptance[attempt.method];
  const logit = Math.log(probability / (1 - probability)) + context.acceptLogit;
  const withNeed = logit + context.causal.needLogOdds * Math.log(household.need);
  return context.random.chance(1 / (1 + Math.exp(-withNeed)));
}

function stage(attempts: readonly Attempt[], accepted: boolean): keyof typeof outcomeShares {
  if (accepted) return 'accepted';
  if (attempts.length === 0) return 'noAttempt';
  return attempts.some((attempt) => attempt.reached) ? 'reached' : 'notReached';
}

function answer(random: Random, outcome: Outcome, accepted: boolean): HelpAnswer {
  if (accepted)
    return random.weighted([
      ['yes', 0.68],
      ['follow-up-appointment', 0.21],
      ['wants-contact', 0.11],
    ] as const);
  return ['no-help-wanted', 'resolves-self', 'already-paid', 'payment-arrangement'].includes(outcome) ? 'no' : null;
}
