import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { type Answer, ask, attackedProvider, type Planted, signals } from '../support/attacked-provider.ts';
import { naive } from '../support/queue-attacks.ts';
import { copyWorld, type World } from '../support/world.ts';

/** Signals of one kind of creditor, with minor children or without: 80 households that owe nothing, and some that owe an amount in euro. */
function kind(code: string, children: 'yes' | 'no', owing: readonly number[], each = 1): readonly Planted[] {
  const name = `${code}-${children}`;
  const row: CanonicalRow = { partner_type: code, minor_children: children === 'yes' };
  const owe = owing.flatMap((euro, at) =>
    Array.from({ length: each }, () => ({
      ...row,
      arrears_cents: euro * 100,
      town: at % 5,
      household: `h-${name}-${at}`,
    })),
  );
  return [...signals(80, `${name}-none`, { ...row, arrears_cents: 0 }), ...owe];
}

const many = Array.from({ length: 60 }, () => 1000);

/** Each rule of amounts has a group that fails it and no other; those of water fail none. */
const planted: readonly Planted[] = [
  ...kind('rent', 'no', [2000], 3),
  ...kind('energy', 'no', [2000, 1900], 3),
  ...kind('health-insurance', 'no', [2000, 900, ...Array.from({ length: 14 }, () => 50)], 3),
  ...kind('cak-health-insurance', 'no', [2000, 2000, ...Array.from({ length: 18 }, () => 90)], 3),
  ...kind('rent', 'yes', [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000], 3),
  ...kind('water', 'no', many),
  ...kind('water', 'yes', [...many, 1_000_000]),
  ...signals(4, 'four', { partner_type: 'water', age: 50, arrears_cents: 200_000 }),
];

const attacks = [
  ['A18 zero inflation: one household of 81 owes', 'rent no'],
  ['A17 two households owe', 'energy no'],
  ['A19 the largest has more than half (1, 50)', 'health-insurance no'],
  ['A19 the two largest have more than 67 percent (2, 67)', 'cak-health-insurance no'],
  ['A20 27 signals of nine households', 'rent yes'],
] as const;

const mean = (id: string, more: object = {}) => ({
  id,
  analysis: 'table',
  unit: 'signals',
  measures: [{ measure: 'mean', variable: 'arrears-euro', cap: 2000 }],
  ...more,
});

/** The mean that an answer shows of a kind of creditor. */
function meanOf(answer: Answer | undefined, analysis: string, ...levels: readonly string[]): number | null | undefined {
  const outcome = answer?.release.outcomes.find((each) => each.analysis === analysis);
  const parts = outcome?.status === 'released' ? outcome.evidence : [];
  const cells = parts.flatMap((part) => (part.kind === 'sums' ? part.cells : []));
  return cells.find((cell) => cell.levels.join(' ') === levels.join(' '))?.mean;
}

const water = (id: string, ...more: readonly object[]) =>
  mean(id, { where: [{ variable: 'partner-type', in: ['water'] }, ...more] });
const others = { variable: 'age-band', in: ['18-29', '30-44', '60-99', 'unknown'] };

let world: World;
/** What a provider without rules answers, and one with, to two tasks. */
const answers: Record<'open' | 'guarded', Answer[]> = { open: [], guarded: [] };
beforeAll(async () => {
  world = await attackedProvider(planted);
  for (const [name, own] of [
    ['open', copyWorld(world, naive)],
    ['guarded', copyWorld(world)],
  ] as const)
    answers[name] = [
      await ask(own, [mean('by-kind', { by: ['partner-type', 'minor-children'] }), water('all')]),
      await ask(own, [water('less', others)]),
    ];
}, 60_000);
afterAll(() => rm(world.directory, { recursive: true }));

const byKind = (at: keyof typeof answers, level: string) => meanOf(answers[at][0], 'by-kind', level);

describe.each(attacks)('%s, as signed messages', (_, level) => {
  test('works at a provider without rules: the mean is not that of nobody', () =>
    expect(byKind('open', level)).toBeGreaterThan(0));
  test('is stopped', () => expect(byKind('guarded', level)).toBeNull());
});

describe('A2 the mean with and without four households, as signed messages (L2)', () => {
  test('works at a provider without rules: both are shown', () => {
    expect(meanOf(answers.open[0], 'all')).toBeGreaterThan(0);
    expect(meanOf(answers.open[1], 'less')).toBeGreaterThan(0);
  });
  test('is stopped: the second is withheld', () => {
    expect(meanOf(answers.guarded[0], 'all')).toBe(meanOf(answers.open[0], 'all'));
    expect(meanOf(answers.guarded[1], 'less')).toBeNull();
  });
});

describe('A13 an outlier, as signed messages (M3, M4)', () => {
  test('a million moves the mean by no more than its step, at any provider', () => {
    const [without, beside] = [byKind('open', 'water no') ?? 0, byKind('open', 'water yes') ?? 0];
    expect(1_000_000 / 141).toBeGreaterThan(5_000);
    expect(Math.abs(beside - without)).toBeLessThanOrEqual(50);
  });
  test('a mean of many is shown', () => expect(byKind('guarded', 'water no')).toBeGreaterThan(0));
});

describe('B9 a mean as a fraction, as signed messages (M4)', () => {
  /** Numbers of signals up to two hundred that whole euros can be divided by to give a mean in this range. */
  const divisors = (low: number, high: number) =>
    Array.from({ length: 200 }, (_, index) => index + 1).filter(
      (count) => Math.floor(high * count) >= Math.ceil(low * count),
    );
  test('works on an exact mean: sixty of 140 owe a thousand, and nothing but multiples of seven fits', () => {
    const mean = 60_000 / 140;
    const found = divisors(mean - 1e-9, mean + 1e-9);
    expect(found).toContain(140);
    expect(found.filter((count) => count % 7 !== 0)).toEqual([]);
  });
  test('is stopped: every number of signals fits the mean that is shown', () => {
    const shown = byKind('guarded', 'water no') ?? 0;
    expect(divisors(shown - 10, shown + 10)).toHaveLength(200);
  });
});
