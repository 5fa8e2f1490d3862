import type * as z from 'zod';
import type { CancelMessage } from '../protocol/message.ts';
import { settleOutcome } from '../register/outcomes.ts';
import { type MessageOutcome, readMessageRecord } from './message-record.ts';
import type { AcceptPorts } from './ports.ts';
import { type Objection, objections } from './refusals.ts';

/** Cancels a task of the same researcher, unless its result was there first. */
export async function cancel(
  message: z.infer<typeof CancelMessage>,
  ports: AcceptPorts,
): Promise<MessageOutcome | Objection> {
  const record = await readMessageRecord(ports.register, message.taskId);
  if (record?.outcome.kind !== 'accepted' || record.researcher !== message.from) return objections.unknownTask;
  const wanted = { outcome: 'cancelled' as const, at: ports.now().toISOString() };
  const settled = await settleOutcome(ports.register, message.taskId, wanted);
  if (settled.outcome === 'released') return objections.alreadyRun;
  return {
    kind: 'cancelled',
    notice: {
      schema: 'vroegzicht-notice/1',
      taskId: message.taskId,
      provider: ports.provider,
      state: 'cancelled',
      studyId: record.outcome.job.study.study,
      at: settled.at,
    },
  };
}
