import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { type Sha256, TaskId } from '../protocol/identifiers.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { changeJson, readJson } from './collection.ts';
import { registerKeys } from './register.ts';

const Runs = z.strictObject({ schema: z.literal('vroegzicht-runs/1'), taskIds: z.array(TaskId).max(1000) });

/**
 * Takes one of the runs that an approval allows for this task; a task that has one keeps it.
 * False when all are taken. Two tasks never get the same run.
 */
export async function reserveRun(
  register: ObjectStore,
  studyDigest: Sha256,
  taskId: TaskId,
  maximumRuns: number,
): Promise<boolean> {
  const key = registerKeys.runs(studyDigest);
  if ((await readJson(register, key, Runs)) === undefined)
    await register.create(key, canonicalBytes({ schema: 'vroegzicht-runs/1', taskIds: [] }));
  const runs = await changeJson(register, key, Runs, (present) => {
    const hasPlace = !present.taskIds.includes(taskId) && present.taskIds.length < maximumRuns;
    return hasPlace ? { ...present, taskIds: [...present.taskIds, taskId] } : present;
  });
  return runs.taskIds.includes(taskId);
}
