import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';

/** `vroegzicht study identity`. */
export const command: Command = {
  name: ['study', 'identity'],
  summary: 'print what a provider must know of you: keys, sender and inbox',
  description: 'Send the output to each provider, who registers it with `vroegzicht provider researcher add`.',
  options: connectionOptions,
  examples: ['vroegzicht study identity > elsa-lab.json'],
  run: async (context) => {
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const { settings, signer } = await openResearcherDesk(context);
    const entry = {
      id: settings.researcher,
      name: settings.name,
      accountId: settings.accountId,
      senderId: settings.senderId,
      keys: { keys: [publicKeyFromSpki(await signer.spki())] },
      inbox: { bucket: settings.buckets.inbox, prefix: 'inbox/' },
    };
    context.output.line(JSON.stringify(entry, undefined, 2));
    context.output.result(entry);
    return undefined;
  },
};
