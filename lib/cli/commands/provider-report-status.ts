import { mailStates } from '../../provider/mails.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider report status [TASK]`. */
export const command: Command = {
  name: ['provider', 'report', 'status'],
  summary: 'what became of the mails to municipalities: sent, failed, bounced, and until when their links work',
  positionals: { name: 'TASK', minimum: 0, maximum: 1 },
  options: connectionOptions,
  examples: ['vroegzicht provider report status --as provider-a'],
  run: async (context) => {
    const desk = await openProviderDesk(context);
    const states = await mailStates(desk.store('reports'), context.arguments.positionals[0]);
    const rows = states.map(({ taskId, municipality, state, claimedAt, linksUntil, mailboxes, sent }) => [
      taskId,
      municipality,
      state,
      `${sent} of ${mailboxes}`,
      claimedAt.slice(0, 16).replace('T', ' '),
      linksUntil,
    ]);
    if (rows.length === 0) context.output.line('No mail went to a municipality yet.');
    else context.output.table(['task', 'municipality', 'state', 'sent', 'since (UTC)', 'links until'], rows);
    context.output.result(states);
    return undefined;
  },
};
