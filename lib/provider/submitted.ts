import { MessageRecord } from '../accept-task/message-record.ts';
import { Failure } from '../failure.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { ProviderId, TaskId } from '../protocol/identifiers.ts';
import { Notice } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { readJson } from '../register/collection.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalBytes, studyDigest } from '../signing/canonical.ts';

/** A study as it was submitted; with `digest`, exactly the one that a person has read. */
export async function submittedStudy(
  register: ObjectStore,
  studyId: string,
  version: number,
  digest?: string,
): Promise<Study> {
  const { studies } = openRegister(register);
  const study = await studies.read(registerKeys.study(studyId, version));
  if (study === undefined)
    throw new Failure(
      'wrong-use',
      'unknown-study',
      `no study ${studyId} version ${version} was submitted`,
      'list the submitted studies with `vroegzicht provider study show`',
    );
  if (digest !== undefined && digest !== studyDigest(study))
    throw new Failure(
      'refused',
      'other-digest',
      `the submitted study has digest ${studyDigest(study)}, not the one given`,
      'read this version again before deciding on it',
    );
  return study;
}

/** Ids of the messages with which a version of a study was handed in. */
async function submissionsOf(register: ObjectStore, study: Study): Promise<readonly TaskId[]> {
  const ids: TaskId[] = [];
  for (const key of await register.list('messages/submit-')) {
    const outcome = (await readJson(register, key, MessageRecord))?.outcome;
    if (outcome?.kind !== 'submitted') continue;
    const { notice } = outcome;
    if (notice.studyId === study.study && (notice.version ?? study.version) === study.version) ids.push(notice.taskId);
  }
  return ids;
}

/** Tells whoever handed the study in what was decided: a notice without data, which release-result signs and delivers. */
export async function tellSubmitters(
  ports: {
    readonly register: ObjectStore;
    readonly releases: ObjectStore;
    readonly provider: ProviderId;
    readonly clock: Clock;
  },
  study: Study,
  { state, number }: { readonly state: 'approved' | 'rejected'; readonly number: number },
): Promise<void> {
  for (const taskId of await submissionsOf(ports.register, study)) {
    const notice = Notice.parse({
      schema: 'vroegzicht-notice/1',
      taskId,
      provider: ports.provider,
      state,
      studyId: study.study,
      version: study.version,
      at: ports.clock().toISOString(),
    });
    const suffix = number === 1 ? '' : `-${number}`;
    await ports.releases.create(`notices/${taskId}-${state}${suffix}.json`, canonicalBytes(notice));
  }
}
