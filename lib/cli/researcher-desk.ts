import { kmsSigner } from '../aws/kms.ts';
import { objectStore } from '../aws/s3.ts';
import { sendMessage } from '../aws/sqs.ts';
import { Failure } from '../failure.ts';
import { ProviderId } from '../protocol/identifiers.ts';
import type { ResearcherDesk } from '../study/send.ts';
import type { CommandContext } from './command.ts';
import { type ResearcherSettings, reachResearcher } from './connection.ts';

/** Opens the researcher that a command acts for: signs with the task key, sends to queues, reads the own inbox. */
export async function openResearcherDesk(
  context: CommandContext,
): Promise<ResearcherDesk & { readonly settings: ResearcherSettings }> {
  const { settings, connect } = await reachResearcher(context);
  const sender = connect('task-sender');
  return {
    settings,
    researcher: settings.researcher,
    signer: kmsSigner(settings.keys.task, sender),
    inbox: objectStore(settings.buckets.inbox, { bucketOwner: settings.accountId, connection: connect('researcher') }),
    send: async (provider, message) => {
      const queue = queueOf(settings, provider);
      await sendMessage(queue, message, { messageGroupId: settings.researcher }, sender);
    },
    clock: () => new Date(),
  };
}

/** Providers that a command is about: all that are configured, or those named; an unknown name is refused. */
export function providersOf(settings: ResearcherSettings, named: readonly string[]): readonly ProviderId[] {
  const known = Object.keys(settings.providers).map((name) => ProviderId.parse(name));
  const unknown = named.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined)
    throw new Failure(
      'wrong-use',
      'unknown-provider',
      `there is no provider ${unknown}`,
      `use one of: ${known.join(', ')}`,
    );
  return named.length === 0 ? known : known.filter((each) => named.some((name) => name === each));
}

function queueOf(settings: ResearcherSettings, provider: ProviderId): string {
  const found = settings.providers[provider];
  if (found !== undefined) return found.tasksQueueUrl;
  throw new Failure('wrong-use', 'unknown-provider', `there is no queue of ${provider}`, 'add it to the configuration');
}
