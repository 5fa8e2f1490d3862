import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { type Answer, ask, attackedProvider, type Planted, shown, signals } from '../support/attacked-provider.ts';
import { naiveOfCurves } from '../support/queue-attacks.ts';
import { copyWorld, type World } from '../support/world.ts';

const group = (count: number, row: CanonicalRow): readonly Planted[] =>
  signals(count, Object.values(row).join('-'), row);

/** Each rule of groups has one that fails it and no other. */
const planted: readonly Planted[] = [
  ...group(14, { partner_type: 'energy', age: 25, minor_children: true }),
  ...group(100, { partner_type: 'water', age: 25, minor_children: true }),
  ...group(10, { partner_type: 'water', age: 25, minor_children: false }),
  ...group(57, { partner_type: 'rent', age: 70, repeat_signal: true }),
  ...group(116, { partner_type: 'rent', age: 70, repeat_signal: false }),
  ...group(4, { partner_type: 'cak-health-insurance', minor_children: true, repeat_signal: true }),
  ...group(36, { partner_type: 'cak-health-insurance', minor_children: true, repeat_signal: false }),
  ...group(26, { partner_type: 'cak-health-insurance', minor_children: false, repeat_signal: true }),
  ...group(134, { partner_type: 'cak-health-insurance', minor_children: false, repeat_signal: false }),
  ...Array.from({ length: 21 }, (_, index) =>
    group(1, { partner_type: 'health-insurance', arrears_cents: 1_000 * (index + 1) ** 2 }),
  ).flat(),
];

const where = (type: string) => [{ variable: 'partner-type', in: [type] }];
const table = (id: string, more: object) => ({
  id,
  analysis: 'table',
  unit: 'signals',
  measures: [{ measure: 'count' }],
  ...more,
});
const asked = [
  table('all', { by: ['minor-children'], where: where('energy') }),
  table('most', { by: ['minor-children'], where: where('water') }),
  table('share', {
    where: where('rent'),
    measures: [{ measure: 'proportion', variable: 'repeat-signal', success: ['yes'] }],
  }),
  table('test', {
    by: ['minor-children'],
    compareGroups: true,
    where: [...where('cak-health-insurance'), { variable: 'minor-children', in: ['yes', 'no'] }],
    measures: [{ measure: 'proportion', variable: 'repeat-signal', success: ['yes'] }],
  }),
  {
    id: 'median',
    analysis: 'quantiles',
    unit: 'signals',
    variable: 'arrears-euro',
    probabilities: [0.5],
    where: where('health-insurance'),
  },
];
let world: World;
const answers: { open?: Answer; guarded?: Answer } = {};
beforeAll(async () => {
  world = await attackedProvider(planted);
  answers.open = await ask(copyWorld(world, naiveOfCurves), asked);
  answers.guarded = await ask(copyWorld(world), asked);
}, 60_000);
afterAll(() => rm(world.directory, { recursive: true }));

const cells = (at: keyof typeof answers, analysis: string, ...levels: readonly string[]) =>
  levels.map((level) => shown(answers[at], analysis, level));

describe.each([
  ['B19 a group of all', 'all', [14, 0]],
  ['B20 coalition: a hundred and ten know which the ten are', 'most', [100, 10]],
] as const)('%s, as signed messages (F2)', (_, analysis, open) => {
  test('works at a provider without rules', () => expect(cells('open', analysis, 'yes', 'no')).toEqual(open));
  test('is stopped', () => expect(cells('guarded', analysis, 'yes', 'no')).toEqual([null, null]));
});

/** Numerators and denominators up to two hundred that give a share of so many digits. */
const fractions = (share: number, digits: number) =>
  Array.from({ length: 200 }, (_, index) => index + 1).flatMap((whole) =>
    Array.from({ length: whole + 1 }, (_each, part) => [part, whole] as const).filter(
      ([part]) => Math.abs(part / whole - share) < 10 ** -digits / 2,
    ),
  );

describe('B6 and B8 a percentage and its total, as signed messages (F3, F4, U3)', () => {
  test('work at a provider without rules: six digits of the share give both counts', () => {
    const [yes, no] = cells('open', 'share', 'yes', 'no');
    const share = (yes ?? 0) / ((yes ?? 0) + (no ?? 0));
    expect(fractions(share, 6)).toEqual([[57, 173]]);
  });
  test('are stopped: share and total follow from counts in fives, and the total is not said', () => {
    expect(cells('guarded', 'share', 'yes', 'no', 'unknown')).toEqual([55, 115, null]);
  });
});

describe('A15 median of twenty-one amounts, as signed messages (M6)', () => {
  const histogram = (at: keyof typeof answers) => {
    const outcome = answers[at]?.release.outcomes.find((each) => each.analysis === 'median');
    const parts = outcome?.status === 'released' ? outcome.evidence : [];
    return parts.flatMap((part) => (part.kind === 'risk-table' ? part.patterns : []));
  };
  test('works at a provider without rules: one household in the step of the median', () => {
    const events = histogram('open')[0]?.intervals?.map((each) => each.events) ?? [];
    const upTo = events.map((_, index) => events.slice(0, index + 1).reduce((sum, each) => sum + each, 0));
    expect(events[upTo.findIndex((sum) => sum >= 11)]).toBeLessThanOrEqual(2);
  });
  test('is stopped', () => expect(histogram('guarded')).toEqual([{ levels: [], entries: null, intervals: null }]));
});

describe('B11 solving a test statistic for a cell, as signed messages (U3)', () => {
  const statistic = (at: keyof typeof answers) =>
    answers[at]?.release.estimates.find(
      ({ analysis_id: id, measure, method }) =>
        id === 'test' && measure === 'chi-square' && method.startsWith('Pearson'),
    );
  /** Pearson's statistic of groups of 40 and 160 of which 30 have the outcome together, so many of the first. */
  const chiSquare = (first: number) =>
    [first, 30 - first, 40 - first, 130 + first].reduce(
      (sum, count, at) => sum + (count - ([6, 24, 34, 136][at] ?? 1)) ** 2 / ([6, 24, 34, 136][at] ?? 1),
      0,
    );
  test('works at a provider without rules: the cell is four or eight', () => {
    const value = Number(statistic('open')?.value);
    const fits = Array.from({ length: 31 }, (_, first) => first).filter(
      (first) => Math.abs(chiSquare(first) - value) < 1e-9,
    );
    expect(fits).toEqual([4, 8]);
  });
  test('is stopped: with the cell its statistic is withheld', () => {
    expect(cells('guarded', 'test', 'yes', 'no')).not.toContain(4);
    expect(statistic('guarded')).toMatchObject({ status: 'withheld', value: null });
  });
});
