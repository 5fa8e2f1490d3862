import type { DayNumber } from './days.ts';
import { calibration, reachPerAttempt } from './parameters.ts';
import type { Random } from './random.ts';
import type { Attempt, Method } from './records.ts';

const model = calibration.attemptModel;
const indexed = (weights: readonly number[]) => weights.map((weight, index) => [index + 1, weight] as const);
const counts = {
  written: indexed(model.written.count),
  phone: indexed(model.phoneCount),
  visit: indexed(model.visitCount),
};
const written: readonly (readonly [Method, number])[] = [
  ['letter', model.written.mix.Brief],
  ['email', model.written.mix.Mail],
  ['message', model.written.mix['SMS/Whatsapp']],
];
const dayParts = [
  ['morning', calibration.dagdeel.Ochtend],
  ['afternoon', calibration.dagdeel.Middag],
  ['evening', calibration.dagdeel.Avond],
] as const;

/** Attempts of one case: planned as in the fitted model, ended by success, sometimes with a talk after it. */
export function makeAttempts(
  random: Random,
  start: { readonly day: DayNumber; readonly crisis: boolean },
  municipality: { readonly approachLogit: number; readonly reachLogit: number },
): readonly Attempt[] {
  const heterogeneity = 0.321 * 2 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
  const attempts: Attempt[] = [];
  let day = start.day + daysToFirst(random, start.crisis);
  for (const method of planMethods(random, municipality.approachLogit)) {
    const reached = random.chance(reachProbability(method, heterogeneity, municipality.reachLogit));
    attempts.push({ day, method, dayPart: random.weighted(dayParts), reached });
    day += random.integer(2, 9);
    if (!reached) continue;
    while (random.chance(model.followUpAfterReach)) {
      attempts.push({ day, method, dayPart: random.weighted(dayParts), reached: true });
      day += random.integer(2, 9);
    }
    return attempts;
  }
  return attempts;
}

function reachProbability(method: Method, heterogeneity: number, reachLogit: number): number {
  const probability = Math.min(0.95, reachPerAttempt[method] * Math.exp(heterogeneity));
  const odds = (probability / (1 - probability)) * Math.exp(reachLogit);
  return odds / (1 + odds);
}

function planMethods(random: Random, approachLogit: number): readonly Method[] {
  const active = Math.exp(approachLogit);
  const planned = random.weighted([
    ['none', model.class.none],
    ['written', model.class.writtenOnly],
    ['phone', model.class.phone * active],
    ['visit', model.class.homeVisit * active],
    ['both', model.class.phoneAndVisit * active],
  ] as const);
  if (planned === 'none') return [];
  if (planned === 'written')
    return Array.from({ length: random.weighted(counts.written) }, () => random.weighted(written));
  const methods: Method[] = random.chance(model.letterFirst) ? ['letter'] : [];
  if (planned !== 'visit') for (let left = random.weighted(counts.phone); left > 0; left -= 1) methods.push('phone');
  if (planned !== 'phone')
    for (let left = random.weighted(counts.visit); left > 0; left -= 1) {
      methods.push('home-visit');
      if (random.chance(model.cardAfterVisit)) methods.push('card');
    }
  if (random.chance(model.letterAfter)) methods.push('letter');
  return methods;
}

/** Days from signal to first attempt: within 14 for 80 percent; a crisis within 3 working days for 90 percent. */
function daysToFirst(random: Random, crisis: boolean): number {
  if (crisis && random.chance(0.9)) return random.integer(0, 4);
  const [low, high] = random.weighted([
    [[0, 14], 0.8],
    [[15, 28], 0.17],
    [[29, 45], 0.03],
  ] as const);
  return random.integer(low, high);
}
