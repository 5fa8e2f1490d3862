import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findIntervals } from '../../lib/audit-disclosure/intervals.ts';
import { statementsOf } from '../../lib/audit-disclosure/statements.ts';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { PublicTotal } from '../../lib/disclosure/public-totals.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { OwnRelease } from '../../lib/protocol/release.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import {
  type Answer,
  ask,
  attackedProvider,
  type Planted,
  shown,
  signals,
  towns,
} from '../support/attacked-provider.ts';
import { naive } from '../support/queue-attacks.ts';
import { copyWorld, type World } from '../support/world.ts';

const solver = await loadSolver();
const of = (count: number, name: string, row: CanonicalRow): readonly Planted[] => signals(count, name, row);
/** Signals of one town only. */
const inTown = (town: number, count: number, name: string, row: CanonicalRow): readonly Planted[] =>
  of(count, `${name}-${town}`, row).map((each) => ({ ...each, town }));

/** Each piece of knowledge from outside has a kind of creditor of its own. */
const planted: readonly Planted[] = [
  ...of(28, 'rent', { partner_type: 'rent', minor_children: true }),
  ...of(18, 'energy', { partner_type: 'energy', minor_children: true }),
  ...of(1, 'water', { partner_type: 'water', minor_children: true }),
  ...inTown(0, 40, 'largest', { partner_type: 'health-insurance' }),
  ...inTown(1, 6, 'other', { partner_type: 'health-insurance' }),
  ...of(9, 'nine', { partner_type: 'cak-health-insurance', age: 25 }),
  ...of(10, 'ten', { partner_type: 'cak-health-insurance', age: 50 }),
  ...of(40, 'forty', { partner_type: 'cak-health-insurance', age: 35 }),
  ...of(40, 'rest', { partner_type: 'cak-health-insurance', age: 70 }),
  ...of(200, 'only-repeated', { partner_type: 'rent', creditor: 'only', repeat_signal: true }),
  ...of(300, 'only', { partner_type: 'rent', creditor: 'only' }),
];
const children = { 'minor-children': ['yes'] };
const count = (id: string, selection: Selection, by: readonly string[] = []) => ({
  id,
  analysis: 'table',
  unit: 'signals',
  by,
  where: Object.entries(selection).map(([variable, levels]) => ({ variable, in: levels })),
  measures: [{ measure: 'count' }],
});
const asked = [
  count('rent', { ...children, 'partner-type': ['rent'] }),
  count('energy', { ...children, 'partner-type': ['energy'] }),
  count('two-towns', { 'partner-type': ['health-insurance'] }),
  count('ages', { 'partner-type': ['cak-health-insurance'] }, ['age-band']),
];

let world: World;
const answers: { open?: Answer; guarded?: Answer; informed?: Answer } = {};
const published = PublicTotal.parse({
  source: 'Divosa monitor',
  date: '2026-07-01',
  unit: 'signals',
  municipalities: [...towns],
  selection: children,
  value: 47,
});
beforeAll(async () => {
  world = await attackedProvider(planted);
  answers.open = await ask(copyWorld(world, naive), asked);
  answers.guarded = await ask(copyWorld(world), asked);
  answers.informed = await ask({ ...copyWorld(world), publicTotals: [published] }, asked);
}, 60_000);
afterAll(() => rm(world.directory, { recursive: true }));

/** What somebody finds out about the other kinds, who may read their total in public. */
function others(answer: Answer | undefined, total?: number) {
  if (answer === undefined) throw new TypeError('not asked');
  const { statements, domains } = statementsOf(answer.release, answer.study);
  const levels = new Map([...domains.values()].flatMap((each) => [...each]));
  const fixed = { universe: statements[0]?.universe ?? '', withheld: false };
  const rest = ['water', 'health-insurance', 'cak-health-insurance', 'other', 'unknown'];
  const known =
    total === undefined ? [] : [{ ...fixed, name: 'public', selection: children, lower: total, upper: total }];
  const secret = { ...children, 'partner-type': rest };
  const target = { ...fixed, name: 'secret', selection: secret, lower: 0, upper: 1e6, withheld: true };
  const found = findIntervals([...statements, ...known, target], levels, { unit: 'signals', solver });
  return found.find(({ name }) => name === 'secret');
}

describe('B7 a public total beside rounded counts, as signed messages (U8)', () => {
  test('works at a provider that does not know what is public: one household is left', () => {
    expect(shown(answers.guarded, 'rent')).toBe(30);
    expect(shown(answers.guarded, 'energy')).toBe(20);
    expect(others(answers.guarded, 47)).toMatchObject({ lowest: 0, highest: 1 });
  });
  test('is stopped', () => {
    const found = others(answers.informed, 47);
    expect(found?.lowest).toBeLessThanOrEqual(3);
    expect(found?.highest).toBeGreaterThanOrEqual(7);
  });
});

describe('what two kinds leave of a total, as signed messages (L1, L3)', () => {
  const all = count('all', children);
  test('works on rounded numbers whose rest nobody looks at: the total was public above', () =>
    expect(others(answers.guarded, 47)).toMatchObject({ lowest: 0, highest: 1 }));
  test.each([
    ['in one task', async (own: World) => await ask(own, [...asked.slice(0, 2), all])],
    [
      'in two tasks',
      async (own: World) => {
        const first = await ask(own, asked.slice(0, 2));
        const { release, study } = await ask(own, [all]);
        const outcomes = [...first.release.outcomes, ...release.outcomes];
        const analyses = [...first.study.analyses, ...study.analyses];
        return { study: { ...study, analyses }, release: { ...release, outcomes } };
      },
    ],
  ])('is stopped %s', async (_, attack) => {
    const found = others(await attack(copyWorld(world)));
    expect(found?.lowest).toBeLessThanOrEqual(3);
    expect(found?.highest).toBeGreaterThanOrEqual(7);
  });
});

describe('B27 two municipalities, one of which takes its own away, as signed messages (ruling 23)', () => {
  test('works at a provider without rules: six are left', () =>
    expect((shown(answers.open, 'two-towns') ?? 0) - 40).toBe(6));
  test('is stopped', () => expect(shown(answers.guarded, 'two-towns')).toBeNull());
});

describe('B23 the threshold as an oracle, as signed messages: a residual risk, stated', () => {
  test('nine are withheld and ten are not: who knows nine sees the tenth', () => {
    expect(['18-29', '45-59'].map((age) => shown(answers.open, 'ages', age))).toEqual([9, 10]);
    expect(['18-29', '30-44'].map((age) => shown(answers.guarded, 'ages', age))).toEqual([null, 40]);
  });
});

describe('B28 the only creditor of its kind, on the page of a study sent as signed messages (F7)', () => {
  const page = async (own: World) => {
    const measures = [{ measure: 'proportion', variable: 'repeat-signal', success: ['yes'] }];
    const rent = { ...count('rent', { 'partner-type': ['rent'] }), measures };
    const { release } = await ask(own, [rent], { report: { indicators: ['rent'] } });
    const { indicators } = OwnRelease.parse(
      JSON.parse(own.buckets.reports.text(`own/${release.taskId}/${towns[0]}.json`) ?? ''),
    );
    return indicators.map(({ value }) => value);
  };
  test('works where creditors are not counted: what the only housing corporation does', async () => {
    const open = withValues(research, 'test', { minimumOrganisations: 0, largestOrganisationShare: 1 });
    expect(await page(copyWorld(world, open))).toEqual([expect.closeTo(0.4, 1)]);
  });
  test('is stopped', async () => expect(await page(copyWorld(world))).toEqual([null]));
});
