import { discloseRound } from '../disclosure/release.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import type { RoundEvidence, RoundJob } from '../protocol/rounds.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import type { Evidence, Sums } from '../rounds/evidence.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { sealEvidence } from '../signing/encrypt-evidence.ts';

/** Where a round stands in its chain. */
export type Place = { readonly provider: ProviderId; readonly chain: Sha256; readonly head: Sha256 };

async function keyOf(register: ObjectStore, party: ProviderId) {
  const found = await openRegister(register).providers.read(registerKeys.provider(party));
  if (found?.exchangeKey !== undefined) return found.exchangeKey;
  throw new Failure('node-failed', 'no-exchange-key', `the register has no exchange key of ${party}`, 'register it');
}

/** The body of a round: the sums sealed to every other party, and to nobody else; without sums it says `withheld`. */
export async function sealedBody(
  job: RoundJob,
  { provider, chain, head }: Place,
  sums: Sums | null,
  register: ObjectStore,
): Promise<RoundEvidence> {
  const sealed: { to: ProviderId; jwe: string }[] = [];
  if (sums !== null) {
    const evidence: Evidence = { schema: 'vroegzicht-evidence/1', chain, head, round: job.round, provider, sums };
    for (const to of job.parties.filter((party) => party !== provider))
      sealed.push({ to, jwe: await sealEvidence(canonicalBytes(evidence), await keyOf(register, to)) });
  }
  return discloseRound({
    schema: 'vroegzicht-round/1',
    taskId: job.taskId,
    provider,
    studyId: job.study.study,
    version: job.study.version,
    studyDigest: job.studyDigest,
    model: job.model,
    chain,
    parties: job.parties,
    attempt: job.attempt,
    round: job.round,
    head,
    state: sums === null ? 'withheld' : 'evidence',
    sealed,
  });
}
