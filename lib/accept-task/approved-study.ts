import type { Sha256 } from '../protocol/identifiers.ts';
import type { Approval } from '../protocol/message.ts';
import type { Study } from '../protocol/study.ts';
import { readApproval } from '../register/approvals.ts';
import { participants } from '../register/participants.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { unanswerable } from '../rounds/unanswerable.ts';
import { studyDigest } from '../signing/canonical.ts';
import type { AcceptPorts } from './ports.ts';
import { notApproved, type Objection, objections, tooFewMunicipalities } from './refusals.ts';

/** What a message names that wants to work with an approved study. */
export type StudyReference = {
  readonly from: string;
  readonly studyId: string;
  readonly version: number;
  readonly studyDigest: Sha256;
};

/** A study that may run now at this provider, by whose decision. */
export type ApprovedStudy = { readonly study: Study; readonly approval: Approval; readonly approvalDigest: Sha256 };

/** True when the study names this researcher. */
export function names(study: Study, researcher: string): boolean {
  return study.researchers.some(({ id }) => id === researcher);
}

/** The study that a message names, handed in here, naming its sender, approved now, with enough agreements; or the objection. */
export async function approvedStudy(message: StudyReference, ports: AcceptPorts): Promise<ApprovedStudy | Objection> {
  const { studies, municipalities } = openRegister(ports.register);
  const study = await studies.read(registerKeys.study(message.studyId, message.version));
  if (study === undefined) return objections.unknownStudy;
  if (studyDigest(study) !== message.studyDigest) return objections.otherDigest;
  if (!names(study, message.from)) return objections.notNamed;
  const wrong = unanswerable(study);
  if (wrong !== undefined) return wrong;
  const now = ports.now();
  const found = await readApproval(ports.register, { ...ports, studyDigest: message.studyDigest, now });
  if (found.status !== 'approved') return notApproved(found.status);
  if (!runsToday(study, ports.now().toISOString().slice(0, 10))) return objections.experimentOver;
  const day = now.toISOString().slice(0, 10);
  const { length } = participants(await municipalities.list(), study.purpose, day, study.study);
  if (length < study.minimumMunicipalities) return tooFewMunicipalities(length, study.minimumMunicipalities);
  return { study, approval: found.approval, approvalDigest: found.approvalDigest };
}

/** A study without an experiment always does; one with it only between its days. */
function runsToday({ experiment }: Study, day: string): boolean {
  return experiment === undefined || (experiment.from <= day && day <= experiment.validUntil);
}
