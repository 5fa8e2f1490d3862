import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { Instant, type TaskId } from '../protocol/identifiers.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { readJson } from './collection.ts';
import { registerKeys } from './register.ts';

/** How a task ended, and when that was settled. */
export const TaskOutcome = z.strictObject({
  schema: z.literal('vroegzicht-outcome/1'),
  outcome: z.enum(['released', 'cancelled']),
  at: Instant,
});
export type TaskOutcome = z.infer<typeof TaskOutcome>;

/** How a task ended, if it did. */
export async function readOutcome(register: ObjectStore, taskId: TaskId): Promise<TaskOutcome | undefined> {
  return await readJson(register, registerKeys.outcome(taskId), TaskOutcome);
}

/** Settles how a task ended, create-only, and returns what stands: of release and cancellation the first counts. */
export async function settleOutcome(
  register: ObjectStore,
  taskId: TaskId,
  outcome: Omit<TaskOutcome, 'schema'>,
): Promise<TaskOutcome> {
  const settled: TaskOutcome = { schema: 'vroegzicht-outcome/1', ...outcome };
  const written = await register.create(registerKeys.outcome(taskId), canonicalBytes(settled));
  return written === 'created' ? settled : ((await readOutcome(register, taskId)) ?? settled);
}
