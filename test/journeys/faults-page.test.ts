import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { drainInDisorder, drainInPairs, failuresOf, playSteps, type Step } from '../support/fault-list.ts';
import { type FaultKind, faultKinds } from '../support/faults.ts';
import { bounceAndRenew, mailedWorld, mailOutcome, step, wayIn } from '../support/page-story.ts';
import { isProof, sampled } from '../support/prove.ts';
import { copyWorld, drain, type World } from '../support/world.ts';

let mailed: World;
let asked: World;
let steps: readonly Step[];
let undisturbed: Awaited<ReturnType<typeof mailOutcome>>;

beforeAll(async () => {
  mailed = await mailedWorld();
  asked = copyWorld(mailed);
  await bounceAndRenew(asked);
  const world = copyWorld(asked);
  steps = await playSteps(world);
  undisturbed = await mailOutcome(world);
});
afterAll(() => rm(mailed.directory, { recursive: true }));

/** The mail service has no idempotency: a mail that was perhaps sent is never sent again by itself. */
function wrongIn(outcome: typeof undisturbed): readonly string[] {
  const { states, answers, mails, ...rest } = outcome;
  const { states: _states, answers: _answers, mails: _mails, ...expected } = undisturbed;
  const isUnconfirmed = answers.some((answer) => answer?.includes('unconfirmed'));
  return [
    ...(JSON.stringify({ ...rest, openLinks: 0 }) === JSON.stringify({ ...expected, openLinks: 0 })
      ? []
      : [`${JSON.stringify(rest)} instead of ${JSON.stringify(expected)}`]),
    ...(mails === 2 || (mails === 1 && isUnconfirmed) ? [] : [`${mails} mails`]),
    ...(rest.openLinks <= 1 ? [] : [`${rest.openLinks} links work`]),
    ...(answers.length === 2 ? [] : [`${answers.length} answers`]),
    ...(['sent', 'unconfirmed', 'bounced'].includes(states[0]?.state ?? '') ? [] : [`the mail is ${states[0]?.state}`]),
  ];
}

describe('a mail that bounced, and a request for new links', () => {
  test('undisturbed: one new mail, one link that works, an answer to each request', () => {
    expect(undisturbed).toMatchObject({ mails: 2, openLinks: 1, deadLetters: 0, chain: [] });
    expect(undisturbed.states).toEqual([{ state: 'sent', renewals: [`renewal-${'1'.repeat(32)}`] }]);
    expect(undisturbed.answers.map((answer) => /"result":"([a-z-]+)"/.exec(answer ?? '')?.[1])).toEqual([
      'sent',
      'no-report',
    ]);
  });

  test.for(
    faultKinds.flatMap((kind) =>
      (['notify-municipality', 'receive-mail-event'] as const).map((name) => [kind, name] as const),
    ),
  )('a call is %s in %s, and the message comes again', async ([kind, name], { annotate }) => {
    const list = { name, kind, sample: 12 };
    const { tried, failures } = await failuresOf(steps, list, async (world) => wrongIn(await mailOutcome(world)));
    expect(tried).toBeGreaterThan(5);
    await annotate(`${tried} calls`);
    expect(failures).toEqual([]);
  });

  test.each(isProof ? Array.from({ length: 40 }, (_, index) => index + 1) : [1, 2, 3])(
    'messages come twice, late and in any order (seed %i)',
    async (seed) => {
      const world = copyWorld(asked);
      await drainInDisorder(world, seed);
      await drain(world);
      expect(wrongIn(await mailOutcome(world))).toEqual([]);
    },
  );

  test('every message comes in two copies at the same moment', async () => {
    const world = copyWorld(asked);
    await drainInPairs(world);
    expect(wrongIn(await mailOutcome(world))).toEqual([]);
  });

  test('a mail service that is away: the request waits, and is answered after repair', async () => {
    const world = copyWorld(asked);
    await drain(world, { broken: ({ port }) => (port === 'ses' ? 'MessageRejected' : undefined) });
    const { states, answers, chain } = await mailOutcome(world);
    expect([states[0]?.state, answers.length, chain]).toEqual(['failed', 2, []]);
  });
});

/** Every call that the way in makes, by step. */
async function callsOnTheWay(): Promise<readonly { readonly name: (typeof wayIn)[number]; readonly at: number }[]> {
  const world = copyWorld(mailed);
  const seen = { cookie: '' };
  const places: { readonly name: (typeof wayIn)[number]; readonly at: number }[] = [];
  for (const name of wayIn) {
    const { answer, invocation } = await step(world, name, seen);
    expect(answer.statusCode).toBeLessThan(400);
    places.push(...invocation.calls.map((_, at) => ({ name, at })));
  }
  return places;
}

const figures = 'van de 100 afgesloten meldingen';

/** Goes in with a fault at one call; after it the visitor begins again, two minutes later. */
async function goInWith(fault: {
  readonly name: string;
  readonly at: number;
  readonly kind: FaultKind;
}): Promise<World> {
  const world = copyWorld(mailed);
  const seen = { cookie: '' };
  for (const name of wayIn) {
    if (name === fault.name) {
      const { answer } = await step(world, name, seen, fault);
      const isFigures = name === 'figures' || name === 'download';
      if (answer.statusCode >= 500 || !isFigures) expect(answer.body).not.toContain(figures);
      if (answer.statusCode >= 500) expect(answer.cookies).toEqual([]);
      world.milliseconds += 2 * 60_000;
      if (isFigures) expect((await step(world, name, seen)).answer.statusCode).toBe(200);
      else return await goInWithout(world);
    } else await step(world, name, seen);
  }
  return world;
}

async function goInWithout(world: World): Promise<World> {
  const seen = { cookie: '' };
  for (const name of wayIn) {
    const { answer } = await step(world, name, seen);
    expect([name, answer.statusCode]).toEqual([name, name === 'code' || name === 'open' ? 303 : 200]);
    if (name === 'figures') expect(answer.body).toContain(figures);
  }
  return world;
}

describe('the page of a municipality (show-result)', () => {
  test.for(faultKinds)(
    'a call is %s: no figure leaks, and the visitor gets in at the next attempt',
    async (kind, { annotate }) => {
      const places = await callsOnTheWay();
      expect(places.length).toBeGreaterThan(20);
      const tried = sampled(places, 10, faultKinds.indexOf(kind) + 1);
      await annotate(`${tried.length} calls`);
      for (const place of tried) {
        const world = await goInWith({ ...place, kind });
        expect((await verifyChain(world.buckets.ledger)).findings).toEqual([]);
        expect(world.mails.length).toBeLessThanOrEqual(kind === 'sent-twice' ? 4 : 3);
      }
    },
  );

  test('two visitors try the same code at the same moment: one of them gets in', async () => {
    const world = copyWorld(mailed);
    await step(world, 'code', { cookie: '' });
    const both = await Promise.all([step(world, 'open', { cookie: '' }), step(world, 'open', { cookie: '' })]);
    expect(both.map(({ answer }) => answer.statusCode).toSorted((a, b) => a - b)).toEqual([303, 403]);
  });

  test('the clock jumps back an hour: an open session stays open, and nothing opens without a code', async () => {
    const world = copyWorld(mailed);
    const seen = { cookie: '' };
    for (const name of ['link', 'code', 'open'] as const) await step(world, name, seen);
    world.milliseconds -= 3_600_000;
    expect((await step(world, 'figures', seen)).answer.statusCode).toBe(200);
    expect((await step(world, 'figures', { cookie: '' })).answer.statusCode).toBe(403);
    expect((await verifyChain(world.buckets.ledger)).findings).toEqual([]);
  });
});
