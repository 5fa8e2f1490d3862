import { recordEvent } from '../audit/record.ts';
import { Failure } from '../failure.ts';
import type { ResearcherId } from '../protocol/identifiers.ts';
import type { RegisteredResearcher } from '../protocol/register.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { type EnvelopeBody, signEnvelope } from '../signing/sign-envelope.ts';
import type { ReleasePorts } from './ports.ts';
import { envelopeOf } from './sequence.ts';

/** What goes to whom: `name` is the key of the source without `.json`. */
export type Delivery = {
  readonly name: string;
  readonly researcher: ResearcherId;
  readonly body: EnvelopeBody;
  readonly approvedBy: string | null;
};

/**
 * Signs once, stores, then delivers the stored bytes to the inbox that the register names. Every step is create-only;
 * a marker after the last one makes a repeat cheap.
 */
export async function deliver(delivery: Delivery, ports: ReleasePorts): Promise<'delivered' | 'already-delivered'> {
  const marker = `deliveries/${delivery.name}.json`;
  if ((await ports.releases.get(marker)) !== undefined) return 'already-delivered';
  const researcher = await destination(delivery.researcher, ports);
  const text = await envelopeOf(ports.releases, delivery, async (place) => {
    const { name, body, approvedBy } = delivery;
    const { provider: iss, codeVersion, now } = ports;
    const jti = sha256(`${iss}/${name}`).slice(0, 32);
    const about = { iss, aud: delivery.researcher, sub: body.taskId, jti, iat: now().toISOString() };
    return await signEnvelope({ ...about, ...place, codeVersion, approvedBy, body }, ports.signer);
  });
  const digest = sha256(text);
  await recordEvent(ports.ledger, {
    action: 'release',
    object: `task/${delivery.body.taskId}/envelope/${digest}`,
    result: 'signed',
    origin: 'release-result',
    actor: ports.provider,
    timestamp: ports.now().toISOString(),
  });
  const { bucket, prefix } = researcher.inbox;
  const key = `${folder(prefix)}/${ports.provider}/${delivery.body.taskId}/${digest}.jws.json`;
  const options = { contentType: 'application/json', bucketOwner: researcher.accountId };
  await ports.researcherInbox(bucket).create(key, Buffer.from(text), options);
  await ports.releases.create(marker, canonicalBytes({ schema: 'vroegzicht-delivery/1', digest, bucket, key }));
  return 'delivered';
}

async function destination(id: ResearcherId, ports: ReleasePorts): Promise<RegisteredResearcher> {
  const found = await openRegister(ports.register).researchers.read(registerKeys.researcher(id));
  if (found !== undefined) return found;
  throw new Failure(
    'node-failed',
    'unknown-researcher',
    `the register has no researcher ${id}`,
    'register the researcher again',
  );
}

/** The registered prefix without slashes at its end; `inbox` when none is named. */
function folder(prefix: string): string {
  return prefix.replace(/\/+$/, '') || 'inbox';
}
