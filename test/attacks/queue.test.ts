import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findIntervals } from '../../lib/audit-disclosure/intervals.ts';
import { statementsOf } from '../../lib/audit-disclosure/statements.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import {
  type Answer,
  allCounts,
  answerOf,
  ask,
  attackedProvider,
  deliverSnapshot,
  prepare,
  run,
  shown,
  towns,
} from '../support/attacked-provider.ts';
import { naive, planted, type QueueAttack, queueAttacks, truthOf } from '../support/queue-attacks.ts';
import { copyWorld, deliver, drain, type World } from '../support/world.ts';

const solver = await loadSolver();

/** What somebody finds out about the rows of a selection who has nothing but the answers to the analyses of an attack. */
function learned(answers: readonly Answer[], { tasks, secret, own }: QueueAttack) {
  const ids = new Set(tasks.flat().map(({ id }) => id));
  const domains = new Map<string, readonly string[]>();
  const given = answers.flatMap(({ study, release }) => {
    const outcomes = release.outcomes.filter((each) => ids.has(each.analysis));
    const known = statementsOf({ ...release, outcomes }, study);
    for (const levels of known.domains.values()) for (const [variable, codes] of levels) domains.set(variable, codes);
    return known.statements;
  });
  const target = { universe: 'signals', name: 'secret', selection: secret, lower: 0, upper: Number.POSITIVE_INFINITY };
  const known =
    own === undefined ? [] : [{ ...target, name: 'own', selection: own, lower: 1, upper: 1, withheld: false }];
  const found = findIntervals([...given, ...known, { ...target, withheld: true }], domains, {
    unit: 'signals',
    solver,
  });
  return found.find(({ name }) => name === 'secret');
}

let world: World;
const answers: Record<'naive' | 'guarded', Answer[]> = { naive: [], guarded: [] };
const asked = async (of: World, step: number, more: readonly object[] = []) =>
  await ask(of, [...queueAttacks.flatMap(({ tasks }) => tasks[step] ?? []), ...more]);

const total = (id: string, more: object = {}) => ({
  id,
  analysis: 'table',
  unit: 'signals',
  measures: [{ measure: 'count' }],
  ...more,
});
const residents = total('residents', { where: [{ variable: 'minor-children', in: ['no'] }] });
const households = { ...total('households'), unit: 'households', by: ['multiple-signals'] };

beforeAll(async () => {
  world = await attackedProvider(planted);
  const [open, guarded] = [copyWorld(world, naive), copyWorld(world)];
  answers.naive = [await asked(open, 0, [total('most'), residents, households]), await asked(open, 1)];
  answers.guarded = [await asked(guarded, 0, [households]), await asked(guarded, 1)];
}, 180_000);
afterAll(() => rm(world.directory, { recursive: true }));

describe.each(queueAttacks.map((attack) => [attack.name, attack] as const))('%s, as signed messages', (_, attack) => {
  const truth = truthOf(attack.secret);
  test('works at a provider without rules', () =>
    expect(learned(answers.naive, attack)).toMatchObject({ lowest: truth, highest: truth }));
  test('is stopped', () => {
    const found = learned(answers.guarded, attack);
    expect(found?.lowest).toBeLessThanOrEqual(3);
    expect(found?.highest).toBeGreaterThanOrEqual(7);
  });
});

test('the provider with rules still answers: most numbers with fifty rows or more are shown', () => {
  const numbers = answers.guarded.flatMap((each, step) => {
    const open = allCounts(answers.naive[step]);
    return allCounts(each).flatMap((count, index) => ((open[index] ?? 0) >= 50 ? [count] : []));
  });
  expect(numbers.filter((count) => count !== null).length / numbers.length).toBeGreaterThan(0.5);
});

describe('B29 household against person, as signed messages', () => {
  test('works at a provider without rules: two households have more signals than one', () =>
    expect(shown(answers.naive[0], 'households', 'yes')).toBe(2));
  test('is stopped, from the others as well', () => {
    expect(shown(answers.guarded[0], 'households', 'yes')).toBeNull();
    expect(shown(answers.guarded[0], 'households', 'no')).toBeNull();
  });
});

