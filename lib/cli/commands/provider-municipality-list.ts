import { mailTroubles } from '../../provider/mails.ts';
import { openRegister } from '../../register/register.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';

/** `vroegzicht provider municipality list`. */
export const command: Command = {
  name: ['provider', 'municipality', 'list'],
  summary: 'list the registered municipalities, their agreements, and whose last mail did not arrive',
  options: connectionOptions,
  examples: ['vroegzicht provider municipality list --as provider-a'],
  run: async (context) => {
    const { openProviderDesk } = await import('../provider-desk.ts');
    const desk = await openProviderDesk(context);
    const municipalities = await openRegister(desk.store('register')).municipalities.list();
    const troubles = await mailTroubles(desk.store('reports'));
    const today = desk.clock().toISOString().slice(0, 10);
    const rows = municipalities.map(({ code, name, status, agreements }) => {
      const valid = agreements.filter(({ from, until }) => from <= today && today <= until);
      const until = valid.map((agreement) => agreement.until).toSorted((left, right) => right.localeCompare(left))[0];
      const purposes = [...new Set(valid.flatMap((agreement) => agreement.purposes))].join(', ');
      const mail = troubles.get(code)?.state ?? '-';
      return [code, name, status, String(valid.length), until ?? '-', purposes === '' ? '-' : purposes, mail];
    });
    context.output.table(['code', 'name', 'status', 'agreements today', 'until', 'purposes', 'mail'], rows);
    for (const [code, { state, claimedAt, taskId, mailboxes }] of troubles)
      context.output.line(
        `${code}: mail of ${claimedAt.slice(0, 10)} to ${mailboxes.join(', ')} ${state}. Ask for the right mailbox, correct it with \`municipality add FILE\`, then \`report resend ${taskId} --municipality ${code}\``,
      );
    context.output.result(municipalities.map((each) => ({ ...each, mailTrouble: troubles.get(each.code) ?? null })));
    return undefined;
  },
};
