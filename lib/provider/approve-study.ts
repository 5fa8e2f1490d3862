import { Failure } from '../failure.ts';
import type { Clock, ObjectStore, Signer } from '../ports.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import type { Approval } from '../protocol/message.ts';
import { storeApproval } from '../register/approvals.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { studyDigest } from '../signing/canonical.ts';

/** A person's decision to let a submitted study run. */
export type ApprovalRequest = {
  readonly register: ObjectStore;
  readonly signer: Signer;
  readonly provider: ProviderId;
  readonly studyId: string;
  readonly version: number;
  readonly approver: string;
  readonly days: number;
  readonly release: Approval['release'];
  readonly clock: Clock;
};

/** Signs an approval of exactly the study that was submitted; it expires after the given days. */
export async function approveStudy(request: ApprovalRequest): Promise<Approval> {
  const study = await openRegister(request.register).studies.read(registerKeys.study(request.studyId, request.version));
  if (study === undefined) {
    throw new Failure(
      'wrong-use',
      'unknown-study',
      `no study ${request.studyId} version ${request.version} was submitted`,
      'ask the researcher to submit it',
    );
  }
  const now = request.clock();
  const approval: Approval = {
    schema: 'vroegzicht-approval/1',
    studyId: study.study,
    version: study.version,
    studyDigest: studyDigest(study),
    provider: request.provider,
    approver: request.approver,
    approvedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + request.days * 86_400_000).toISOString(),
    maximumRuns: 10,
    maximumRounds: 0,
    release: request.release,
  };
  await storeApproval(request.register, approval, request.signer);
  return approval;
}
