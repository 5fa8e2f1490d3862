import type { ProviderId } from '../protocol/identifiers.ts';
import type { Participation } from '../protocol/release.ts';
import { highestRound } from '../protocol/rounds.ts';
import type { Study } from '../protocol/study.ts';
import type { Collected } from './collect.ts';
import { applyAnnouncements, type InboxPorts, readDelivered } from './inbox.ts';
import type { SentTask, TasksFile } from './tasks-file.ts';

/** Something that happened, from signed envelopes and what was sent: it stays readable after the end. */
export type TimelineEvent = {
  readonly at: string;
  readonly provider: ProviderId;
  readonly taskId: string;
  readonly event: string;
};

/**
 * How far a provider is, or one of its later waves (`wave`, from 2). Municipalities are counted, never named, once it has
 * answered: no number about one of them reaches a researcher.
 */
export type ProviderStatus = {
  readonly provider: ProviderId;
  readonly wave: number | undefined;
  readonly state:
    | 'never-seen'
    | 'waiting-for-approval'
    | 'approved'
    | 'rejected'
    | 'ready'
    | 'running'
    | 'waiting-for-review'
    | 'done'
    | 'refused'
    | 'cancelled';
  readonly detail: string;
  readonly since: string;
  readonly municipalities: Participation | undefined;
  readonly nextStep: string;
};

/** The state of a study: one line a provider and later wave, and everything that happened, oldest first. */
export type StudyStatus = {
  readonly providers: readonly ProviderStatus[];
  readonly timeline: readonly TimelineEvent[];
};

/** Reads the state of a study from the inbox; what is there stays there, so the timeline is as durable as the bucket. */
export async function studyStatus(study: Study, tasks: TasksFile, ports: InboxPorts): Promise<StudyStatus> {
  const timeline: TimelineEvent[] = [];
  const providers: ProviderStatus[] = [];
  for (const provider of new Set(tasks.tasks.map((task) => task.provider))) {
    await applyAnnouncements(provider, ports);
    const sent = tasks.tasks.filter((task) => task.provider === provider);
    const delivered: Collected[] = [];
    for (const task of sent) {
      timeline.push({ at: task.sentAt, provider, taskId: task.taskId, event: `${sentWord(task)} sent` });
      const about = { provider, taskId: task.taskId, study: task.version === study.version ? study : undefined };
      delivered.push(...(await readDelivered(about, ports)));
    }
    const rounds = await lastRounds(study, provider, ports);
    for (const { envelope } of [...delivered, ...rounds])
      timeline.push({ at: envelope.iat, provider, taskId: envelope.sub, event: eventWord(envelope.body) });
    const first = statusOf(
      provider,
      sent.filter(({ wave }) => wave === undefined),
      delivered,
    );
    providers.push(withRounds(first, rounds), ...wavesOf(provider, sent, delivered));
  }
  return { providers, timeline: timeline.toSorted((left, right) => left.at.localeCompare(right.at)) };
}

const sentWord = ({ kind, wave }: SentTask): string => (wave === undefined ? kind : `${kind} of wave ${wave}`);

type Body = Collected['envelope']['body'];

function eventWord(body: Body): string {
  switch (body.schema) {
    case 'vroegzicht-notice/1':
      return body.state;
    case 'vroegzicht-refusal/1':
      return `refused (${body.code})`;
    case 'vroegzicht-release/1':
      return 'release received';
    case 'vroegzicht-keys/1':
      return 'new keys';
    case 'vroegzicht-round/1':
      return `round ${body.round} of a model received`;
    case 'vroegzicht-model/1':
      return 'model received';
  }
}

/** The last signed file of each model of the study: a round of it, or the model itself. */
async function lastRounds(study: Study, provider: ProviderId, ports: InboxPorts): Promise<readonly Collected[]> {
  const last = new Map<string, string>();
  for (const name of (await ports.inbox.list(`verified/${provider}/round-`)).toSorted()) {
    const taskId = name.split('/')[2] ?? '';
    last.set(taskId.slice(0, -2), taskId);
  }
  const found: Collected[] = [];
  for (const taskId of last.values())
    found.push(...(await readDelivered({ provider, taskId, study: undefined }, ports)));
  return found.filter(
    ({ envelope: { body } }) => 'model' in body && body.studyId === study.study && body.version === study.version,
  );
}

/** A provider whose release is here, but that waits for the next round of a model. */
function withRounds(status: ProviderStatus, rounds: readonly Collected[]): ProviderStatus {
  const under = rounds.flatMap(({ envelope: { body } }) =>
    body.schema === 'vroegzicht-round/1' && body.state === 'evidence'
      ? [`${body.model}: round ${body.round} of at most ${highestRound}`]
      : [],
  );
  if (status.state !== 'done' || under.length === 0) return status;
  return { ...status, state: 'running', detail: `${status.detail}; ${under.join('; ')}`, nextStep: 'study collect' };
}

/** Each later wave that was asked for: its answer stands beside the first one, and does not replace it. */
function wavesOf(
  provider: ProviderId,
  sent: readonly SentTask[],
  delivered: readonly Collected[],
): readonly ProviderStatus[] {
  const waves = [...new Set(sent.flatMap(({ wave }) => wave ?? []))].toSorted((left, right) => left - right);
  return waves.map((wave) => ({
    ...statusOf(
      provider,
      sent.filter((task) => task.wave === wave),
      delivered,
    ),
    wave,
  }));
}

/** The last word about the last thing that was asked counts; a release or refusal ends a task whatever comes after. */
function statusOf(provider: ProviderId, sent: readonly SentTask[], delivered: readonly Collected[]): ProviderStatus {
  const asked = sent.findLast(({ kind }) => kind === 'run') ?? sent.at(-1);
  const about = delivered.filter(({ envelope }) => envelope.sub === asked?.taskId);
  const final = about.find(({ envelope }) => envelope.body.schema !== 'vroegzicht-notice/1');
  const last = final ?? about.at(-1);
  const since = last?.envelope.iat ?? asked?.sentAt ?? '';
  return { provider, wave: undefined, since, ...wordsFor(last?.envelope.body) };
}

type Words = Pick<ProviderStatus, 'state' | 'detail' | 'nextStep' | 'municipalities'>;

function wordsFor(body: Body | undefined): Words {
  const words = (state: Words['state'], detail: string, nextStep: string): Words => ({
    state,
    detail,
    nextStep,
    municipalities: undefined,
  });
  if (body === undefined)
    return words('never-seen', 'nothing came back yet', 'wait, or ask the provider whether it is there');
  if (body.schema === 'vroegzicht-refusal/1') return words('refused', body.reason, body.remedy);
  if (body.schema === 'vroegzicht-release/1') {
    const done = words('done', 'the signed release is here', 'study collect, then study pool');
    return { ...done, municipalities: body.participation };
  }
  if (body.schema !== 'vroegzicht-notice/1') return words('ready', 'the task was accepted and runs', 'wait');
  switch (body.state) {
    case 'received':
    case 'waiting-for-approval':
      return words('waiting-for-approval', 'a person at the provider must decide', 'wait');
    case 'approved':
      return words('approved', 'it may run', 'study run');
    case 'rejected':
      return words('rejected', 'a person at the provider decided against it', 'talk with the provider');
    case 'ready':
    case 'running':
    case 'done':
      return words('ready', 'the task was accepted and runs', 'wait');
    case 'waiting-for-review':
      return words('waiting-for-review', 'a person at the provider looks at the result first', 'wait');
    case 'cancelled':
      return words('cancelled', 'the task was stopped', 'study run to ask again');
  }
}
