import { describe, expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { readPolicy } from '../../lib/disclosure/policy-settings.ts';
import { gridUnit } from '../../lib/disclosure/rounding.ts';
import { treatModel } from '../../lib/disclosure/treat-model.ts';
import { wilsonInterval } from '../../lib/statistics/proportions.ts';
import { fittedModel } from '../support/attacked-models.ts';
import { seededRandom } from '../support/extracts.ts';
import { after, counts, gate, table, total } from '../support/gate.ts';

const fives = (count: number) => Math.round(count / 5) * 5;

/** A count of a population by averaging so many independent splits of it, each half rounded. */
function averaged(truth: number, splits: number, random: () => number): number {
  let sum = 0;
  for (let split = 0; split < splits; split += 1) {
    const share = 0.3 + 0.4 * random();
    const half = Array.from({ length: truth }, () => (random() < share ? 1 : 0)).reduce<number>((a, b) => a + b, 0);
    sum += fives(half) + fives(truth - half);
  }
  return Math.round(sum / splits);
}

/** How often an attacker is right, with its 99 percent interval. */
function accuracy(trials: number, isRight: (trial: number) => boolean) {
  const successes = Array.from({ length: trials }, (_, trial) => isRight(trial)).filter(Boolean).length;
  return { ...wilsonInterval({ successes, total: trials }, 0.99), successes };
}

describe('C1 averaging over splits', () => {
  const households = 120;
  const random = seededRandom(5);
  const right = (splits: number) =>
    accuracy(400, (trial) => averaged(40 + (trial % 7), splits, random) === 40 + (trial % 7));
  test('works with two hundred splits: the exact count in most trials', () =>
    expect(right(200).lower).toBeGreaterThan(0.8));
  test('is stopped by the budget of numbers: six splits of 120 households are right in at most two of three trials', () => {
    const allowed = Math.floor(households * research.functionalShare.value);
    expect(allowed / 2).toBe(6);
    expect(right(allowed / 2).upper).toBeLessThan(2 / 3);
  });
  test('the budget is that of the gate: of sixty halves twelve are shown at most', () => {
    const levels = Array.from({ length: 60 }, (_, index) => `level-${index}`);
    const parts = levels.map((level, index) => {
      const part = total(level, 40 + index, { question: [level] });
      return { ...part, scope: { ...part.scope, domains: new Map([['question', levels]]) } };
    });
    const shown = gate(parts, undefined, research)
      .released.flatMap(counts)
      .filter((count) => count !== null);
    expect(shown.length).toBeLessThanOrEqual(12);
  });
});

describe('C4 conditions that change nothing, and C9 guessed seeds', () => {
  test('there is no noise to take off: the same rows give the same bytes under every name', () => {
    const one = gate([total('a', 123, { type: ['rent', 'energy'] })]);
    const two = gate([total('b', 123, { type: ['energy', 'rent', 'rent'], age: ['young', 'old'] })]);
    expect(two.released.flatMap(counts)).toEqual(one.released.flatMap(counts));
  });
  test('a condition that changes nothing is a difference of nothing, and that is a secret', () => {
    const one = gate([total('a', 123)]);
    expect(gate([total('b', 123, { age: ['young'] })], after(one)).certificate.populations[0]?.secrets).toBe(1);
  });
  test.each(['seed', 'noiseSeed', 'randomState'])('no setting is a seed: %s stops the start', (name) =>
    expect(() => readPolicy(JSON.stringify({ thresholds: { [name]: 0 } }))).toThrow(/threshold/),
  );
});

/** Least squares slope of y on x, its error, and the most that leaving out any one row moves it. */
function slope(rows: readonly (readonly [x: number, y: number])[]) {
  const mean = (pick: (row: readonly [number, number]) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const sxx = rows.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const value = rows.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / sxx;
  const residual = ([x, y]: readonly [number, number]) => y - my - value * (x - mx);
  const error = Math.sqrt(rows.reduce((sum, row) => sum + residual(row) ** 2, 0) / (rows.length - 2) / sxx);
  const moves = rows.map((row) => {
    const leverage = 1 / rows.length + (row[0] - mx) ** 2 / sxx;
    return Math.abs(((row[0] - mx) * residual(row)) / sxx / (1 - leverage));
  });
  return { value, error, influence: Math.max(...moves) };
}

describe('C5 membership test and C11 influence probing', () => {
  const random = seededRandom(23);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = () => Array.from({ length: 120 }, () => [normal(), normal()] as const);
  const printed = (given: ReturnType<typeof rows>) => {
    const { value, error, influence } = slope(given);
    const unit = gridUnit(influence);
    const model = fittedModel({ coefficients: [0.5, value], standardErrors: [0.1, error], influence: [0.01, unit] });
    return { value: treatModel(model).treated?.coefficients[1]?.value ?? null, unit };
  };
  const target = [2.2, 2.4] as const;
  /** Half of the time the target is among so many; the attacker sees one number and says which. */
  const guesses = (
    size: number,
    isInside: (given: ReturnType<typeof rows>, others: ReturnType<typeof rows>) => boolean,
  ) =>
    accuracy(400, (trial) => {
      const others = rows().slice(0, size);
      const isMember = trial % 2 === 0;
      return isInside(isMember ? [...others, target] : others, others) === isMember;
    });
  test('work on exact coefficients for somebody who knows all others: always right', () =>
    expect(guesses(119, (given, others) => slope(given).value !== slope(others).value).lower).toBeGreaterThan(0.97));
  test('work on a model of few rows for somebody who knows the population: right in more than two of three', () =>
    expect(guesses(9, (given) => slope(given).value > 0.15).lower).toBeGreaterThan(0.6));
  test('are stopped: a model of few rows is none, and in a model of 120 rows one is hardly seen', () => {
    const few = { households: 10, eventHouseholds: 10, levels: [] };
    expect(treatModel(fittedModel(few)).treated).toBeNull();
    expect(guesses(119, (given) => (printed(given).value ?? 0) > 0.022).upper).toBeLessThan(0.68);
  });
  test('remain for somebody who knows all others: printed coefficients tell more than chance (a residual risk)', () => {
    const tells = (given: ReturnType<typeof rows>, others: ReturnType<typeof rows>) =>
      printed(given).value !== printed(others).value;
    expect(guesses(119, tells).lower).toBeGreaterThan(0.5);
  });
  test('leaving out any one moves a printed coefficient by two steps at most', () => {
    const all = rows();
    const { value, unit } = printed(all);
    for (const left of [0, 7, 40, 119]) {
      const without = printed(all.filter((_, index) => index !== left)).value;
      if (value !== null && without !== null) expect(Math.abs(value - without)).toBeLessThanOrEqual(2 * unit + 1e-9);
    }
  });
});

describe('C6 a budget that starts anew, and C7 many projects', () => {
  const levels = Array.from({ length: 24 }, (_, index) => `level-${index}`);
  const domain = new Map([['question', levels]]);
  /** Overlapping thirds of 240 households, ten of each level: more than a hundred numbers over the same people. */
  const ask = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, offset) => {
      const chosen = levels.filter((_level, index) => (index * 7 + from + offset) % 24 < 8 + ((from + offset) % 5));
      const part = total(`q-${from + offset}`, 10 * chosen.length, { question: chosen });
      return { ...part, scope: { ...part.scope, domains: domain } };
    });
  const policy = withValues(research, 'test', { functionalShare: 0.1 });
  const shown = (outcome: ReturnType<typeof gate>) =>
    outcome.released.flatMap(counts).filter((count) => count !== null).length;
  const asked = [0, 6, 12, 18] as const;
  test('work where each task has a budget of its own', () =>
    expect(asked.map((from) => shown(gate(ask(from, from + 6), undefined, policy))).every((each) => each >= 5)).toBe(
      true,
    ));
  test('are stopped: the ledger counts every number ever shown over the same rows, whoever asked and when', () => {
    const outcomes: ReturnType<typeof gate>[] = [];
    for (const from of asked) outcomes.push(gate(ask(from, from + 6), after(...outcomes), policy));
    expect(outcomes.reduce((sum, each) => sum + shown(each), 0)).toBeLessThanOrEqual(12);
    expect(outcomes.at(-1)?.denied).toBe(true);
  });
});

test('C8 noise in the last bits: every count shown is a whole multiple of its base, and never minus zero', () => {
  const random = seededRandom(77);
  for (let round = 0; round < 20; round += 1) {
    const rows = Object.fromEntries(['rent', 'energy', 'water'].map((level) => [level, Math.floor(random() * 90)]));
    for (const part of gate([table('t', ['type'], rows)]).released)
      for (const count of counts(part).filter((each) => each !== null)) {
        expect(count % part.protection.roundingBase).toBe(0);
        expect(Object.is(count, -0)).toBe(false);
      }
  }
});
