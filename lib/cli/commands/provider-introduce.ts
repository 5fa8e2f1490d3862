import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { RegisteredProvider } from '../../protocol/register.ts';
import { openRegister, registerKeys } from '../../register/register.ts';
import { canonicalText } from '../../signing/canonical.ts';
import { exchangeKeyOf } from '../../signing/encrypt-evidence.ts';
import { thumbprint } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { readJsonFile } from '../json-file.ts';
import { recordCommand } from '../record-command.ts';

/** `vroegzicht provider introduce FILE`. */
export const command: Command = {
  name: ['provider', 'introduce'],
  summary: 'register the public keys of another provider, to fit models together',
  description:
    'FILE is what `vroegzicht provider keys show` printed at the other provider. Compare the key ids with it by another way.\n' +
    'Each of the two introduces the other. Needed only for models that go back and forth between providers (rounds).',
  positionals: { name: 'FILE', minimum: 1, maximum: 1 },
  options: { replace: { type: 'flag', help: 'replace keys that are registered already' }, ...connectionOptions },
  examples: ['vroegzicht provider introduce provider-b.json --as provider-a'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const entry = await readJsonFile(resolve(directory, given.positionals[0] ?? ''), RegisteredProvider);
    const exchange = await checkedKeys(entry);
    const { openProviderDesk } = await import('../provider-desk.ts');
    const desk = await openProviderDesk(context);
    if (entry.id === desk.settings.provider)
      return new Failure(
        'wrong-use',
        'own-keys',
        `${entry.id} is this provider itself`,
        'give the keys of another provider',
      );
    const { providers } = openRegister(desk.store('register'));
    if ((await providers.create(entry)) === 'exists') {
      const key = registerKeys.provider(entry.id);
      const isSame = canonicalText(await providers.read(key)) === canonicalText(entry);
      if (!isSame && !given.flag('replace'))
        return new Failure(
          'refused',
          'provider-exists',
          `${entry.id} is registered with other keys`,
          'compare them, then repeat with --replace',
        );
      await providers.change(key, () => entry);
    }
    await recordCommand(desk, { action: 'introduce', object: `provider/${entry.id}`, result: 'registered' });
    for (const { kid } of entry.releaseKeys.keys) output.line(`${entry.id}: key ${kid} may sign evidence now`);
    output.line(`${entry.id}: evidence is sealed to key ${exchange} now`);
    output.result(entry);
    return undefined;
  },
};

/** The id of the exchange key; throws for an entry without one, or with an id that is not the thumbprint of its key. */
async function checkedKeys({ id, releaseKeys, exchangeKey }: RegisteredProvider): Promise<string> {
  if (exchangeKey === undefined)
    throw new Failure(
      'wrong-use',
      'no-exchange-key',
      `the file has no exchange key of ${id}`,
      'ask for the output of `vroegzicht provider keys show` of its present version',
    );
  const { kid } = await exchangeKeyOf(exchangeKey);
  if (kid !== exchangeKey.kid || !releaseKeys.keys.every((key) => thumbprint(key) === key.kid))
    throw new Failure(
      'bad-signature',
      'bad-key-id',
      'a key id is not the thumbprint of its key',
      'ask the provider again',
    );
  return kid;
}
