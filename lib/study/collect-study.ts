import { Failure } from '../failure.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import type { Collected } from './collect.ts';
import { applyAnnouncements, type InboxPorts, readDelivered } from './inbox.ts';
import type { TasksFile } from './tasks-file.ts';

/** A provider without a release, why in words, and whether it will not come: the provider refused or rejected. */
export type Waiting = { readonly provider: ProviderId; readonly reason: string; readonly isRefused: boolean };

/** What was collected: every verified envelope, and who has no release yet, with the reason in words. */
export type StudyCollection = {
  readonly envelopes: readonly Collected[];
  readonly waiting: readonly Waiting[];
};

/**
 * Collects everything that providers delivered about a study, new keys first. Every file is verified; one place or id with
 * two different files is a replay and stops. Nothing is kept in between, so it can be repeated at any moment.
 */
export async function collectStudy(study: Study, tasks: TasksFile, ports: InboxPorts): Promise<StudyCollection> {
  const envelopes: Collected[] = [];
  const waiting: Waiting[] = [];
  for (const provider of new Set(tasks.tasks.map((task) => task.provider))) {
    await applyAnnouncements(provider, ports);
    const own: Collected[] = [];
    for (const task of tasks.tasks.filter((each) => each.provider === provider)) {
      const asked = task.version === study.version ? study : undefined;
      own.push(...(await readDelivered({ provider, taskId: task.taskId, study: asked }, ports)));
    }
    refuseReplays(own);
    envelopes.push(...own);
    if (currentReleases(study, own).length === 0) waiting.push({ provider, ...reasonOf(own) });
  }
  return { envelopes, waiting };
}

function refuseReplays(envelopes: readonly Collected[]): void {
  const seen = new Map<string, string>();
  for (const { name, text, envelope } of envelopes)
    for (const place of [`id ${envelope.jti}`, `place ${envelope.seq}`]) {
      const known = seen.get(place);
      if (known !== undefined && known !== text)
        throw new Failure(
          'bad-signature',
          'replayed',
          `${name}: another file has its ${place}`,
          'keep both files and tell the provider',
        );
      seen.set(place, text);
    }
}

const endStates: readonly string[] = ['rejected', 'cancelled'];

function reasonOf(envelopes: readonly Collected[]): Omit<Waiting, 'provider'> {
  const body = envelopes.at(-1)?.envelope.body;
  if (body?.schema === 'vroegzicht-refusal/1')
    return { reason: `refused: ${body.reason}; ${body.remedy}`, isRefused: true };
  if (body?.schema === 'vroegzicht-notice/1')
    return { reason: body.state.replaceAll('-', ' '), isRefused: endStates.includes(body.state) };
  return { reason: 'nothing came back yet', isRefused: false };
}

/** The releases that count of each provider: its last one over everybody, and the waves that came after it, once each. */
export function currentReleases(study: Study, envelopes: readonly Collected[]): readonly PooledRelease[] {
  const releases = envelopes
    .toSorted((left, right) => left.envelope.seq - right.envelope.seq)
    .flatMap(({ envelope: { body } }) =>
      body.schema === 'vroegzicht-release/1' && body.version === study.version ? [body] : [],
    );
  const byProvider = Map.groupBy(releases, ({ provider }) => provider);
  return [...byProvider.values()].flatMap((own) => {
    const start = own.findLastIndex(({ wave }) => wave === undefined);
    if (start < 0) return [];
    const waves = new Map(own.slice(start).map((release) => [release.wave, release]));
    return [...waves.values()];
  });
}
