import { Failure } from '../failure.ts';
import { MunicipalityCode, TaskId } from '../protocol/identifiers.ts';
import { waitABit } from '../provider/objection.ts';
import type { Command, CommandContext } from './command.ts';
import { connectionOptions } from './connection.ts';

/** Options of resend and renew. */
export const renewOptions = {
  municipality: { type: 'text', placeholder: 'CODE', help: 'whose mail' },
  ...connectionOptions,
} as const satisfies Command['options'];

/** Asks notify-municipality to send new links to the mailboxes of today's agreement; the former ones stop at once. */
export async function renewMail(context: CommandContext): Promise<Failure | undefined> {
  const { arguments: given, output } = context;
  const taskId = TaskId.safeParse(given.positionals[0]);
  const municipality = MunicipalityCode.safeParse(given.text('municipality'));
  if (!taskId.success || !municipality.success)
    return new Failure(
      'wrong-use',
      'which-mail',
      'a mail is known by its task and municipality',
      'give TASK and --municipality CODE',
    );
  const { openProviderDesk } = await import('./provider-desk.ts');
  const { handInRenewal } = await import('../provider/renewal.ts');
  const desk = await openProviderDesk(context);
  const about = { taskId: taskId.data, municipality: municipality.data };
  const ports = { reports: desk.store('reports'), randomBytes: desk.randomBytes, wait: waitABit };
  const result = await handInRenewal(about, ports);
  output.line(`${municipality.data}: ${(result ?? 'handed in').replaceAll('-', ' ')}`);
  if (result === 'sent') {
    output.result({ ...about, result });
    return undefined;
  }
  return unsent(result);
}

function unsent(result: string | undefined): Failure {
  if (result === undefined)
    return new Failure('node-failed', 'not-yet', 'the mail is not sent yet', 'see `vroegzicht provider report status`');
  if (result === 'no-report')
    return new Failure('wrong-use', result, 'there is no report to mail', 'check the task and the municipality');
  if (result === 'no-agreement')
    return new Failure(
      'refused',
      result,
      'no agreement with this municipality is valid today',
      'register one, then ask again',
    );
  return new Failure(
    'node-failed',
    'not-sent',
    `the mail is ${result}`,
    'check the mailbox in the agreement, then ask again',
  );
}
