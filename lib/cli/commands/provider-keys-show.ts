import { publishedKeys } from '../../provider/rotate-keys.ts';
import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider keys show`. */
export const command: Command = {
  name: ['provider', 'keys', 'show'],
  summary: 'print the public keys that researchers must trust',
  description:
    'Publish the output, and read the key ids to each researcher by another way; they pin it with `study trust`.',
  options: connectionOptions,
  examples: ['vroegzicht provider keys show --as provider-a > provider-a.json'],
  run: async (context) => {
    const desk = await openProviderDesk(context);
    const { provider: id, name } = desk.settings;
    const inUse = publicKeyFromSpki(await desk.release.spki());
    const entry = { id, name, releaseKeys: await publishedKeys(desk.store('register'), id, inUse) };
    context.output.line(JSON.stringify(entry, undefined, 2));
    context.output.result(entry);
    return undefined;
  },
};
