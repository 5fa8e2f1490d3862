import * as z from 'zod';
import { type ChainReport, verifyChain } from '../audit/verify-chain.ts';
import type { ObjectStore } from '../ports.ts';
import { Envelope } from '../protocol/envelope.ts';
import type { KeySet } from '../protocol/register.ts';
import { sha256 } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { checkSignature } from '../signing/verify-jws.ts';

/** What an audit of a provider looks at. */
export type AuditPorts = { readonly ledger: ObjectStore; readonly releases: ObjectStore; readonly keys: KeySet };

/** Outcome of an audit; `problems` is empty when everything fits. */
export type AuditReport = {
  readonly chain: ChainReport;
  readonly envelopes: number;
  readonly signed: number;
  readonly releases: number;
  readonly problems: readonly string[];
};

const Signed = z.looseObject({ action: z.string(), object: z.string(), result: z.string() });

/**
 * Checks the chain of the record, every signed envelope against it, and that each release has its entry in the ledger:
 * what is recorded and missing, and what is there and not recorded.
 */
export async function auditProvider(
  ports: AuditPorts,
  expected?: Parameters<typeof verifyChain>[1],
): Promise<AuditReport> {
  const chain = await verifyChain(ports.ledger, expected);
  const recorded = await recordedDigests(ports.ledger);
  const problems = chain.findings.map(({ key, problem, explanation }) => `${key}: ${problem}, ${explanation}`);
  const present = new Set<string>();
  const envelopes = (await ports.releases.list('envelopes/')).filter((key) => key.endsWith('.jws.json'));
  for (const key of envelopes) {
    const text = Buffer.from((await ports.releases.get(key))?.body ?? '').toString('utf8');
    const digest = sha256(text);
    present.add(digest);
    const problem = envelopeProblem(text, ports.keys);
    if (problem !== undefined) problems.push(`${key}: ${problem}`);
    if (!recorded.has(digest)) problems.push(`${key}: was signed, but the record has no event of it`);
  }
  for (const digest of recorded)
    if (!present.has(digest))
      problems.push(`envelope ${digest}: the record says that it was signed, but it is missing`);
  const released = (await ports.releases.list('')).filter((key) => /^[a-z0-9-]{16,64}\.json$/.test(key));
  const entries = new Set(await ports.ledger.list('releases/'));
  for (const key of released)
    if (!entries.has(`releases/${key}`)) problems.push(`${key}: was released without an entry in the ledger`);
  return { chain, envelopes: envelopes.length, signed: recorded.size, releases: released.length, problems };
}

function envelopeProblem(text: string, keys: KeySet): string | undefined {
  const checked = checkSignature(text, keys, jwsTypes.envelope);
  if (checked.status === 'invalid') return checked.reason;
  return Envelope.safeParse(checked.payload).success ? undefined : 'its signed content is no envelope';
}

/** Digests of the envelopes that the record says were signed. */
async function recordedDigests(ledger: ObjectStore): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for (const key of await ledger.list('audit/')) {
    const event = Signed.safeParse(parseJson(Buffer.from((await ledger.get(key))?.body ?? '').toString('utf8'))).data;
    const digest = event?.action === 'release' ? /\/envelope\/([0-9a-f]{64})$/.exec(event.object)?.[1] : undefined;
    if (digest !== undefined) digests.add(digest);
  }
  return digests;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
