import { reopenModel, reopenRound } from '../disclosure/release.ts';
import type { Notice } from '../protocol/release.ts';
import { verifiedApproval } from '../register/approvals.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { deliver } from './deliver.ts';
import type { ReleasePorts, Source } from './ports.ts';
import { readReview } from './review.ts';

/** Signs sealed evidence and delivers it to the researcher, who relays it unread; a person has nothing to review in it. */
export async function releaseRound(text: string, source: Source, ports: ReleasePorts) {
  const { researcher, body } = reopenRound(text);
  return await deliver({ name: source.name, researcher, body, approvedBy: null }, ports);
}

/** Signs and delivers a final model, at once or after a person's decision, as the approval says. */
export async function releaseModel(text: string, source: Source, ports: ReleasePorts) {
  const { taskId, researcher, release, body } = reopenModel(text);
  if (release === 'review') {
    const decision = await readReview(ports.releases, taskId, sha256(text));
    if (decision === 'none' || decision === 'rejected') {
      const state = decision === 'none' ? 'waiting-for-review' : 'rejected';
      const { studyId, version, provider } = body;
      const at = ports.now().toISOString();
      const notice: Notice = { schema: 'vroegzicht-notice/1', taskId, provider, state, studyId, version, at };
      await ports.releases.create(`notices/${taskId}-${state}.json`, canonicalBytes(notice));
      return state;
    }
  }
  const approval = await verifiedApproval(ports.register, { ...ports, studyDigest: body.studyDigest });
  const approvedBy = typeof approval === 'string' ? null : approval.approval.approver;
  return await deliver({ name: source.name, researcher, body, approvedBy }, ports);
}
