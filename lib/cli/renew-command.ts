import { Failure } from '../failure.ts';
import { MunicipalityCode, TaskId } from '../protocol/identifiers.ts';
import type { Command, CommandContext } from './command.ts';
import { connectionOptions } from './connection.ts';

/** Options of resend and renew. */
export const renewOptions = {
  municipality: { type: 'text', placeholder: 'CODE', help: 'whose mail' },
  ...connectionOptions,
} as const satisfies Command['options'];

/** Sends new links to the mailboxes of today's agreement; the former ones stop at once. */
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
  const { renewLinks } = await import('../notify-municipality.ts');
  const desk = await openProviderDesk(context);
  const ports = {
    reports: desk.store('reports'),
    register: desk.store('register'),
    ledger: desk.store('ledger'),
    mail: desk.mail,
    clock: desk.clock,
    randomBytes: desk.randomBytes,
  };
  const settings = { baseUrl: desk.settings.reportBaseUrl, contact: desk.settings.mailContact };
  const about = { taskId: taskId.data, municipality: municipality.data };
  const result = await renewLinks(about, ports, settings);
  output.line(`${municipality.data}: ${result.replaceAll('-', ' ')}`);
  if (result === 'sent') {
    output.result({ ...about, result });
    return undefined;
  }
  return new Failure(
    'node-failed',
    'not-sent',
    `the mail is ${result}`,
    'check the mailbox in the agreement, then send it again',
  );
}
