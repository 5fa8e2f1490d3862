import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../support/extracts.ts';
import { drainInDisorder, drainInPairs, failuresOf, playSteps, type Step } from '../support/fault-list.ts';
import { ask, askOnce, outcomeOf, readyWorld, taskOne, taskTwo } from '../support/fault-story.ts';
import { faultKinds } from '../support/faults.ts';
import { deliverOnFullDisk } from '../support/full-disk.ts';
import { testKey } from '../support/keys.ts';
import { isProof, sampled } from '../support/prove.ts';
import { copyWorld, deliver, drain, type World } from '../support/world.ts';

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

let ready: World;
let asked: World;
let steps: readonly Step[];
let undisturbed: Outcome;

beforeAll(async () => {
  ready = await readyWorld();
  asked = copyWorld(ready);
  await askOnce(asked);
  const world = copyWorld(asked);
  steps = await playSteps(world);
  undisturbed = await outcomeOf(world);
});
afterAll(() => rm(ready.directory, { recursive: true }));

/** Everything but the mails, which may be left unconfirmed: those are never sent twice by themselves. */
const withoutMails = ({ mails: _mails, ...rest }: Outcome) => rest;

/** Why a world is not as it should be; empty when it is. */
function differences(outcome: Outcome, expected: Outcome = undisturbed): readonly string[] {
  const wrong = outcome.mails.filter(({ mails, state }) => mails > 1 || (state === 'sent' && mails !== 1));
  return [
    ...(JSON.stringify(withoutMails(outcome)) === JSON.stringify(withoutMails(expected))
      ? []
      : [`${JSON.stringify(withoutMails(outcome))} instead of ${JSON.stringify(withoutMails(expected))}`]),
    ...(outcome.mails.length === expected.mails.length ? [] : [`${outcome.mails.length} mails settled`]),
    ...wrong.map(({ code, mails, state }) => `${mails} mails to ${code}, which is ${state}`),
    ...outcome.mails.filter(({ state }) => state === 'sending').map(({ code }) => `the mail to ${code} hangs`),
  ];
}

const functions = ['accept-task', 'run-task', 'release-result', 'notify-municipality', 'receive-result'] as const;

describe('the undisturbed run', () => {
  test('answers the task once, mails each municipality once, and touches ports often enough to be disturbed', () => {
    expect(undisturbed.verified).toHaveLength(2);
    expect(undisturbed.mails.map(({ state, mails }) => [state, mails])).toEqual(
      Array.from({ length: 4 }, () => ['sent', 1]),
    );
    expect([undisturbed.deadLetters, undisturbed.rejected, undisturbed.chains]).toEqual([0, [], []]);
    expect(steps.flatMap(({ calls }) => calls).length).toBeGreaterThan(180);
  });
});

const disturbances = sampled(
  faultKinds.flatMap((kind) => functions.map((name) => [kind, name] as const)),
  6,
  6,
);

describe('a call goes wrong, and the message comes again', () => {
  test.for(disturbances)('%s in %s', async ([kind, name], { annotate }) => {
    const list = { name, kind, sample: name === 'run-task' || name === 'accept-task' ? 1 : 3 };
    const { tried, failures } = await failuresOf(steps, list, async (world) => differences(await outcomeOf(world)));
    expect(tried).toBeGreaterThan(0);
    await annotate(`${tried} calls`);
    expect(failures).toEqual([]);
  });
});

describe('messages', () => {
  test.each(isProof ? Array.from({ length: 40 }, (_, index) => index + 1) : [1])(
    'twice, late and in any order (seed %i)',
    async (seed) => {
      const world = copyWorld(asked);
      await ask(world, taskTwo);
      await drainInDisorder(world, seed);
      const outcome = await outcomeOf(world);
      expect(outcome.verified.filter((key) => key.endsWith(taskOne))).toHaveLength(2);
      expect(outcome.verified.filter((key) => key.endsWith(taskTwo))).toHaveLength(2);
      expect(outcome.releases.map(([key]) => key)).toEqual([`${taskOne}.json`, `${taskTwo}.json`]);
      expect([outcome.deadLetters, outcome.rejected, outcome.chains]).toEqual([0, [], []]);
      expect(outcome.mails.map(({ state }) => state)).toEqual(Array(8).fill('sent'));
      expect(world.mails).toHaveLength(8);
    },
  );

  test('in two copies at the same moment', async () => {
    const world = copyWorld(asked);
    await drainInPairs(world);
    expect(differences(await outcomeOf(world))).toEqual([]);
  });
});

