import * as z from 'zod';
import { Failure } from '../failure.ts';
import { Instant, ProviderId, Sha256, StudyId } from '../protocol/identifiers.ts';
import { approvalKeys } from '../register/approvals.ts';
import { registerKeys } from '../register/register.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { signJws } from '../signing/sign-jws.ts';
import type { DecisionDesk } from './approve-study.ts';
import { submittedStudy, tellSubmitters } from './submitted.ts';

/** `approvals/<digest>.rejected.jws.json`: a person's refusal of a version, for good. */
const Rejection = z.strictObject({
  schema: z.literal('vroegzicht-rejection/1'),
  studyId: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  provider: ProviderId,
  rejectedBy: z.string().min(1).max(120),
  reason: z.string().min(1).max(500),
  at: Instant,
});
export type Rejection = z.infer<typeof Rejection>;

/** Signs and stores a rejection and tells the researcher; what was approved before stays approved until it expires. */
export async function rejectStudy(
  desk: DecisionDesk,
  request: { readonly studyId: string; readonly version: number; readonly by: string; readonly reason: string },
): Promise<Rejection> {
  const study = await submittedStudy(desk.register, request.studyId, request.version);
  const digest = studyDigest(study);
  if ((await approvalKeys(desk.register, digest)).length > 0)
    throw new Failure(
      'refused',
      'already-approved',
      'this version was approved, and a signed approval cannot be taken back',
      'withdraw the municipality, or let the approval expire',
    );
  const rejection = Rejection.parse({
    schema: 'vroegzicht-rejection/1',
    studyId: study.study,
    version: study.version,
    studyDigest: digest,
    provider: desk.provider,
    rejectedBy: request.by.trim(),
    reason: request.reason.trim(),
    at: desk.clock().toISOString(),
  });
  const text = await signJws(rejection, jwsTypes.approval, desk.signer);
  if ((await desk.register.create(registerKeys.rejection(digest), Buffer.from(text))) === 'exists')
    throw new Failure('refused', 'already-rejected', 'this version was rejected before', 'nothing needs to be done');
  await tellSubmitters(desk, study, { state: 'rejected', number: 1 });
  return rejection;
}
