import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { RegisteredProvider } from '../../protocol/register.ts';
import { openRegister, registerKeys } from '../../register/register.ts';
import { thumbprint } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { readJsonFile } from '../json-file.ts';

/** `vroegzicht study trust FILE`. */
export const command: Command = {
  name: ['study', 'trust'],
  summary: 'pin the public keys of a provider',
  description:
    'FILE is what `vroegzicht provider keys show` printed. Compare the printed key ids with the provider, by telephone\n' +
    'for example. Keys that a provider changes later arrive signed by the old key, and need no second time.',
  positionals: { name: 'FILE', minimum: 1, maximum: 1 },
  options: { replace: { type: 'flag', help: 'replace keys that are pinned already' }, ...connectionOptions },
  examples: ['vroegzicht study trust provider-a.json'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const entry = await readJsonFile(resolve(directory, given.positionals[0] ?? ''), RegisteredProvider);
    if (!entry.releaseKeys.keys.every((key) => thumbprint(key) === key.kid))
      return new Failure(
        'bad-signature',
        'bad-key-id',
        'a key id is not the thumbprint of its key',
        'ask the provider again',
      );
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const desk = await openResearcherDesk(context);
    const { providers } = openRegister(desk.inbox);
    if ((await providers.create(entry)) === 'exists') {
      if (!given.flag('replace'))
        return new Failure(
          'refused',
          'already-trusted',
          `keys of ${entry.id} are pinned already`,
          'compare them, then repeat with --replace',
        );
      await providers.change(registerKeys.provider(entry.id), () => entry);
    }
    for (const { kid } of entry.releaseKeys.keys) output.line(`${entry.id}: key ${kid} is trusted now`);
    output.result(entry);
    return undefined;
  },
};
