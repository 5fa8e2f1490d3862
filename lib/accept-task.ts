import * as z from 'zod';
import { authenticate, type Sender } from './accept-task/authenticate.ts';
import { carryOut } from './accept-task/carry-out.ts';
import { decide } from './accept-task/decide.ts';
import { type MessageOutcome, type MessageRecord, readMessageRecord, settle } from './accept-task/message-record.ts';
import type { AcceptPorts, IncomingMessage } from './accept-task/ports.ts';
import { objections, refusalOf } from './accept-task/refusals.ts';
import { recordEvent } from './audit/record.ts';
import { TaskId } from './protocol/identifiers.ts';

/** What became of a message; `unauthenticated` ones are only recorded, since nobody can be answered. */
export type Acceptance = {
  readonly result: MessageOutcome['kind'] | 'unauthenticated';
  readonly taskId?: string;
  readonly code?: string;
};

type Message = {
  readonly taskId: TaskId;
  readonly incoming: IncomingMessage;
  readonly sender: Extract<Sender, { status: 'authenticated' }>;
};

const Identified = z.object({ messageId: TaskId });

/**
 * Verifies a researcher's message and turns it into a job, a notice or a refusal. The first decision on a message is
 * settled create-only and carried out again when the message comes again, so that it has exactly one outcome.
 */
export async function acceptTask(incoming: IncomingMessage, ports: AcceptPorts): Promise<Acceptance> {
  const sender = await authenticate(incoming, ports);
  if (sender.status === 'unknown') return await dismiss(incoming, sender.code, ports);
  const taskId = Identified.safeParse(sender.payload).data?.messageId;
  if (taskId === undefined) return await dismiss(incoming, 'no-message-id', ports);
  const message: Message = { taskId, incoming, sender };
  const record = await settledRecord(message, taskId, ports, async () => await decide(taskId, sender, ports));
  if (isAbout(record, message)) return await finish(taskId, record, ports);
  const name = `${taskId}-${sender.payloadDigest.slice(0, 16)}`;
  const conflict = await settledRecord(
    message,
    name,
    ports,
    async () =>
      await Promise.resolve({ kind: 'refused' as const, refusal: refusalOf(taskId, objections.idUsed, ports) }),
  );
  return await finish(name, conflict, ports);
}

/** The decision that stands under this name; a new one is recorded in the audit before it is settled. */
async function settledRecord(
  message: Message,
  name: string,
  ports: AcceptPorts,
  decideNow: () => Promise<MessageOutcome>,
): Promise<MessageRecord> {
  const present = await readMessageRecord(ports.register, name);
  if (present !== undefined) {
    await audit(message, isAbout(present, message) ? 'repeated' : 'message-id-used', ports);
    return present;
  }
  const outcome = await decideNow();
  await audit(message, outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind, ports);
  const { researcher, payloadDigest } = message.sender;
  return await settle(ports.register, name, {
    schema: 'vroegzicht-message-record/1',
    researcher: researcher.id,
    payloadDigest,
    outcome,
  });
}

function isAbout(record: MessageRecord, { sender }: Message): boolean {
  return record.payloadDigest === sender.payloadDigest && record.researcher === sender.researcher.id;
}

async function finish(name: string, { outcome }: MessageRecord, ports: AcceptPorts): Promise<Acceptance> {
  await carryOut(name, outcome, ports);
  const code = outcome.kind === 'refused' ? { code: outcome.refusal.code } : {};
  return { result: outcome.kind, taskId: name, ...code };
}

/** Nobody proved to have sent this: it is recorded and nothing else. */
async function dismiss(incoming: IncomingMessage, code: string, ports: AcceptPorts): Promise<Acceptance> {
  await recordEvent(ports.ledger, {
    action: 'message',
    object: `queue-message/${incoming.queueMessageId}`,
    result: code,
    origin: incoming.senderId ?? 'unknown',
    actor: 'unknown',
    timestamp: ports.now().toISOString(),
  });
  return { result: 'unauthenticated', code };
}

async function audit({ taskId, incoming, sender }: Message, result: string, ports: AcceptPorts): Promise<void> {
  await recordEvent(ports.ledger, {
    action: 'message',
    object: `task/${taskId}`,
    result,
    origin: incoming.senderId ?? 'unknown',
    actor: sender.researcher.id,
    timestamp: ports.now().toISOString(),
  });
}
