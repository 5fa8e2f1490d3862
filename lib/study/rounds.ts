import { Failure } from '../failure.ts';
import type { Progress } from '../ports.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import { ResearcherMessage } from '../protocol/message.ts';
import { highestRound, type ModelRelease } from '../protocol/rounds.ts';
import type { Study } from '../protocol/study.ts';
import { chainOf, roundTaskId } from '../rounds/chain.ts';
import { sameModels } from '../rounds/same-models.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { signJws } from '../signing/sign-jws.ts';
import type { Collected } from './collect.ts';
import { inconsistent, type RoundAnswer, roundAnswer } from './rounds-answers.ts';
import type { ResearcherDesk } from './send.ts';

/** A model that some providers are asked to fit together; a new `attempt` starts from the present data. */
export type RoundsRequest = {
  readonly study: Study;
  readonly model: string;
  readonly providers: readonly ProviderId[];
  readonly attempt: number;
};

/** How the driver waits for a provider that is away: a pause between two looks at the inbox, and until when; `tell` hears of each round. */
export type Patience = { readonly pause: () => Promise<void>; readonly until: Date; readonly tell?: Progress };

/** Where a chain stands. `waiting` goes on from there when it is driven again, today or next week. */
export type RoundsResult = { readonly envelopes: readonly Collected[]; readonly round: number } & (
  | { readonly status: 'finished'; readonly release: ModelRelease }
  | { readonly status: 'waiting'; readonly away: readonly ProviderId[] }
  | { readonly status: 'stopped'; readonly by: readonly { readonly provider: ProviderId; readonly reason: string }[] }
);

const dayMilliseconds = 24 * 3_600_000;

/**
 * When a round is asked: at the last answer to the round before, or at the start of the day. The same chain gives the same message however
 * often it is driven, so that a copy changes nothing; answers older than six days are asked about anew.
 */
function askedAt(before: readonly RoundAnswer[], now: Date): string {
  const last = Math.max(...before.map(({ collected }) => Date.parse(collected.envelope.iat)));
  if (before.length > 0 && now.getTime() - last < 6 * dayMilliseconds) return new Date(last).toISOString();
  return `${now.toISOString().slice(0, 10)}T00:00:00.000Z`;
}

type Step = {
  readonly request: RoundsRequest;
  readonly parties: readonly ProviderId[];
  readonly chain: ReturnType<typeof chainOf>;
  readonly round: number;
  readonly before: readonly RoundAnswer[];
};

/** Asks a provider for a round; relays the signed files of the other parties unread. */
async function ask(provider: ProviderId, step: Step, desk: ResearcherDesk): Promise<void> {
  const { request, parties, chain, round, before } = step;
  const { study, model, attempt } = request;
  const message = ResearcherMessage.parse({
    schema: 'vroegzicht-message/1',
    messageId: roundTaskId(chain, round),
    from: desk.researcher,
    to: provider,
    issuedAt: askedAt(before, desk.clock()),
    kind: 'round',
    studyId: study.study,
    version: study.version,
    studyDigest: studyDigest(study),
    model,
    parties,
    attempt,
    round,
    evidence: before.filter((answer) => answer.provider !== provider).map(({ text }) => text),
  });
  await desk.send(provider, await signJws(message, jwsTypes.message, desk.signer));
}

/** Says how many have answered a round, whenever that changes. */
function tellRound({ request, parties, round }: Step, answered: number, tell: Progress | undefined): void {
  const about = round === 0 ? 'counts' : `round ${round}`;
  tell?.(`${request.model}: ${about}`, { answered: `${answered} of ${parties.length} providers` });
}

/** Answers of all parties to a round, in their order, as far as they came in time; asks whoever has not answered yet. */
async function takeRound(step: Step, desk: ResearcherDesk, patience: Patience): Promise<readonly RoundAnswer[]> {
  const { parties, chain, round } = step;
  const taskId = roundTaskId(chain, round);
  const answers = new Map<ProviderId, RoundAnswer>();
  let told = 0;
  for (let look = 0; ; look += 1) {
    for (const provider of parties.filter((party) => !answers.has(party))) {
      const answer = await roundAnswer({ provider, taskId, chain, round }, desk);
      if (answer !== undefined) answers.set(provider, answer);
      else if (look === 0) await ask(provider, step, desk);
    }
    if (answers.size > told) tellRound(step, answers.size, patience.tell);
    told = answers.size;
    if (answers.size === parties.length || desk.clock() >= patience.until) break;
    await patience.pause();
  }
  return parties.flatMap((party) => answers.get(party) ?? []);
}

function stopping(answers: readonly RoundAnswer[]): readonly { provider: ProviderId; reason: string }[] {
  return answers.flatMap(({ provider, kind, body }) => {
    if (kind === 'refusal') return [{ provider, reason: `${body.code}: ${body.reason}; ${body.remedy}` }];
    return kind === 'evidence' && body.state === 'withheld' ? [{ provider, reason: 'withheld' }] : [];
  });
}

/** The one model that every party signed; throws `models-differ` when they are not the same. */
function agreed(answers: readonly RoundAnswer[]): ModelRelease | undefined {
  const releases = answers.flatMap((answer) => (answer.kind === 'model' ? [answer.body] : []));
  const [first] = releases;
  if (first === undefined) return undefined;
  if (releases.length === answers.length && sameModels(releases)) return first;
  throw new Failure(
    'bad-signature',
    'models-differ',
    'the providers did not sign the same model',
    'keep the files and ask the providers; no number of this model may be used',
  );
}

/**
 * Drives the rounds of a model over its providers. Nothing is kept but the signed files of the inbox: after a crash the same call goes on
 * where it was. Waits for who is away, stops when a provider refuses or withholds, and ends with the model that all of them signed.
 */
export async function driveRounds(
  request: RoundsRequest,
  desk: ResearcherDesk,
  patience: Patience,
): Promise<RoundsResult> {
  const parties = request.providers.toSorted();
  const { study, model, attempt } = request;
  const chain = chainOf({ studyDigest: studyDigest(study), model, researcher: desk.researcher, parties, attempt });
  const envelopes: Collected[] = [];
  let before: readonly RoundAnswer[] = [];
  for (let round = 0; round <= highestRound; round += 1) {
    const answers = await takeRound({ request, parties, chain, round, before }, desk, patience);
    envelopes.push(...answers.map(({ collected }) => collected));
    const by = stopping(answers);
    if (by.length > 0) return { status: 'stopped', by, envelopes, round };
    if (answers.length < parties.length) {
      const away = parties.filter((party) => answers.every(({ provider }) => provider !== party));
      return { status: 'waiting', away, envelopes, round };
    }
    const release = agreed(answers);
    if (release !== undefined) return { status: 'finished', release, envelopes, round };
    requireOneHead(answers);
    before = answers;
  }
  throw new Failure('node-failed', 'endless-rounds', 'the providers never ended the rounds', 'report the chain');
}

/** All parties must stand at the same head: one that does not has other evidence than the rest. */
function requireOneHead(answers: readonly RoundAnswer[]): void {
  const heads = answers.map(({ body }) => ('head' in body ? body.head : ''));
  const other = answers.find((_, index) => heads[index] !== heads[0]);
  if (other !== undefined) throw inconsistent(other.provider, 'it stands at another head of the chain than the others');
}
