import { Failure } from '../failure.ts';
import type { ProviderId, Sha256, TaskId } from '../protocol/identifiers.ts';
import type { Refusal } from '../protocol/release.ts';
import type { ModelRelease, RoundEvidence } from '../protocol/rounds.ts';
import type { Collected } from './collect.ts';
import { type InboxPorts, readDelivered } from './inbox.ts';

/** What a provider answered in a round, verified; a notice is no answer yet. */
export type RoundAnswer = { readonly provider: ProviderId; readonly text: string; readonly collected: Collected } & (
  | { readonly kind: 'evidence'; readonly body: RoundEvidence }
  | { readonly kind: 'model'; readonly body: ModelRelease }
  | { readonly kind: 'refusal'; readonly body: Refusal }
);

function answerOf(collected: Collected): RoundAnswer | undefined {
  const { provider, text, envelope } = collected;
  const { body } = envelope;
  const found = { provider, text, collected };
  if (body.schema === 'vroegzicht-round/1') return { ...found, kind: 'evidence', body };
  if (body.schema === 'vroegzicht-model/1') return { ...found, kind: 'model', body };
  // the first message of an id stands: that a later copy was turned away is no answer to it
  if (body.schema === 'vroegzicht-refusal/1' && body.code !== 'message-id-used')
    return { ...found, kind: 'refusal', body };
  return undefined;
}

/** The answer of a provider to a round, if it was delivered; throws `bad-signature` when a delivered file does not hold. */
export async function roundAnswer(
  about: { readonly provider: ProviderId; readonly taskId: TaskId; readonly chain: Sha256; readonly round: number },
  ports: InboxPorts,
): Promise<RoundAnswer | undefined> {
  const { provider, taskId, chain, round } = about;
  const delivered = await readDelivered({ provider, taskId, study: undefined }, ports);
  const answers = delivered.flatMap((each) => answerOf(each) ?? []);
  const answer = answers.find(({ kind }) => kind !== 'refusal') ?? answers[0];
  const isOther =
    answer !== undefined &&
    answer.kind !== 'refusal' &&
    (answer.body.chain !== chain || (answer.kind === 'evidence' && answer.body.round !== round));
  if (isOther) throw inconsistent(provider, `its answer to ${taskId} is about another round`);
  return answer;
}

/** A provider's signed answers contradict each other or those of the other parties. */
export function inconsistent(provider: string, reason: string): Failure {
  return new Failure(
    'bad-signature',
    'inconsistent-rounds',
    `${provider}: ${reason}`,
    'keep the files and ask the provider',
  );
}
