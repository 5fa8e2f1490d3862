import { Failure } from '../failure.ts';
import { reviewRelease } from '../provider/releases.ts';
import type { Review } from '../release-result/review.ts';
import type { Command, CommandContext } from './command.ts';
import { connectionOptions } from './connection.ts';
import { openProviderDesk } from './provider-desk.ts';
import { recordCommand } from './record-command.ts';

/** Options of a decision on a held release. */
export const reviewOptions = {
  by: { type: 'text', placeholder: 'NAME', help: 'who decides' },
  ...connectionOptions,
} as const satisfies Command['options'];

/** Takes a person's decision on a held release, bound to exactly its bytes. */
export async function decideRelease(
  context: CommandContext,
  decision: Review['decision'],
): Promise<Failure | undefined> {
  const { arguments: given, output } = context;
  const by = given.text('by');
  if (by === undefined || by.length > 120)
    return new Failure('wrong-use', 'who', 'a decision names the person who takes it', 'give --by NAME');
  const desk = await openProviderDesk(context);
  const ports = {
    releases: desk.store('releases', 'approver'),
    register: desk.store('register', 'approver'),
    clock: desk.clock,
  };
  const review = await reviewRelease(ports, { taskId: given.positionals[0] ?? '', decision, by });
  await recordCommand(
    desk,
    { action: 'review', object: `task/${review.taskId}/${review.releaseDigest}`, result: decision, by },
    'approver',
  );
  output.line(`${review.taskId}: ${decision} by ${by}`);
  output.result(review);
  return undefined;
}
