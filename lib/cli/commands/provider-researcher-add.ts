import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { RegisteredResearcher } from '../../protocol/register.ts';
import { openRegister, registerKeys } from '../../register/register.ts';
import { canonicalText } from '../../signing/canonical.ts';
import { thumbprint } from '../../signing/keys.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { readJsonFile } from '../json-file.ts';
import { recordCommand } from '../record-command.ts';

/** `vroegzicht provider researcher add FILE`. */
export const command: Command = {
  name: ['provider', 'researcher', 'add'],
  summary: 'register a researcher: keys, queue identity and inbox',
  description:
    'FILE is what `vroegzicht study identity` printed. Compare the key ids with the researcher by another way.',
  positionals: { name: 'FILE', minimum: 1, maximum: 1 },
  options: { replace: { type: 'flag', help: 'replace a researcher who is registered already' }, ...connectionOptions },
  examples: ['vroegzicht provider researcher add elsa-lab.json --as provider-a'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const entry = await readJsonFile(resolve(directory, given.positionals[0] ?? ''), RegisteredResearcher);
    if (!entry.keys.keys.every((key) => thumbprint(key) === key.kid))
      return new Failure(
        'bad-signature',
        'bad-key-id',
        'a key id is not the thumbprint of its key',
        'ask the researcher again',
      );
    const { openProviderDesk } = await import('../provider-desk.ts');
    const desk = await openProviderDesk(context);
    const { researchers } = openRegister(desk.store('register'));
    const taken = (await researchers.list()).find(
      ({ id, keys }) => id !== entry.id && keys.keys.some(({ kid }) => entry.keys.keys.some((key) => key.kid === kid)),
    );
    if (taken !== undefined)
      return new Failure(
        'refused',
        'key-in-use',
        `a key is registered for ${taken.id} already`,
        'each researcher has keys of their own',
      );
    if ((await researchers.create(entry)) === 'exists') {
      const present = await researchers.read(registerKeys.researcher(entry.id));
      const isSame = canonicalText(present) === canonicalText(entry);
      if (!isSame && !given.flag('replace'))
        return new Failure(
          'refused',
          'researcher-exists',
          `${entry.id} is registered with other facts`,
          'compare them, then repeat with --replace',
        );
      await researchers.change(registerKeys.researcher(entry.id), () => entry);
    }
    await recordCommand(desk, { action: 'researcher', object: `researcher/${entry.id}`, result: 'registered' });
    for (const { kid } of entry.keys.keys) output.line(`${entry.id}: key ${kid} may ask now`);
    output.result(entry);
    return undefined;
  },
};
