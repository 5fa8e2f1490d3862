import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { algorithmEntry } from '../../provider/algorithm-register.ts';
import { processingRecord, residentText } from '../../provider/processing-record.ts';
import { participants } from '../../register/participants.ts';
import { openRegister } from '../../register/register.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';
import { studyOptions, versionOf } from '../study-version.ts';

/** `vroegzicht provider register export ID`. */
export const command: Command = {
  name: ['provider', 'register', 'export'],
  summary: 'write for each municipality its Algoritmeregister entry, processing record and information text',
  description:
    'One folder a municipality; every length is checked against publication standard 1.0 of the Algoritmeregister.',
  positionals: { name: 'ID', minimum: 1, maximum: 1 },
  options: {
    out: { type: 'text', placeholder: 'DIR', help: 'where to write (default register)' },
    ...studyOptions,
    ...connectionOptions,
  },
  examples: ['vroegzicht provider register export reach-2026 --out register --as provider-a'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const desk = await openProviderDesk(context);
    const register = desk.store('register');
    const study = await versionOf(register, given.positionals[0] ?? '', given);
    const today = desk.clock().toISOString().slice(0, 10);
    const taking = participants(await openRegister(register).municipalities.list(), study.purpose, today, study.study);
    const folder = resolve(directory, given.text('out') ?? 'register');
    const { name: provider, mailContact: contact } = desk.settings;
    for (const { municipality, agreement } of taking) {
      const subject = { municipality, provider, contact, study, from: agreement.from };
      const own = join(folder, municipality.code);
      await mkdir(own, { recursive: true });
      await writeFile(
        join(own, 'algoritmeregister.json'),
        `${JSON.stringify(algorithmEntry(subject), undefined, 2)}\n`,
      );
      await writeFile(join(own, 'verwerkingsregister.md'), processingRecord(subject));
      await writeFile(join(own, 'informatie-inwoners.md'), residentText(subject));
    }
    output.line(`Wrote entries of ${taking.length} municipalities in ${folder}`);
    output.result({ folder, municipalities: taking.map(({ municipality }) => municipality.code) });
    return undefined;
  },
};
