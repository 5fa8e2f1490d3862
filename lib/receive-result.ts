import { recordEvent } from './audit/record.ts';
import type { Clock, ObjectStore } from './ports.ts';
import type { Envelope } from './protocol/envelope.ts';
import type { ResearcherId, Sha256 } from './protocol/identifiers.ts';
import type { RegisteredProvider } from './protocol/register.ts';
import { type Delivered, deliveredAt } from './receive-result/delivered.ts';
import { claimPlace } from './receive-result/replay.ts';
import { openRegister, registerKeys } from './register/register.ts';
import { canonicalBytes, sha256 } from './signing/canonical.ts';
import { type EnvelopeExpectation, openEnvelope } from './signing/open-envelope.ts';

/**
 * What receive-result works with: the researcher's bucket, which holds `inbox/` and also the researcher's own
 * `providers/<id>.json` (keys) and `studies/<id>/<version>.json` (what was asked).
 */
export type ReceivePorts = {
  readonly inbox: ObjectStore;
  readonly researcher: ResearcherId;
  readonly estimate: EnvelopeExpectation['estimate'];
  readonly now: Clock;
};

/** What became of a delivered file; a rejected one has a code. */
export type Reception = { readonly result: 'verified' | 'rejected' | 'ignored'; readonly code?: string };

type Judgement = { readonly code: string; readonly reason: string } | { readonly envelope: Envelope };

/** Verifies a delivered file and copies it to `verified/...`, or to `rejected/...` with the reason beside it. */
export async function receiveResult(key: string, ports: ReceivePorts): Promise<Reception> {
  const found = key.startsWith('inbox/') ? await ports.inbox.get(key) : undefined;
  if (found === undefined) return { result: 'ignored' };
  const delivered = deliveredAt(key);
  const judgement =
    delivered === undefined
      ? { code: 'misplaced', reason: 'its place is not inbox/<provider>/<task>/<digest>.jws.json' }
      : await judge(found.body, delivered, ports);
  const rest = key.slice('inbox/'.length);
  const isVerified = 'envelope' in judgement;
  await record(key, delivered, isVerified ? 'verified' : judgement.code, ports);
  if (isVerified) {
    await ports.inbox.create(`verified/${rest}`, found.body, { contentType: 'application/json' });
    return { result: 'verified' };
  }
  await ports.inbox.create(`rejected/${rest}`, found.body);
  await ports.inbox.create(`rejected/${rest}.reason.json`, canonicalBytes(judgement));
  return { result: 'rejected', code: judgement.code };
}

async function judge(body: Uint8Array, delivered: Delivered, ports: ReceivePorts): Promise<Judgement> {
  const digest = sha256(body);
  if (digest !== delivered.digest) return { code: 'altered', reason: 'its content is not what its name says' };
  const { providers } = openRegister(ports.inbox);
  const provider = await providers.read(registerKeys.provider(delivered.provider));
  if (provider === undefined) return { code: 'unknown-provider', reason: 'there are no keys of this provider' };
  const judgement = await open(Buffer.from(body).toString('utf8'), provider, ports);
  if (!('envelope' in judgement)) return judgement;
  const { envelope } = judgement;
  if (envelope.sub !== delivered.taskId) return { code: 'misplaced', reason: 'it is about another task' };
  return (await claim(envelope, digest, ports)) ?? judgement;
}

async function open(text: string, provider: RegisteredProvider, ports: ReceivePorts): Promise<Judgement> {
  const expected: EnvelopeExpectation = {
    keys: provider.releaseKeys,
    now: ports.now(),
    issuer: provider.id,
    audience: ports.researcher,
    estimate: ports.estimate,
  };
  const opened = openEnvelope(text, expected);
  if (opened.status === 'rejected') return opened;
  const { body } = opened.envelope;
  if (body.schema !== 'vroegzicht-release/1') return opened;
  const study = await openRegister(ports.inbox).studies.read(registerKeys.study(body.studyId, body.version));
  if (study === undefined)
    return { code: 'unknown-study', reason: 'this version of the study was not asked from here' };
  return openEnvelope(text, { ...expected, study });
}

async function claim(envelope: Envelope, digest: Sha256, ports: ReceivePorts): Promise<Judgement | undefined> {
  const isFirst = await claimPlace(ports.inbox, envelope, digest);
  return isFirst ? undefined : { code: 'replayed', reason: 'another envelope has its id or its place in the sequence' };
}

async function record(
  key: string,
  delivered: Delivered | undefined,
  result: string,
  ports: ReceivePorts,
): Promise<void> {
  await recordEvent(ports.inbox, {
    action: 'receive',
    object: key.slice(0, 300),
    result,
    origin: delivered?.provider ?? 'unknown',
    actor: ports.researcher,
    timestamp: ports.now().toISOString(),
  });
}
