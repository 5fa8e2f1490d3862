import * as z from 'zod';
import type { Clock, ObjectStore, Signer } from '../ports.ts';
import type { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import { Approval } from '../protocol/message.ts';
import type { KeySet, PublicKey } from '../protocol/register.ts';
import { approvalKeys, readApproval, verifiedApproval } from '../register/approvals.ts';
import { registerKeys } from '../register/register.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { publicKeyFromSpki } from '../signing/keys.ts';
import { checkSignature } from '../signing/verify-jws.ts';

/** What decisions on a study are read with; `approverKeys` are former approval keys that still count, as accept-task has them. */
export type Decisions = {
  readonly register: ObjectStore;
  readonly signer: Pick<Signer, 'spki'>;
  readonly approverKeys: readonly PublicKey[];
  readonly provider: ProviderId;
  readonly clock: Clock;
};

/** Where a study stands at a provider; `proposed` waits for a second person. */
export type Decision =
  | { readonly state: 'waiting' | 'rejected'; readonly approval?: undefined }
  | { readonly state: 'proposed' | 'approved' | 'expired'; readonly approval: Approval };

/** The first decision of two. */
export const Proposal = z.strictObject({ schema: z.literal('vroegzicht-proposal/1'), approval: Approval });

/** Keys under which a decision counts: the present one, and former ones that still stand in the settings. */
export async function decisionKeys({ signer, approverKeys }: Decisions): Promise<KeySet> {
  const present = publicKeyFromSpki(await signer.spki());
  return { keys: [present, ...approverKeys.filter(({ kid }) => kid !== present.kid)] };
}

/** The first decision of two for approval `number` of a study: `invalid` when its signature does not count. */
export async function readProposal(
  decisions: Decisions,
  digest: Sha256,
  number: number,
): Promise<Approval | 'invalid' | undefined> {
  const found = await decisions.register.get(registerKeys.proposal(digest, number));
  if (found === undefined) return undefined;
  const text = Buffer.from(found.body).toString('utf8');
  const verified = checkSignature(text, await decisionKeys(decisions), jwsTypes.approval);
  return (
    (verified.status === 'verified' ? Proposal.safeParse(verified.payload).data?.approval : undefined) ?? 'invalid'
  );
}

/** What was decided on a study, as accept-task would see it now. */
export async function decisionOn(decisions: Decisions, studyDigest: Sha256): Promise<Decision> {
  const { register, provider, clock } = decisions;
  const question = { studyDigest, provider, approverKeys: await decisionKeys(decisions), now: clock() };
  const present = await readApproval(register, question);
  if (present.status === 'approved') return { state: 'approved', approval: present.approval };
  if ((await register.get(registerKeys.rejection(studyDigest))) !== undefined) return { state: 'rejected' };
  const earlier = await approvalKeys(register, studyDigest);
  const proposal = await readProposal(decisions, studyDigest, earlier.length + 1);
  if (proposal !== undefined && proposal !== 'invalid') return { state: 'proposed', approval: proposal };
  const last = present.status === 'expired' ? await verifiedApproval(register, question) : 'missing';
  return typeof last === 'string' ? { state: 'waiting' } : { state: 'expired', approval: last.approval };
}
