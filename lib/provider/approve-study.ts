import { Failure } from '../failure.ts';
import type { Clock, ObjectStore, Signer } from '../ports.ts';
import type { ProviderId, Sha256 } from '../protocol/identifiers.ts';
import { Approval } from '../protocol/message.ts';
import type { Study } from '../protocol/study.ts';
import { approvalKeys, readApproval, storeApproval } from '../register/approvals.ts';
import { registerKeys } from '../register/register.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { signJws } from '../signing/sign-jws.ts';
import { type Decisions, decisionKeys, Proposal, readProposal } from './decisions.ts';
import { submittedStudy, tellSubmitters } from './submitted.ts';

/** A person at a provider, and what a decision is taken with. `releases` carries the notice to the researcher. */
export type DecisionDesk = {
  readonly register: ObjectStore;
  readonly releases: ObjectStore;
  readonly signer: Signer;
  readonly provider: ProviderId;
  readonly clock: Clock;
};

/** A desk that approves reads what was decided before. */
export type ApprovalDesk = DecisionDesk & Decisions;

/** Which study, by whom, and on which terms; `digest` is what the person has read, when given. */
export type ApprovalRequest = {
  readonly studyId: string;
  readonly version: number;
  readonly digest?: string | undefined;
  readonly approver: string;
  readonly days: number;
  readonly maximumRuns: number;
  readonly maximumRounds: number;
  readonly maximumNumbers: number;
  readonly release: Approval['release'];
  readonly twoPersons: boolean;
};

/** What became of it: approved, or waiting for a second person. */
export type Approved = { readonly status: 'approved' | 'proposed'; readonly approval: Approval };

/** Signs an approval of exactly the study that was submitted; an approval that has expired can be given again. */
export async function approveStudy(desk: ApprovalDesk, request: ApprovalRequest): Promise<Approved> {
  const study = await submittedStudy(desk.register, request.studyId, request.version, request.digest);
  const digest = studyDigest(study);
  const earlier = await approvalKeys(desk.register, digest);
  await requireOpen(desk, digest);
  const own = newApproval(desk, request, study);
  const approval = request.twoPersons ? await seconded(desk, own, earlier.length + 1) : own;
  if (approval === undefined) return { status: 'proposed', approval: own };
  if ((await storeApproval(desk.register, approval, desk.signer, earlier.length)) === 'exists')
    throw new Failure(
      'node-failed',
      'approved-meanwhile',
      'another decided at the same moment',
      'look at the study again',
    );
  await tellSubmitters(desk, study, { state: 'approved', number: earlier.length + 1 });
  return { status: 'approved', approval };
}

async function requireOpen(desk: ApprovalDesk, digest: Sha256): Promise<void> {
  if ((await desk.register.get(registerKeys.rejection(digest))) !== undefined)
    throw new Failure(
      'refused',
      'study-rejected',
      'this version was rejected, and a rejection stands',
      'have the researcher submit a new version',
    );
  const approverKeys = await decisionKeys(desk);
  const question = { studyDigest: digest, provider: desk.provider, approverKeys, now: desk.clock() };
  const { status } = await readApproval(desk.register, question);
  if (status === 'approved')
    throw new Failure('refused', 'already-approved', 'this version is approved already', 'it can run until it expires');
}

function newApproval(desk: ApprovalDesk, request: ApprovalRequest, study: Study): Approval {
  const now = desk.clock();
  return Approval.parse({
    schema: 'vroegzicht-approval/1',
    studyId: study.study,
    version: study.version,
    studyDigest: studyDigest(study),
    provider: desk.provider,
    approver: request.approver.trim(),
    approvedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + request.days * 86_400_000).toISOString(),
    maximumRuns: request.maximumRuns,
    maximumRounds: request.maximumRounds,
    maximumNumbers: request.maximumNumbers,
    release: request.release,
  });
}

/** The approval in both names once a second person agrees with the first; undefined when this was the first. */
async function seconded(desk: ApprovalDesk, own: Approval, number: number): Promise<Approval | undefined> {
  const first = await readProposal(desk, own.studyDigest, number);
  if (first === undefined) {
    const proposal = Proposal.parse({ schema: 'vroegzicht-proposal/1', approval: own });
    const text = await signJws(proposal, jwsTypes.approval, desk.signer);
    await desk.register.create(registerKeys.proposal(own.studyDigest, number), Buffer.from(text));
    return undefined;
  }
  if (first === 'invalid')
    throw new Failure('bad-signature', 'bad-proposal', 'the first decision does not hold', 'look at the register');
  if (samePerson(first.approver, own.approver))
    throw new Failure(
      'refused',
      'same-approver',
      `${own.approver} has decided already; a second person must agree`,
      'let another person approve',
    );
  if (termsOf(first) !== termsOf(own))
    throw new Failure(
      'refused',
      'other-terms',
      `${first.approver} approved other terms`,
      `agree on ${termsOf(first)}, or have both decide again on a new version`,
    );
  return { ...own, approver: `${first.approver} and ${own.approver}`.slice(0, 120) };
}

/** The terms of an approval, as the options that give them. */
const termsOf = ({ approvedAt, expiresAt, maximumRuns, maximumRounds, maximumNumbers, release }: Approval): string => {
  const days = Math.round((Date.parse(expiresAt) - Date.parse(approvedAt)) / 86_400_000);
  return `--release ${release} --days ${days} --runs ${maximumRuns} --rounds ${maximumRounds} --numbers ${maximumNumbers}`;
};

const samePerson = (left: string, right: string): boolean =>
  left.normalize('NFKC').trim().toLowerCase() === right.normalize('NFKC').trim().toLowerCase();
