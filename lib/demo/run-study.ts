import { kmsSigner } from '../aws/kms.ts';
import { Failure } from '../failure.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { Progress } from '../ports.ts';
import type { TaskId } from '../protocol/identifiers.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { approveStudy } from '../provider/approve-study.ts';
import { type Collected, collect } from '../study/collect.ts';
import { requestRun, submitStudy } from '../study/send.ts';
import { bucketOf, type DemoProvider, deskOf, researcher } from './parties.ts';
import type { DemoSettings } from './settings.ts';

async function approveAt(cloud: LocalCloud, provider: DemoProvider, study: Study, tell: Progress): Promise<void> {
  const register = bucketOf(cloud, provider.id, 'approver', 'register');
  const signer = kmsSigner(cloud.keyArn(provider.id, 'approval'), cloud.client(provider.id, 'approver'));
  const releases = bucketOf(cloud, provider.id, 'approver', 'releases');
  const desk = { register, releases, signer, approverKeys: [], provider: provider.id, clock: () => new Date() };
  const { approval } = await approveStudy(desk, {
    studyId: study.study,
    version: study.version,
    approver: 'A. Proever',
    days: 90,
    maximumRuns: 10,
    maximumNumbers: 2_000,
    maximumRounds: study.models === undefined ? 0 : 8,
    release: 'automatic',
    twoPersons: false,
  });
  tell(`${study.study} approved`, {
    provider: provider.id,
    by: approval.approver,
    until: approval.expiresAt.slice(0, 10),
  });
}

/** A study runs: submitted, approved by a person at each provider, run, answered by signed releases. */
export async function runStudy(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  { study, tell }: Pick<DemoSettings, 'study' | 'tell'>,
): Promise<readonly Collected[]> {
  const desk = deskOf(cloud);
  for (const { id } of providers) await submitStudy(desk, id, study);
  await cloud.idle();
  const tasks: (readonly [DemoProvider, TaskId])[] = [];
  for (const provider of providers) {
    await approveAt(cloud, provider, study, tell);
    tasks.push([provider, await requestRun(desk, provider.id, study)]);
  }
  await cloud.idle();
  const collected: Collected[] = [];
  for (const [provider, taskId] of tasks) {
    collected.push(
      ...(await collect({
        inbox: desk.inbox,
        researcher: researcher.id,
        provider: provider.id,
        taskId,
        study,
        clock: desk.clock,
      })),
    );
  }
  return collected;
}

/** The releases among the collected envelopes; every provider must have answered with one. */
export function releasesOf(
  collected: readonly Collected[],
  providers: readonly DemoProvider[],
  tell: Progress,
): readonly PooledRelease[] {
  const releases = collected.flatMap(({ envelope }) =>
    envelope.body.schema === 'vroegzicht-release/1' ? [envelope.body] : [],
  );
  for (const release of releases) {
    const withheld = release.estimates.filter((row) => row.status === 'withheld').length;
    const { municipalities, withoutAgreement } = release.participation;
    tell('signed release verified', {
      provider: release.provider,
      municipalities,
      withoutAgreement,
      estimates: release.estimates.length,
      withheld,
    });
  }
  if (releases.length < providers.length) {
    throw new Failure(
      'node-failed',
      'release-missing',
      `${releases.length} of ${providers.length} releases arrived`,
      'look at the log lines above',
    );
  }
  return releases;
}
