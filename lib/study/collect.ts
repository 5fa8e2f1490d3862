import { estimateRelease } from '../analyses/estimates.ts';
import { Failure } from '../failure.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { Envelope } from '../protocol/envelope.ts';
import type { ProviderId, ResearcherId, TaskId } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { openEnvelope } from '../signing/open-envelope.ts';

/** An envelope that holds, with the text of its file. */
export type Collected = {
  readonly provider: ProviderId;
  readonly name: string;
  readonly text: string;
  readonly envelope: Envelope;
};

/** What is collected: the answers of one provider to one task about one study. */
export type Collection = {
  readonly inbox: ObjectStore;
  readonly researcher: ResearcherId;
  readonly provider: ProviderId;
  readonly taskId: TaskId;
  readonly study: Study;
  readonly clock: Clock;
};

/**
 * Reads the delivered envelopes of a task and verifies each again: signature, parties, study, and that every estimate follows from the
 * evidence. An envelope that does not hold stops with `bad-signature` and its reason.
 */
export async function collect(collection: Collection): Promise<readonly Collected[]> {
  const { inbox, researcher, provider, taskId, study, clock } = collection;
  const registered = await openRegister(inbox).providers.read(registerKeys.provider(provider));
  if (registered === undefined)
    throw new Failure(
      'wrong-use',
      'unknown-provider',
      `there are no keys of ${provider}`,
      'pin the key set of the agreement first',
    );
  const collected: Collected[] = [];
  for (const name of await inbox.list(`verified/${provider}/${taskId}/`)) {
    const found = await inbox.get(name);
    if (found === undefined) continue;
    const text = Buffer.from(found.body).toString('utf8');
    const opened = openEnvelope(text, {
      keys: registered.releaseKeys,
      now: clock(),
      issuer: provider,
      audience: researcher,
      study,
      estimate: estimateRelease,
    });
    if (opened.status === 'rejected')
      throw new Failure(
        'bad-signature',
        opened.code,
        `${name}: ${opened.reason}`,
        'keep the file and tell the provider',
      );
    collected.push({ provider, name, text, envelope: opened.envelope });
  }
  return collected;
}
