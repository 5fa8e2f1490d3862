import { publishedKeys } from '../../provider/rotate-keys.ts';
import { publicKeyFromSpki } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider keys show`. */
export const command: Command = {
  name: ['provider', 'keys', 'show'],
  summary: 'print the public keys that researchers and other providers must trust',
  description:
    'Publish the output, and read the key ids to each researcher and each other provider by another way. A researcher pins\n' +
    'them with `study trust`, a provider with `provider introduce`. With --approver it prints the public half of the approval\n' +
    'key instead, for `approverKeys` in the settings of the deployment.',
  options: {
    approver: { type: 'flag', help: 'print the public approval key, for `approverKeys` in cdk/settings' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider keys show --as provider-a > provider-a.json',
    'vroegzicht provider keys show --approver --as provider-a',
  ],
  run: async (context) => {
    const desk = await openProviderDesk(context);
    const printed = context.arguments.flag('approver') ? publicKeyFromSpki(await desk.approver.spki()) : await entry();
    context.output.line(JSON.stringify(printed, undefined, 2));
    context.output.result(printed);
    return undefined;

    async function entry() {
      const { provider: id, name } = desk.settings;
      const inUse = publicKeyFromSpki(await desk.release.spki());
      const releaseKeys = await publishedKeys(desk.store('register'), id, inUse);
      return { id, name, releaseKeys, exchangeKey: await desk.exchangeKey() };
    }
  },
};
