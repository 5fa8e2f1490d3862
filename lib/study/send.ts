import { randomBytes } from 'node:crypto';
import type { Clock, ObjectStore, Signer } from '../ports.ts';
import { type ProviderId, type ResearcherId, TaskId } from '../protocol/identifiers.ts';
import { ResearcherMessage } from '../protocol/message.ts';
import type { Study } from '../protocol/study.ts';
import { openRegister } from '../register/register.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { signJws } from '../signing/sign-jws.ts';

/** The researcher's side: who asks, with which key, where results arrive, and how a provider's queue is reached. */
export type ResearcherDesk = {
  readonly researcher: ResearcherId;
  readonly signer: Signer;
  readonly inbox: ObjectStore;
  readonly send: (provider: ProviderId, message: string) => Promise<void>;
  readonly clock: Clock;
};

const newTaskId = (kind: string): TaskId => TaskId.parse(`${kind}-${randomBytes(16).toString('hex')}`);

function header(desk: ResearcherDesk, provider: ProviderId, messageId: TaskId) {
  return {
    schema: 'vroegzicht-message/1',
    messageId,
    from: desk.researcher,
    to: provider,
    issuedAt: desk.clock().toISOString(),
  };
}

async function sendSigned(desk: ResearcherDesk, provider: ProviderId, message: unknown): Promise<void> {
  await desk.send(provider, await signJws(ResearcherMessage.parse(message), jwsTypes.message, desk.signer));
}

/** Hands a study in at a provider, and keeps it at the researcher's side, where results are checked against it. */
export async function submitStudy(desk: ResearcherDesk, provider: ProviderId, study: Study): Promise<TaskId> {
  const messageId = newTaskId('submit');
  await openRegister(desk.inbox).studies.create(study);
  await sendSigned(desk, provider, { ...header(desk, provider, messageId), kind: 'submit', study });
  return messageId;
}

/** Asks a provider to run an approved study once; the answer arrives under the returned task id. */
export async function requestRun(desk: ResearcherDesk, provider: ProviderId, study: Study): Promise<TaskId> {
  const messageId = newTaskId('run');
  const run = { kind: 'run', studyId: study.study, version: study.version, studyDigest: studyDigest(study) };
  await sendSigned(desk, provider, { ...header(desk, provider, messageId), ...run });
  return messageId;
}
