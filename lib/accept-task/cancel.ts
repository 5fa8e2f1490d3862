import { z } from 'zod';
import type { CancelMessage } from '../protocol/message.ts';
import { Notice } from '../protocol/release.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { type MessageOutcome, readMessageRecord } from './message-record.ts';
import type { AcceptPorts } from './ports.ts';
import { type Objection, objections } from './refusals.ts';

/**
 * Cancels a task by taking the place of its release, create-only: either the task's result or the cancellation is
 * there first, never both.
 */
export async function cancel(
  message: z.infer<typeof CancelMessage>,
  ports: AcceptPorts,
): Promise<MessageOutcome | Objection> {
  const record = await readMessageRecord(ports.register, message.taskId);
  if (record?.outcome.kind !== 'accepted' || record.researcher !== message.from) return objections.unknownTask;
  const cancelled: Notice = {
    schema: 'vroegzicht-notice/1',
    taskId: message.taskId,
    provider: ports.provider,
    state: 'cancelled',
    studyId: record.outcome.job.study.study,
    at: ports.now().toISOString(),
  };
  const key = `${message.taskId}.json`;
  if ((await ports.releases.create(key, canonicalBytes(cancelled))) === 'created')
    return { kind: 'cancelled', notice: cancelled };
  const present = Notice.safeParse(await readJson(ports.releases, key, z.unknown())).data;
  return present?.state === 'cancelled' ? { kind: 'cancelled', notice: present } : objections.alreadyRun;
}
