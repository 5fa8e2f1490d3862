import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { currentReleases } from '../study/collect-study.ts';
import type { Pooled } from '../study/pool.ts';
import { type ResultsFolder, readResultsFolder } from '../study/results-folder.ts';
import { poolCollected } from '../study/signed-models.ts';
import { readStudyFile } from '../study/study-file.ts';
import { requireTasks, type TasksFile } from '../study/tasks-file.ts';
import type { CommandContext } from './command.ts';
import { resultsFolderOf, studyPathOf } from './study-argument.ts';

/** The pooled results of a study, made from the collected files. */
export type PooledResults = {
  readonly path: string;
  readonly study: Study;
  readonly tasks: TasksFile;
  readonly folder: string;
  readonly collected: ResultsFolder;
  readonly releases: readonly PooledRelease[];
  readonly pooled: Pooled;
  readonly waiting: readonly { readonly provider: string; readonly reason: string }[];
};

/** Reads what was collected, verifies it again and pools it; below the quorum it throws a refusal. */
export async function pooledResults(context: CommandContext): Promise<PooledResults> {
  const path = await studyPathOf(context);
  const study = await readStudyFile(path);
  const tasks = await requireTasks(path);
  const folder = resultsFolderOf(context, path);
  const collected = await readResultsFolder(folder, study);
  const releases = currentReleases(study, collected.envelopes);
  const asked = context.arguments.integer('quorum', { minimum: 1, maximum: 100 });
  const pooled = poolCollected(study, collected.envelopes, asked ?? tasks.quorum);
  const missing = [...new Set(tasks.tasks.map(({ provider }) => provider))].filter(
    (id) => !releases.some(({ provider }) => provider === id),
  );
  const waiting = missing.map((provider) => ({ provider, reason: 'it had not answered' }));
  return { path, study, tasks, folder, collected, releases, pooled, waiting };
}