describe('things that break in the middle', () => {
  test('the release key is disabled: dead letters are kept, and redriving them after repair loses nothing', async () => {
    const world = copyWorld(asked);
    const disabled = Object.assign(new Error('disabled'), { name: 'DisabledException' });
    const signer = { ...testKey('release').signer, signDigest: async () => await Promise.reject(disabled) };
    while (world.queue.length > 0) {
      const [message] = world.queue.splice(0, 1);
      if (message !== undefined) await deliver(world, message, { signer });
    }
    expect((await outcomeOf(world)).verified).toEqual([]);
    expect(world.dead.map(({ to }) => to)).toEqual(['release-result', 'release-result']);
    world.queue.push(...world.dead.splice(0).map((message) => ({ ...message, receives: 0 })));
    await drain(world);
    expect(differences(await outcomeOf(world))).toEqual([]);
  });

  test('the key of a municipality is disabled: its extract is left out and the others are answered', async () => {
    const world = copyWorld(asked);
    const { objects } = world.buckets.extracts;
    const refused = Object.assign(new Error('disabled'), { name: 'KMS.DisabledException', $metadata: {} });
    const get = objects.get.bind(objects);
    objects.get = (key) => {
      if (key.startsWith('0363/') && key.endsWith('.parquet')) throw refused;
      return get(key);
    };
    await drain(world);
    const { verified, releases, deadLetters } = await outcomeOf(world);
    expect([verified.length, deadLetters]).toEqual([2, 0]);
    expect(releases[0]?.[1]).toContain('"municipalities":3');
  });

  test('the disk is full while a task runs', async () => {
    const step = steps.find(({ message }) => message.to === 'run-task');
    if (step === undefined) throw new Error('nothing was run');
    const world = await deliverOnFullDisk(step.before, step.message);
    expect(world.queue.map(({ to, receives }) => [to, receives])).toContainEqual(['run-task', 1]);
    expect([...world.buckets.releases.objects.keys()].filter((key) => key.startsWith('task-'))).toEqual([]);
    await drain(world);
    expect(differences(await outcomeOf(world))).toEqual([]);
    await rm(world.directory, { recursive: true });
  });

  const jumps = isProof ? Array.from({ length: 20 }, (_, index) => index + 1) : [1];

  test.each(jumps)('the clock jumps, up to four minutes either way (seed %i)', async (seed) => {
    const world = copyWorld(asked);
    await drainWithJumps(world, seed, 4 * 60_000);
    expect(differences(await outcomeOf(world))).toEqual([]);
  });

  test.each(jumps)('the clock jumps, up to five days either way (seed %i)', async (seed) => {
    const world = copyWorld(asked);
    await drainWithJumps(world, seed, 5 * 86_400_000);
    const { verified, rejected, chains, deadLetters, mails } = await outcomeOf(world);
    const delivered = [...world.buckets.theirs.objects.keys()].filter((key) => key.startsWith('inbox/'));
    expect(delivered.length).toBeGreaterThan(0);
    expect(verified.length + rejected.filter((key) => key.endsWith('.reason.json')).length).toBe(delivered.length);
    expect([chains, deadLetters]).toEqual([[], 0]);
    expect(mails.filter((each) => each.mails !== 1)).toEqual([]);
  });
});

async function drainWithJumps(world: World, seed: number, most: number): Promise<void> {
  const random = seededRandom(seed);
  const start = world.milliseconds;
  while (world.queue.length > 0) {
    const [message] = world.queue.splice(0, 1);
    world.milliseconds = start + Math.round((random() - 0.5) * 2 * most);
    if (message !== undefined) await deliver(world, message);
  }
}
