import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { MunicipalityCode, TaskId } from '../protocol/identifiers.ts';
import type { Job } from '../protocol/message.ts';
import { readJson } from '../register/collection.ts';
import type { Participant } from '../register/participants.ts';
import { canonicalBytes } from '../signing/canonical.ts';

const Taken = z.strictObject({
  schema: z.literal('vroegzicht-participants/1'),
  taskId: TaskId,
  municipalities: z.array(MunicipalityCode),
});

/** Smallest number of municipalities of a later wave (ruling 19). */
const smallestWave = 3;

const folder = (job: Job) => `participants/${job.studyDigest}/`;

/** Who takes part in a task: everyone, or in a later wave those that no answer to this study counts yet. */
export async function takingPart(
  job: Job,
  allowed: readonly Participant[],
  releases: ObjectStore,
): Promise<readonly Participant[]> {
  if (job.wave === undefined) return allowed;
  const counted = new Set<string>();
  for (const key of await releases.list(folder(job))) {
    const taken = await readJson(releases, key, Taken);
    if (taken !== undefined && taken.taskId !== job.taskId) for (const code of taken.municipalities) counted.add(code);
  }
  return allowed.filter(({ municipality }) => !counted.has(municipality.code));
}

/** How many municipalities a task needs at least. */
export const neededMunicipalities = (job: Job): number =>
  job.wave === undefined ? job.study.minimumMunicipalities : smallestWave;

/** Notes who is counted in the answer to a task, so that a later wave leaves them out. */
export async function noteParticipants(
  job: Job,
  municipalities: readonly string[],
  releases: ObjectStore,
): Promise<void> {
  const taken = { schema: 'vroegzicht-participants/1', taskId: job.taskId, municipalities };
  await releases.create(`${folder(job)}${job.taskId}.json`, canonicalBytes(Taken.parse(taken)));
}
