import type { Sha256 } from '../protocol/identifiers.ts';
import type { RoundMessage } from '../protocol/message.ts';
import type { RegisteredProvider } from '../protocol/register.ts';
import type { ReceivedEvidence, RoundEvidence } from '../protocol/rounds.ts';
import { bodyDigestOf } from '../rounds/chain.ts';
import { canonicalText } from '../signing/canonical.ts';
import { openEvidence } from '../signing/encrypt-evidence.ts';
import { openEnvelope } from '../signing/open-envelope.ts';
import type { AcceptPorts } from './ports.ts';
import { evidenceObjection, type Objection } from './refusals.ts';

type Expected = { readonly chain: Sha256; readonly others: readonly RegisteredProvider[] };

/**
 * The evidence of every other party for the round before, in the order of the parties: signed by it for this researcher, about this chain
 * and round, and sealed to this provider so that it opens. Anything else is an objection that names the party.
 */
export async function receivedEvidence(
  message: RoundMessage,
  expected: Expected,
  ports: AcceptPorts,
): Promise<readonly ReceivedEvidence[] | Objection> {
  const { others } = expected;
  const wanted = message.round === 0 ? 0 : others.length;
  if (message.evidence.length !== wanted)
    return evidenceObjection('the parties', `there are ${message.evidence.length} files, ${wanted} are needed`);
  const received: ReceivedEvidence[] = [];
  for (const [index, text] of message.evidence.entries()) {
    const party = others[index];
    if (party === undefined) return evidenceObjection('the parties', 'there are too many files');
    const found = await checked(text, message, { party, chain: expected.chain }, ports);
    if (typeof found === 'string') return evidenceObjection(party.id, found);
    received.push(found);
  }
  return received;
}

async function checked(
  text: string,
  message: RoundMessage,
  { party, chain }: { readonly party: RegisteredProvider; readonly chain: Sha256 },
  ports: AcceptPorts,
): Promise<ReceivedEvidence | string> {
  const opened = openEnvelope(text, {
    keys: party.releaseKeys,
    now: ports.now(),
    issuer: party.id,
    audience: message.from,
    estimate: () => [],
  });
  if (opened.status === 'rejected') return opened.reason;
  const { body } = opened.envelope;
  if (body.schema !== 'vroegzicht-round/1') return 'it is no evidence of a round';
  const fault = mismatch(body, message, chain);
  if (fault !== undefined) return fault;
  const sealed = body.sealed.filter(({ to }) => to === ports.provider);
  const [mine] = sealed;
  if (mine === undefined || sealed.length > 1) return 'it is not sealed to this provider';
  if ((await openEvidence(mine.jwe, ports.unwrapKey)) === undefined) return 'the exchange key does not open it';
  return { provider: party.id, bodyDigest: bodyDigestOf(body), jwe: mine.jwe };
}

/** What of a body does not fit the round before this one. */
function mismatch(body: RoundEvidence, message: RoundMessage, chain: Sha256): string | undefined {
  if (body.studyDigest !== message.studyDigest || body.model !== message.model || body.chain !== chain)
    return 'it is about another chain';
  if (canonicalText(body.parties) !== canonicalText(message.parties) || body.attempt !== message.attempt)
    return 'it is about other parties or another attempt';
  if (body.round !== message.round - 1) return `it is of round ${body.round}, not of round ${message.round - 1}`;
  return body.state === 'evidence' ? undefined : 'it says that this provider withholds';
}
