import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { Failure } from '../failure.ts';
import { Instant, ProviderId, Sha256, StudyId, TaskId } from '../protocol/identifiers.ts';

/** A signed message that was sent to a provider, with its text: who asked what, and when. */
export const SentTask = z.strictObject({
  kind: z.enum(['submit', 'run', 'cancel']),
  provider: ProviderId,
  taskId: TaskId,
  version: z.int().min(1),
  studyDigest: Sha256,
  wave: z.int().min(2).max(100).optional(),
  sentAt: Instant,
  message: z.string().max(1_100_000),
});
export type SentTask = z.infer<typeof SentTask>;

/** `<study file>.tasks.json`: what was sent about a study, so that any command can go on from there. */
export const TasksFile = z.strictObject({
  schema: z.literal('vroegzicht-tasks/1'),
  study: StudyId,
  /** How many providers must have answered before results are pooled. */
  quorum: z.int().min(1).max(100),
  tasks: z.array(SentTask).max(10_000),
});
export type TasksFile = z.infer<typeof TasksFile>;

/** Path of the file that belongs to a study file. */
export const tasksPath = (studyPath: string): string => `${studyPath.replace(/\.(ya?ml|json)$/i, '')}.tasks.json`;

/** Reads what was sent; undefined when nothing was. */
export async function readTasks(studyPath: string): Promise<TasksFile | undefined> {
  const path = tasksPath(studyPath);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = TasksFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Failure('wrong-use', 'bad-tasks-file', `${path} is damaged`, 'restore it from a copy, or submit again');
}

/** What was sent about a study; throws `not-submitted` when nothing was. */
export async function requireTasks(studyPath: string): Promise<TasksFile> {
  const found = await readTasks(studyPath);
  if (found !== undefined) return found;
  throw new Failure(
    'wrong-use',
    'not-submitted',
    'this study was not submitted from here',
    'run `vroegzicht study submit` first',
  );
}

/** Writes the file at once or not at all. */
export async function writeTasks(studyPath: string, tasks: TasksFile): Promise<void> {
  const path = tasksPath(studyPath);
  await writeFile(`${path}.new`, `${JSON.stringify(TasksFile.parse(tasks), undefined, 2)}\n`);
  await rename(`${path}.new`, path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
