import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { counted } from '../../format-count.ts';
import { addMunicipality } from '../../provider/add-municipality.ts';
import { agreementAnnex } from '../../provider/annex.ts';
import { type MunicipalityFile, parseMunicipalityFile } from '../../provider/municipality-file.ts';
import { sha256 } from '../../signing/canonical.ts';
import type { Command, CommandContext } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { recordCommand } from '../record-command.ts';

/** `vroegzicht provider municipality add FILE`. */
export const command: Command = {
  name: ['provider', 'municipality', 'add'],
  summary: 'register a municipality with its agreement, and make its key',
  description:
    'FILE (YAML or JSON) holds code, name, inhabitants and agreements; docs/OPERATIONS.md shows one. A registered\n' +
    'municipality gets the agreements that are new, and the mailboxes that the file names now; nothing else of an\n' +
    'agreement changes. After a bounce: correct the mailbox in FILE, add it again, then `provider report resend`.',
  positionals: { name: 'FILE', minimum: 1, maximum: 1 },
  options: {
    text: {
      type: 'text',
      placeholder: 'FILE',
      help: 'the signed text: its digest goes into the agreements without one',
    },
    annex: { type: 'text', placeholder: 'FILE', help: 'write the annex (Dutch Markdown) from the registered facts' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider municipality add voorbeeld.yaml --as provider-a',
    'vroegzicht provider municipality add voorbeeld.yaml --text overeenkomst.pdf --annex bijlage.md',
  ],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const wanted = await wantedOf(context);
    const { openProviderDesk } = await import('../provider-desk.ts');
    const desk = await openProviderDesk(context);
    const { status, municipality } = await addMunicipality(desk.store('register'), desk.makeKey, {
      ...wanted,
      status: 'active',
    });
    await recordCommand(desk, { action: 'municipality', object: `municipality/${municipality.code}`, result: status });
    const annex = given.text('annex');
    if (annex !== undefined) {
      await mkdir(dirname(resolve(directory, annex)), { recursive: true });
      await writeFile(resolve(directory, annex), agreementAnnex(municipality, desk.settings.name));
    }
    output.line(
      `${municipality.name} (${municipality.code}): ${status}, ${counted(municipality.agreements.length, 'agreement')}`,
    );
    output.result({ status, municipality });
    return undefined;
  },
};

async function wantedOf({ arguments: given, directory }: CommandContext): Promise<MunicipalityFile> {
  const path = resolve(directory, given.positionals[0] ?? '');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new Failure('wrong-use', 'file-not-found', `there is no file ${path}`, 'give the path of a file');
  const wanted = parseMunicipalityFile(text);
  const signed = given.text('text');
  if (signed === undefined) return wanted;
  const content = await readFile(resolve(directory, signed)).catch(() => undefined);
  if (content === undefined)
    throw new Failure('wrong-use', 'file-not-found', `there is no file ${signed}`, 'give the signed text');
  const textSha256 = sha256(content);
  return { ...wanted, agreements: wanted.agreements.map((agreement) => ({ textSha256, ...agreement })) };
}