describe('A25 concurrency race, as signed messages at once', () => {
  const halves = queueAttacks.find(({ name }) => name.startsWith('A2 '));
  test('is stopped: who comes second is judged by what the first released', async () => {
    if (halves === undefined) throw new TypeError('no attack A2');
    const own = copyWorld(world);
    const studies = [await prepare(own, halves.tasks[0] ?? []), await prepare(own, halves.tasks[1] ?? [])];
    const tasks: string[] = [];
    for (const study of studies) {
      tasks.push(await run(own, study));
      while (own.queue.some(({ to }) => to === 'accept-task')) {
        const next = own.queue.findIndex(({ to }) => to === 'accept-task');
        for (const message of own.queue.splice(next, 1)) await deliver(own, message);
      }
    }
    const both = own.queue.splice(0).filter(({ to }) => to === 'run-task');
    expect(both).toHaveLength(2);
    await Promise.all(both.map(async (message) => await deliver(own, message)));
    await drain(own);
    const found = learned(
      studies.map((study, index) => answerOf(own, study, tasks[index] ?? '')),
      halves,
    );
    expect(found?.lowest).toBeLessThanOrEqual(3);
    expect(found?.highest).toBeGreaterThanOrEqual(7);
  });
});

/** New snapshots of the first towns, with so many residents more in each. */
async function renew(of: World, renewed: readonly (typeof towns)[number][] = towns.slice(0, 1), more = 1) {
  for (const [town, code] of renewed.entries()) {
    const coming = Array.from({ length: more }, (_, index) => ({ town, household: `h-new-${town}-${index}` }));
    const after = [...planted.filter((each) => each.town === town), ...coming];
    await deliverSnapshot(of, code, { planted: after, snapshot: '2026-07-31-abcdef02' });
  }
  return of;
}

describe('A23 national minus municipalities and B26 snapshot differencing, as signed messages', () => {
  test('A23 works at a provider that forgets: the eight of the small town', async () => {
    const all = await ask(copyWorld(world, naive), [total('all')], { purpose: 'reach' });
    expect((shown(all, 'all') ?? 0) - (shown(answers.naive[0], 'most') ?? 0)).toBe(8);
  });
  test('B26 works at a provider that forgets: one new resident', async () => {
    const after = await ask(await renew(copyWorld(world, naive)), [residents]);
    expect((shown(after, 'residents') ?? 0) - (shown(answers.naive[0], 'residents') ?? 0)).toBe(1);
  });
  test('are stopped: when one town joins, leaves or comes anew, nothing new is said', async () => {
    const own = copyWorld(world);
    const first = await ask(own, [total('all'), residents], { purpose: 'reach' });
    const before = shown(first, 'residents');
    expect([shown(first, 'all'), before].every((each) => (each ?? 0) > 100)).toBe(true);
    expect(shown(await ask(own, [total('most')]), 'most')).toBeNull();
    expect([before, null]).toContain(
      shown(await ask(await renew(own), [residents], { purpose: 'reach' }), 'residents'),
    );
  });
});

describe('B26 snapshot differencing over three towns that deliver anew, as signed messages', () => {
  const three = towns.slice(0, 3);
  const mean = { ...residents, id: 'mean', measures: [{ measure: 'mean', variable: 'arrears-euro' }] };
  const answers = async (of: World, more: number) => {
    const before = await ask(of, [residents, mean]);
    const after = await ask(await renew(of, three, more), [residents, mean]);
    return [before, after] as const;
  };
  test('works at a provider that forgets: three new residents', async () => {
    const [before, after] = await answers(copyWorld(world, naive), 1);
    expect((shown(after, 'residents') ?? 0) - (shown(before, 'residents') ?? 0)).toBe(3);
  });
  test('is stopped: three or nine came, and the count is said as before; the mean, of which nothing is kept, is withheld', async () => {
    for (const more of [1, 3]) {
      const [before, after] = await answers(copyWorld(world), more);
      expect(shown(before, 'residents')).toBeGreaterThan(100);
      expect(shown(after, 'residents')).toBe(shown(before, 'residents'));
      expect([shown(before, 'mean'), shown(after, 'mean')]).toEqual([shown(before, 'residents'), null]);
    }
  });
  test('sixty new residents are counted', async () => {
    const [before, after] = await answers(copyWorld(world), 20);
    expect((shown(after, 'residents') ?? 0) - (shown(before, 'residents') ?? 0)).toBe(60);
    expect(shown(after, 'mean')).not.toBeNull();
  });
});
