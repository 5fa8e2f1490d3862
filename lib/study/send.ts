import { randomBytes } from 'node:crypto';
import type { Clock, ObjectStore, Signer } from '../ports.ts';
import { type ProviderId, type ResearcherId, TaskId } from '../protocol/identifiers.ts';
import { ResearcherMessage } from '../protocol/message.ts';
import type { Study } from '../protocol/study.ts';
import { openRegister } from '../register/register.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { signJws } from '../signing/sign-jws.ts';
import { SentTask } from './tasks-file.ts';

/** The researcher's side: who asks, with which key, where results arrive, and how a provider's queue is reached. */
export type ResearcherDesk = {
  readonly researcher: ResearcherId;
  readonly signer: Signer;
  readonly inbox: ObjectStore;
  readonly send: (provider: ProviderId, message: string) => Promise<void>;
  readonly clock: Clock;
};

const newTaskId = (kind: string): TaskId => TaskId.parse(`${kind}-${randomBytes(16).toString('hex')}`);

async function sendSigned(
  desk: ResearcherDesk,
  task: Pick<SentTask, 'kind' | 'provider' | 'version' | 'studyDigest' | 'wave'>,
  content: object,
): Promise<SentTask> {
  const messageId = newTaskId(task.kind);
  const sentAt = desk.clock().toISOString();
  const header = {
    schema: 'vroegzicht-message/1',
    messageId,
    from: desk.researcher,
    to: task.provider,
    issuedAt: sentAt,
  };
  const parsed = ResearcherMessage.parse({ ...header, kind: task.kind, ...content });
  const message = await signJws(parsed, jwsTypes.message, desk.signer);
  await desk.send(task.provider, message);
  return SentTask.parse({ ...task, taskId: messageId, sentAt, message });
}

/** Hands a study in at a provider, and keeps it at the researcher's side, where results are checked against it. */
export async function sendStudy(desk: ResearcherDesk, provider: ProviderId, study: Study): Promise<SentTask> {
  await openRegister(desk.inbox).studies.create(study);
  const task = { kind: 'submit' as const, provider, version: study.version, studyDigest: studyDigest(study) };
  return await sendSigned(desk, task, { study });
}

/** Asks a provider to run an approved study once; with `wave`, only for municipalities that no answer counts yet. */
export async function sendRun(
  desk: ResearcherDesk,
  provider: ProviderId,
  study: Study,
  wave?: number,
): Promise<SentTask> {
  const later = wave === undefined ? {} : { wave };
  const run = { studyId: study.study, version: study.version, studyDigest: studyDigest(study), ...later };
  const task = { kind: 'run' as const, provider, version: study.version, studyDigest: run.studyDigest, ...later };
  return await sendSigned(desk, task, run);
}

/** Asks a provider to stop a task that has not run yet. */
export async function sendCancel(desk: ResearcherDesk, task: SentTask): Promise<SentTask> {
  return await sendSigned(desk, { ...task, kind: 'cancel' }, { taskId: task.taskId });
}

/** As `sendStudy`; returns the id only. */
export async function submitStudy(desk: ResearcherDesk, provider: ProviderId, study: Study): Promise<TaskId> {
  return (await sendStudy(desk, provider, study)).taskId;
}

/** As `sendRun`; returns the id only. */
export async function requestRun(desk: ResearcherDesk, provider: ProviderId, study: Study): Promise<TaskId> {
  return (await sendRun(desk, provider, study)).taskId;
}
