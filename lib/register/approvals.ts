import type { ObjectStore, Signer } from '../ports.ts';
import type { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import { Approval } from '../protocol/message.ts';
import type { KeySet } from '../protocol/register.ts';
import { sha256 } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { isValidAt } from '../signing/keys.ts';
import { signJws } from '../signing/sign-jws.ts';
import { checkSignature } from '../signing/verify-jws.ts';
import { registerKeys } from './register.ts';

/** An approval that counts, with the digest of the signed file, or why there is none. */
export type ApprovalState =
  | { readonly status: 'approved'; readonly approval: Approval; readonly approvalDigest: Sha256 }
  | { readonly status: 'missing' | 'invalid' | 'not-yet-valid' | 'expired' };

/** Whose decision is looked for, and by which keys it must be signed. */
export type ApprovalQuestion = {
  readonly studyDigest: Sha256;
  readonly provider: ProviderId;
  readonly approverKeys: KeySet;
  readonly now: Date;
};

/** Keys of the approvals of a study, oldest first: `<digest>.jws.json`, and after that has expired `<digest>.2.jws.json`, ... */
export async function approvalKeys(register: ObjectStore, studyDigest: string): Promise<readonly string[]> {
  const found = await register.list(`approvals/${studyDigest}`);
  return found
    .flatMap((key) => numberOf(key) ?? [])
    .toSorted((left, right) => left - right)
    .map((number) => registerKeys.approval(studyDigest, number));
}

function numberOf(key: string): number | undefined {
  const match = /^approvals\/[0-9a-f]{64}(?:\.([1-9]\d{0,3}))?\.jws\.json$/.exec(key);
  return match === null ? undefined : Number(match[1] ?? 1);
}

/** Signs a decision with the approver's key and stores it create-only, after the approvals that stand already. */
export async function storeApproval(
  register: ObjectStore,
  approval: Approval,
  signer: Signer,
  earlier = 0,
): Promise<'created' | 'exists'> {
  const checked = Approval.parse(approval);
  const text = await signJws(checked, jwsTypes.approval, signer);
  return await register.create(registerKeys.approval(checked.studyDigest, earlier + 1), Buffer.from(text), {
    contentType: 'application/json',
  });
}

/** Reads the newest approval of exactly this study digest at this provider, verifies it, and says whether it counts now. */
export async function readApproval(register: ObjectStore, question: ApprovalQuestion): Promise<ApprovalState> {
  const found = await verifiedApproval(register, question);
  if (typeof found === 'string') return { status: found };
  const now = question.now.toISOString();
  if (new Date(found.approval.approvedAt).toISOString() > now) return { status: 'not-yet-valid' };
  if (new Date(found.approval.expiresAt).toISOString() <= now) return { status: 'expired' };
  return { status: 'approved', ...found };
}

/** As `readApproval`, whatever its dates: who once approved a study stays known after the approval has expired. */
export async function verifiedApproval(
  register: ObjectStore,
  question: Omit<ApprovalQuestion, 'now'>,
): Promise<{ readonly approval: Approval; readonly approvalDigest: Sha256 } | 'missing' | 'invalid'> {
  const newest = (await approvalKeys(register, question.studyDigest)).at(-1);
  const found = newest === undefined ? undefined : await register.get(newest);
  if (found === undefined) return 'missing';
  const text = Buffer.from(found.body).toString('utf8');
  const verified = checkSignature(text, question.approverKeys, jwsTypes.approval);
  const approval = verified.status === 'verified' ? Approval.safeParse(verified.payload).data : undefined;
  if (verified.status === 'invalid' || approval === undefined) return 'invalid';
  const isForThis = approval.studyDigest === question.studyDigest && approval.provider === question.provider;
  if (!isForThis || !isValidAt(verified.key, new Date(approval.approvedAt))) return 'invalid';
  return { approval, approvalDigest: sha256(text) };
}
