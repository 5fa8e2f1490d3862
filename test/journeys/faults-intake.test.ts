import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drainInDisorder, drainInPairs, failuresOf, playSteps, type Step } from '../support/fault-list.ts';
import { faultKinds } from '../support/faults.ts';
import { deliverOnFullDisk } from '../support/full-disk.ts';
import { intakeOutcome, intakeWorld, objectAndAsk, objectByAddress, traces } from '../support/intake-story.ts';
import { isProof, sampled } from '../support/prove.ts';
import { copyWorld, deliver, drain, type World } from '../support/world.ts';

type Outcome = Awaited<ReturnType<typeof intakeOutcome>>;

let received: World;
let intake: { readonly steps: readonly Step[]; readonly outcome: Outcome };
let objections: { readonly steps: readonly Step[]; readonly outcome: Outcome };

beforeAll(async () => {
  received = await intakeWorld();
  const world = copyWorld(received);
  const steps = await playSteps(world);
  intake = { steps, outcome: await intakeOutcome(world) };
  await objectAndAsk(world);
  objections = { steps: await playSteps(world), outcome: await intakeOutcome(world) };
});
afterAll(() => rm(received.directory, { recursive: true }));

const wrongIn = (expected: () => Outcome) => async (world: World) => {
  const [found, wanted] = [JSON.stringify(await intakeOutcome(world)), JSON.stringify(expected())];
  return found === wanted ? [] : [`${found} instead of ${wanted}`];
};

describe('the undisturbed run', () => {
  test('ingests, refuses what cannot be read, erases, answers, and says what was not found', async () => {
    expect(intake.outcome).toMatchObject({ inbox: [], deadLetters: 0, chain: [], tooOften: [] });
    expect(intake.outcome.objections.map(({ state }) => state)).toEqual(['settled']);
    expect(objections.outcome.objections.map(({ state }) => state)).toEqual([
      'settled',
      'erased',
      'answered',
      'not-found',
    ]);
    expect(objections.outcome.recorded.join()).toContain('the file is neither an Excel workbook nor a DDAS delivery');
  });
});

const disturbances = sampled(
  faultKinds.flatMap((kind) => (['ingest-export', 'erase-household'] as const).map((name) => [kind, name] as const)),
  3,
  6,
);

describe('a call goes wrong, and the message comes again', () => {
  test.for(disturbances)('%s in %s', async ([kind, name], { annotate }) => {
    const { steps, outcome } = name === 'ingest-export' ? intake : objections;
    const { tried, failures } = await failuresOf(
      steps,
      { name, kind, sample: 1 },
      wrongIn(() => outcome),
    );
    expect(tried).toBeGreaterThan(0);
    await annotate(`${tried} calls`);
    expect(failures).toEqual([]);
  });
});

const seeds = isProof ? Array.from({ length: 40 }, (_, index) => index + 1) : [1];

/** Every request has its answer and every upload its outcome, whatever the order; no row of who objected is left. */
async function expectSettled(world: World): Promise<void> {
  const outcome = await intakeOutcome(world);
  expect(outcome).toMatchObject({ inbox: [], deadLetters: 0, chain: [] });
  expect(outcome.objections.map(({ state }) => state)).not.toContain('received');
  expect(outcome.extracts.filter((line) => line.includes('current.json'))).toHaveLength(1);
  expect(await traces(world, 1, 2)).toEqual([]);
}

describe('messages', () => {
  test.each(seeds)('twice, late and in any order (seed %i)', async (seed) => {
    const world = copyWorld(received);
    await objectAndAsk(world);
    await drainInDisorder(world, seed);
    await drain(world);
    await expectSettled(world);
  });

  test('in two copies at the same moment', async () => {
    const world = copyWorld(received);
    await objectAndAsk(world);
    await drainInPairs(world);
    await expectSettled(world);
  });
});

describe('an objection that comes while an export is half in', () => {
  const uploads = () => intake.steps.flatMap((step) => step.calls.map((call, at) => ({ step, call, at })));

  test('leaves no row behind, wherever the first attempt stopped', async () => {
    const places = uploads().filter(({ call }) => call.port === 'extracts');
    expect(places.length).toBeGreaterThan(5);
    for (const { step, at } of sampled(places, 2, 1)) {
      const world = copyWorld(step.before);
      await deliver(world, step.message, { plan: { at, kind: 'stopped-after' } });
      const [again] = world.queue.splice(-1, 1);
      await objectByAddress(world, '2', 2);
      await drain(world);
      if (again !== undefined) world.queue.push(again);
      await drain(world);
      await expectSettled(world);
    }
  });
});

describe('things that break in the middle', () => {
  test('a disabled key: dead letters are kept, and redriving them after repair loses nothing', async () => {
    const world = copyWorld(received);
    await objectAndAsk(world);
    await drain(world, { broken: ({ port }) => (port === 'kms' ? 'DisabledException' : undefined) });
    expect(world.dead.map(({ to }) => to)).toContain('ingest-export');
    expect(world.buckets.inbox.objects.size).toBe(world.dead.length);
    world.queue.push(...world.dead.splice(0).map((message) => ({ ...message, receives: 0 })));
    await drain(world);
    await expectSettled(world);
  });

  const halted = sampled(['ingest-export', 'erase-household'] as const, 1, 1);
  test.each(halted)('the disk is full while %s works', async (name) => {
    const { steps, outcome } = name === 'ingest-export' ? intake : objections;
    const [step] = steps
      .filter(({ message }) => message.to === name)
      .toSorted((one, other) => other.calls.length - one.calls.length);
    if (step === undefined) throw new Error('nothing was worked on');
    const world = await deliverOnFullDisk(step.before, step.message);
    expect(world.queue.map(({ to, receives }) => [to, receives])).toContainEqual([name, 1]);
    await drain(world);
    expect(await wrongIn(() => outcome)(world)).toEqual([]);
    await rm(world.directory, { recursive: true });
  });

  test('the clock jumps five days either way', async () => {
    const world = copyWorld(received);
    await objectAndAsk(world);
    const start = world.milliseconds;
    for (let turn = 0; world.queue.length > 0; turn += 1) {
      world.milliseconds = start + (turn % 2 === 0 ? 1 : -1) * 5 * 86_400_000;
      const [message] = world.queue.splice(0, 1);
      if (message !== undefined) await deliver(world, message);
    }
    await expectSettled(world);
  });
});
