import { RoundJob, type RoundRequest } from '../protocol/rounds.ts';
import { openEvidence } from '../signing/encrypt-evidence.ts';
import type { AcceptPorts } from './ports.ts';

/** The job of an accepted round, with the evidence of the others opened; throws when the key service cannot open it now. */
export async function roundJob({ received, ...request }: RoundRequest, ports: AcceptPorts): Promise<RoundJob> {
  const opened = [];
  for (const { provider, bodyDigest, jwe } of received) {
    const bytes = await openEvidence(jwe, ports.unwrapKey);
    if (bytes === undefined) throw new TypeError(`the evidence of ${provider} opened once and does not now`);
    opened.push({ provider, bodyDigest, evidence: Buffer.from(bytes).toString('utf8') });
  }
  return RoundJob.parse({ schema: 'vroegzicht-round-job/1', ...request, opened });
}
