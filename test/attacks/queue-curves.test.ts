import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { type Answer, ask, attackedProvider, type Planted, shown, signals } from '../support/attacked-provider.ts';
import { naiveOfCurves } from '../support/queue-attacks.ts';
import { copyWorld, type World } from '../support/world.ts';

const dayOf = (days: number) => new Date(Date.UTC(2026, 0, 10 + days)).toISOString().slice(0, 10);

/** New households of one kind, of which as many as there are days get a second signal, so many days after the first. */
function newHouseholds(count: number, row: CanonicalRow, returnDays: readonly number[]): readonly Planted[] {
  const first = signals(count, `${String(row['arrears_cents'])}-${String(row['age'])}`, {
    signal_date: dayOf(0),
    ...row,
  });
  const again = returnDays.flatMap((day, index) => {
    const household = first[index];
    return household === undefined ? [] : [{ ...household, signal_date: dayOf(day), repeat_signal: true }];
  });
  return [...first, ...again];
}

const times = (count: number, day: number) => Array.from({ length: count }, () => day);
const [many, tail, steps, few] = [50_000, 10_000, 100_000, 300_000];

/** Each rule of curves has a band of arrears that fails it; households of others show that deliveries went on. */
const planted: readonly Planted[] = [
  ...newHouseholds(297, { arrears_cents: many }, [...times(38, 25), ...times(32, 55)]),
  ...newHouseholds(3, { arrears_cents: many, age: 50 }, [25, 25, 55]),
  ...newHouseholds(60, { arrears_cents: tail }, [...times(20, 25), ...times(21, 55), ...times(18, 85)]),
  ...newHouseholds(
    37,
    { arrears_cents: steps },
    times(22, 0).map((_, index) => 20 + 4 * index),
  ),
  ...newHouseholds(8, { arrears_cents: few }, times(3, 50)),
  ...times(18, 0).flatMap((_, index) =>
    signals(5, `later-${index}`, { signal_date: dayOf(10 * index), repeat_signal: true, arrears_cents: many }),
  ),
];

const bands = (...levels: readonly string[]) => ({ variable: 'arrears-band', in: levels });
const curve = (id: string, more: object) => ({
  id,
  analysis: 'survival',
  unit: 'new-households',
  closedEntryDays: 118,
  horizonsDays: [118],
  ...more,
});
const logistic = (id: string, reference: string) => ({
  id,
  analysis: 'glm',
  unit: 'signals',
  outcome: 'repeat-signal',
  success: ['yes'],
  covariates: [{ variable: 'arrears-band', reference }],
});
const others = { variable: 'age-band', in: ['18-29', '30-44', '60-99', 'unknown'] };
const tasks = [
  [
    curve('bands', {
      by: ['arrears-band'],
      where: [bands('0-200', '700-2000', 'over-2000')],
      compareGroups: true,
    }),
    curve('all', { where: [bands('200-700')] }),
    logistic('model', '200-700'),
  ],
  [curve('less', { where: [bands('200-700'), others] }), logistic('swapped', 'over-2000')],
];

let world: World;
const answers: Record<'open' | 'guarded', Answer[]> = { open: [], guarded: [] };
beforeAll(async () => {
  world = await attackedProvider(planted);
  for (const [name, own] of [
    ['open', copyWorld(world, naiveOfCurves)],
    ['guarded', copyWorld(world)],
  ] as const)
    for (const analyses of tasks) answers[name].push(await ask(own, analyses));
}, 60_000);
afterAll(() => rm(world.directory, { recursive: true }));

/** The curve that an answer shows: rows at its start and events in each step; null where withheld. */
function curveOf(at: keyof typeof answers, analysis: string, ...levels: readonly string[]) {
  const outcomes = answers[at].flatMap(({ release }) => release.outcomes);
  const outcome = outcomes.find((each) => each.analysis === analysis);
  const parts = outcome?.status === 'released' ? outcome.evidence : [];
  const patterns = parts.flatMap((part) => (part.kind === 'risk-table' ? part.patterns : []));
  const found = patterns.find((pattern) => pattern.levels.join(' ') === levels.join(' '));
  return { entries: found?.entries, events: found?.intervals?.map(({ events }) => events) };
}

const withheld = { entries: null, events: undefined };

describe('B14 exact steps of a curve, as signed messages (K3, K5)', () => {
  test('works at a provider without rules: every event is seen', () =>
    expect(curveOf('open', 'bands', '700-2000')).toEqual({ entries: 37, events: [3, 4, 7, 8] }));
  test('is stopped', () => expect(curveOf('guarded', 'bands', '700-2000')).toEqual(withheld));
});

describe('B15 tail of a curve, as signed messages (K4)', () => {
  test('works at a provider without rules: one household is left at the end', () =>
    expect(curveOf('open', 'bands', '0-200')).toEqual({ entries: 60, events: [20, 0, 21, 18] }));
  test('is stopped: the curve ends while many are at risk', () =>
    expect(curveOf('guarded', 'bands', '0-200')).toEqual({ entries: 60, events: [20] }));
});

describe('a curve of eight households, as signed messages (K1)', () => {
  test('works at a provider without rules', () =>
    expect(curveOf('open', 'bands', 'over-2000')).toEqual({ entries: 8, events: [0, 0, 3, 0] }));
  test('is stopped', () => expect(curveOf('guarded', 'bands', 'over-2000')).toEqual(withheld));
});

describe('B17 the table behind a log-rank test, as signed messages (K7)', () => {
  const tests = (at: keyof typeof answers) =>
    answers[at].flatMap(({ release }) =>
      release.estimates.filter(({ analysis_id: id, measure }) => id === 'bands' && measure === 'chi-square'),
    );
  test('works at a provider without rules: the statistic is that of steps with single events', () => {
    expect(tests('open').some(({ value }) => value !== null)).toBe(true);
    expect(curveOf('open', 'bands', 'over-2000').events).toContain(3);
  });
  test('is stopped: no test where a group is withheld, and no statistic by time anywhere', () => {
    expect(tests('guarded').map(({ value }) => value)).toEqual(tests('guarded').map(() => null));
    for (const each of [...tests('open'), ...tests('guarded')]) expect(each.time_days).toBeNull();
  });
});

describe('B16 differencing of two curves in two tasks, as signed messages (K6, L1)', () => {
  test('works at a provider without rules: two and one of the three others', () => {
    const [all, less] = [curveOf('open', 'all').events, curveOf('open', 'less').events];
    expect(all?.map((events, step) => events - (less?.[step] ?? 0))).toEqual([2, 0, 1, 0]);
  });
  test('is stopped: the second is withheld', () => {
    expect(curveOf('guarded', 'all')).toEqual({ entries: 300, events: [40, 35] });
    expect(curveOf('guarded', 'less')).toEqual(withheld);
  });
});

describe.each([
  ['B10 and B13 a model of levels, which is its table', 0, 'model'],
  ['B12 another reference level', 1, 'swapped'],
] as const)('%s, as signed messages (G2, G3)', (_, step, analysis) => {
  const cell = (at: keyof typeof answers, band: string, success: string) =>
    shown(answers[at][step], analysis, band, success);
  test('works at a provider without rules: three of eight', () => {
    expect(cell('open', 'over-2000', 'yes')).toBe(3);
    expect(cell('open', 'over-2000', 'no')).toBe(8);
  });
  test('is stopped: neither count of the level is shown, those of large levels are', () => {
    expect([cell('guarded', 'over-2000', 'yes'), cell('guarded', 'over-2000', 'no')]).toEqual([null, null]);
    expect(cell('guarded', '0-200', 'yes')).toBe(60);
  });
});
