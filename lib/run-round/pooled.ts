import type { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import type { RoundJob } from '../protocol/rounds.ts';
import { bodyDigestOf, chainOf, firstHead, nextHead } from '../rounds/chain.ts';
import { Evidence, poolSums, type Sums } from '../rounds/evidence.ts';
import type { Transcript } from '../rounds/path.ts';
import type { RoundState } from './state.ts';

/** The chain up to a round, or why the round cannot be taken. */
export type ChainSoFar =
  | { readonly status: 'joined'; readonly chain: Sha256; readonly head: Sha256; readonly transcript: Transcript }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string; readonly remedy: string };

const again = 'relay the delivered files of the round before unchanged; if that does not help, start a new attempt';
const refused = (code: string, reason: string): ChainSoFar => ({ status: 'refused', code, reason, remedy: again });

function parsed(text: string): Evidence | undefined {
  try {
    return Evidence.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** One party's sums, if they are about this very round of the chain and follow the same head. */
function sumsOf(text: string, provider: ProviderId, previous: RoundState): Sums | undefined {
  const evidence = parsed(text);
  const fits =
    evidence !== undefined &&
    evidence.provider === provider &&
    evidence.chain === previous.chain &&
    evidence.head === previous.head &&
    evidence.round === previous.round;
  return fits ? evidence.sums : undefined;
}

/**
 * Joins this provider's own evidence of the round before with that of the others. The head that they all carry ties them to the same
 * specification and to every earlier answer; older, foreign or missing evidence is refused.
 */
export function chainSoFar(job: RoundJob, provider: ProviderId, previous: RoundState | undefined): ChainSoFar {
  const chain = chainOf(job);
  if (job.round === 0) return { status: 'joined', chain, head: firstHead(chain), transcript: [] };
  if (previous === undefined || previous.own === null)
    return refused('round-out-of-order', `round ${job.round - 1} of this chain was not answered with evidence here`);
  const parts: { provider: ProviderId; bodyDigest: Sha256; sums: Sums }[] = [];
  for (const party of job.parties) {
    const opened = job.opened.find((each) => each.provider === party);
    if (party === provider) parts.push({ provider, bodyDigest: bodyDigestOf(previous.body), sums: previous.own });
    else {
      const sums = opened === undefined ? undefined : sumsOf(opened.evidence, party, previous);
      if (opened === undefined || sums === undefined)
        return refused('other-evidence', `the evidence of ${party} does not continue this chain`);
      parts.push({ provider: party, bodyDigest: opened.bodyDigest, sums });
    }
  }
  const pooled = poolSums(parts.map(({ sums }) => sums));
  if (pooled === undefined) return refused('other-evidence', 'the evidence of the parties is not of one shape');
  const transcript = [...previous.transcript, pooled];
  return { status: 'joined', chain, head: nextHead(previous.head, parts), transcript };
}
