import { rm } from 'node:fs/promises';
import { compactDecrypt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { Envelope } from '../../lib/protocol/envelope.ts';
import { Jws, ResearcherMessage } from '../../lib/protocol/message.ts';
import { RoundJob, StoredModel } from '../../lib/protocol/rounds.ts';
import { listModels } from '../../lib/provider/models.ts';
import { reviewRelease } from '../../lib/provider/releases.ts';
import { roundTaskId } from '../../lib/rounds/chain.ts';
import { Evidence } from '../../lib/rounds/evidence.ts';
import { sameModels } from '../../lib/rounds/same-models.ts';
import { runRound } from '../../lib/run-round.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { modelWords } from '../../lib/study/collect-models.ts';
import { driveRounds } from '../../lib/study/rounds.ts';
import { fitModels } from '../../lib/study/rounds-models.ts';
import { testKey } from '../support/keys.ts';
import { now, researcherId } from './parties.ts';
import {
  chain,
  copyOfWorld,
  delivered,
  drive,
  type Prepared,
  patience,
  prepare,
  providers,
  start,
  study,
  type World,
} from './world.ts';

let prepared: Prepared;
let third: World;

/** Two providers that answered rounds 0 to 2 of both models; `begun()` gives a copy. */
beforeAll(async () => {
  prepared = await prepare();
  third = await start(prepared);
  for (const model of ['reached', 'return']) await drive(third, model, 3).catch(() => undefined);
}, 60_000);
afterAll(async () => await rm(prepared.root, { recursive: true }));

const begun = () => copyOfWorld(third, prepared.root);

/** Sends provider b a round with the given files, signed as the researcher does. */
async function relay(world: World, round: number, evidence: readonly string[], changes: object = {}) {
  const message = {
    schema: 'vroegzicht-message/1',
    messageId: roundTaskId(chain(world), round),
    from: researcherId,
    to: world.b.id,
    issuedAt: now.toISOString(),
    kind: 'round',
    studyId: study.study,
    version: 1,
    studyDigest: studyDigest(study),
    model: 'return',
    parties: providers(world),
    attempt: 1,
    round,
    evidence,
  };
  const sent = { ...message, ...changes };
  await world.work(world.b, await signJws(sent, jwsTypes.message, testKey('researcher').signer));
  const refusal = world.b.releases.text(`refusals/${sent.messageId}.json`) ?? '{}';
  return z.object({ code: z.string().optional() }).parse(JSON.parse(refusal)).code;
}

describe('a chain of rounds over two providers', () => {
  test.each(['return', 'reached'])('ends with one model, signed the same by both: %s', async (model) => {
    const world = begun();
    const result = await drive(world, model);
    if (result.status !== 'finished') throw new Error(JSON.stringify(result));
    expect(result.round).toBeLessThanOrEqual(8);
    expect(result.release).toMatchObject({ status: 'released', municipalities: 7, parties: providers(world) });
    expect(result.release.coefficients.map(({ value }) => typeof value)).not.toContain('object');
    const models = [world.a, world.b].map(({ releases }) => {
      const key = `models/${result.release.taskId}.json`;
      return StoredModel.parse(JSON.parse(releases.text(key) ?? '{}')).body;
    });
    expect(sameModels(models)).toBe(true);
    expect((await verifyChain(world.b.ledger)).findings).toEqual([]);
  });

  test('a driver that is killed goes on from the inbox, and gets the same model as one that is not', async () => {
    const world = begun();
    const resumed = await drive(world);
    const again = await drive(begun());
    if (again.status !== 'finished' || resumed.status !== 'finished') throw new Error('not finished');
    // encryption is random, so only the hashes differ
    expect({ ...resumed.release, head: '' }).toEqual({ ...again.release, head: '' });
    expect(resumed.release).toMatchObject({ status: 'released', rounds: resumed.round });
    expect(world.a.jobs.writes.length).toBe(resumed.round + 1 - 3);
    const calls = world.acceptance.length;
    expect(await drive(world)).toEqual(resumed);
    expect(world.acceptance).toHaveLength(calls);
  });

  test('a provider that is away is waited for and named, and the chain goes on when it is back', async () => {
    const world = begun();
    world.away.add('provider-b');
    let looks = 0;
    const stop = { until: now, pause: async () => void (looks += 1) };
    const request = { study, model: 'return', providers: providers(world), attempt: 1 };
    const waiting = await driveRounds(request, world.desk, stop);
    expect(waiting).toMatchObject({ status: 'waiting', round: 3, away: ['provider-a', 'provider-b'] });
    await world.pump();
    expect(await driveRounds(request, world.desk, stop)).toMatchObject({ status: 'waiting', away: ['provider-b'] });
    world.away.clear();
    expect(await drive(world)).toMatchObject({ status: 'finished' });
    expect(world.b.jobs.writes.length).toBe(world.a.jobs.writes.length);
  });

  test('a provider with one municipality refuses, is named, and the other goes on alone', async () => {
    const world = await start(prepared, { second: 4 });
    const told: string[] = [];
    const tell = (step: string, detail = {}) => void told.push(`${step} ${Object.values(detail).join(' ')}`);
    const [fitted] = await fitModels({
      study,
      providers: providers(world),
      attempt: 1,
      desk: world.desk,
      patience: { ...patience(world), tell },
    });
    expect(told.slice(0, 2)).toEqual(['return: counts 2 of 2 providers', 'return: counts 1 of 1 providers']);
    expect(fitted === undefined ? '' : modelWords(fitted)).toMatch(
      /^return: fitted by provider-a, alone; without provider-b \(too-few-municipalities: .+\)$/,
    );
    expect(fitted?.without).toMatchObject([{ provider: 'provider-b' }]);
    expect(fitted?.without[0]?.reason).toContain('too-few-municipalities');
    expect(fitted).toMatchObject({ status: 'finished', parties: ['provider-a'] });
    expect(fitted?.rows.map(({ measure }) => measure)).toContain('hazard-ratio');
  });

  test('a held model waits for a person and is delivered after the decision', async () => {
    const world = await start(prepared, { release: 'review' });
    await expect(drive(world)).rejects.toThrow('killed');
    for (const each of [world.a, world.b]) {
      const [key = ''] = [...each.releases.objects.keys()].filter((name) => name.startsWith('models/'));
      const taskId = key.slice('models/'.length, -'.json'.length);
      expect(each.releases.objects.has(`notices/${taskId}-waiting-for-review.json`)).toBe(true);
      expect(await listModels(each.releases)).toMatchObject([{ state: 'waiting-for-review' }]);
      const ports = { releases: each.releases, register: each.register, clock: () => now };
      await reviewRelease(ports, { taskId, decision: 'approved', by: 'J. Jansen' });
      await world.deliver(each);
    }
    expect(await drive(world)).toMatchObject({ status: 'finished', release: { status: 'released' } });
  });
});

describe('the same round again', () => {
  const job = (world: World) => {
    const text = third.b.jobs.text(`${roundTaskId(chain(world), 2)}.json`) ?? '';
    const limits = { clock: () => now, workDirectory: prepared.root, memoryMegabytes: 256, threads: 1 };
    return { job: RoundJob.parse(JSON.parse(text)), ports: { ...world.b, provider: world.b.id, ...limits } };
  };

  test('changes nothing when it was answered', async () => {
    const world = begun();
    const before = world.b.releases.writes.length;
    expect(await runRound(job(world).job, job(world).ports)).toBe('already-stored');
    expect(world.b.releases.writes.length).toBe(before);
  });

  test('gives the same bytes when it was cut off before its evidence was handed over', async () => {
    const world = begun();
    const key = `evidence/${roundTaskId(chain(world), 2)}.json`;
    const bytes = world.b.releases.text(key);
    world.b.releases.objects.delete(key);
    expect(await runRound(job(world).job, job(world).ports)).toBe('round-stored');
    expect(world.b.releases.text(key)).toBe(bytes);
  });
});

describe('a provider refuses to go on', () => {
  const goOn = async (world: World) => await relay(world, 3, [delivered(world, world.a, 2)]);

  test('when a municipality left since the first round', async () => {
    const world = begun();
    const { register } = world.b;
    register.objects.delete('municipalities/9104.json');
    expect(await goOn(world)).toBe('data-changed');
  });

  test('when it did not answer the round before', async () => {
    const world = begun();
    world.b.releases.objects.delete(`rounds/${chain(world)}/02.json`);
    expect(await goOn(world)).toBe('round-out-of-order');
  });

  test('when a party stands at another head: its evidence continues another chain', async () => {
    const world = begun();
    const key = `rounds/${chain(world)}/02.json`;
    const state = world.b.releases.objects.get(key);
    const changed = (world.b.releases.text(key) ?? '').replace(/"head":"[0-9a-f]{8}/g, '"head":"00000000');
    if (state !== undefined) world.b.releases.objects.set(key, { ...state, body: Buffer.from(changed) });
    expect(await goOn(world)).toBe('other-evidence');
  });
});

describe('what a researcher who relays can do', () => {
  test('read nothing: every body holds ciphertexts, and only the named provider opens its own', async () => {
    const world = begun();
    const text = delivered(world, world.a, 1);
    const { body } = Envelope.parse(JSON.parse(payloadOf(text)));
    const jwe = body.schema === 'vroegzicht-round/1' ? (body.sealed[0]?.jwe ?? '') : '';
    const opened = await compactDecrypt(jwe, world.b.privateKey);
    const { sums } = Evidence.parse(JSON.parse(Buffer.from(opened.plaintext).toString()));
    if (sums.kind !== 'evaluation') throw new Error('no evaluation');
    expect(sums.information).toHaveLength(2);
    await expect(compactDecrypt(jwe, world.a.privateKey)).rejects.toThrow('decryption');
    for (const value of [sums.logLikelihood, ...sums.score])
      for (const [key, object] of world.inbox.objects)
        expect(Buffer.from(object.body).includes(String(value)), key).toBe(false);
  });

  test('ask no coefficients of its own: a message has no place for them', async () => {
    const world = await start(prepared);
    const message = { kind: 'round', coefficients: [0, 0] };
    expect(ResearcherMessage.safeParse(message).error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(
      true,
    );
    expect(await relay(world, 0, [], { coefficients: [4, -3] })).toBe('malformed-message');
  });

  const attacks: readonly (readonly [string, (world: World) => readonly string[], string])[] = [
    ['older evidence', (world) => [delivered(world, world.a, 1)], 'evidence-not-valid'],
    ["the provider's own evidence", (world) => [delivered(world, world.b, 2)], 'evidence-not-valid'],
    ['none', () => [], 'evidence-not-valid'],
    ['evidence twice', (world) => [delivered(world, world.a, 2), delivered(world, world.a, 2)], 'evidence-not-valid'],
    ['altered evidence', (world) => [flipped(delivered(world, world.a, 2))], 'evidence-not-valid'],
    ['evidence of another model', (world) => [delivered(world, world.a, 2, 'reached')], 'evidence-not-valid'],
  ];
  test.each(attacks)('relaying %s is refused and recorded', async (_, forged, code) => {
    const world = begun();
    expect(await relay(world, 3, forged(world))).toBe(code);
    const results = [...world.b.ledger.objects.keys()].map((key) => world.b.ledger.text(key) ?? '');
    expect(results.some((event) => event.includes(`"result":"${code}"`))).toBe(true);
    expect(world.b.releases.objects.has(`rounds/${chain(world)}/03.json`)).toBe(false);
  });

  test.each([
    ['skipping a round', 4, {}, 'evidence-not-valid'],
    ['more rounds than the approval allows', 9, {}, 'no-rounds-left'],
    ['another id for the same round', 3, { messageId: 'round-00000000000000000000000000000000-03' }, 'wrong-round-id'],
    ['a party that this provider does not know', 0, { parties: ['provider-b', 'provider-x'] }, 'wrong-parties'],
    ['rounds that this provider is no party of', 0, { parties: ['provider-a'] }, 'wrong-parties'],
    ['an unknown model', 0, { model: 'other' }, 'unknown-model'],
  ])('%s is refused', async (_, round, changes, code) => {
    const world = begun();
    const fresh = { messageId: `round-${'1'.repeat(32)}-${round}`, ...changes };
    const evidence = round === 0 ? [] : [delivered(world, world.a, 2)];
    expect(await relay(world, round, evidence, round === 0 ? fresh : changes)).toBe(code);
  });
});

const payloadOf = (text: string) => Buffer.from(Jws.parse(JSON.parse(text)).payload, 'base64url').toString();

/** The same file with one character of its payload changed. */
function flipped(text: string): string {
  const jws = Jws.parse(JSON.parse(text));
  const middle = Math.floor(jws.payload.length / 2);
  const other = jws.payload[middle] === 'A' ? 'B' : 'A';
  const payload = `${jws.payload.slice(0, middle)}${other}${jws.payload.slice(middle + 1)}`;
  return JSON.stringify({ ...jws, payload });
}
