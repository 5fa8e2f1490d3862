import { basename, resolve } from 'node:path';
import type { Manifest } from '../../dataset/manifest.ts';
import { Failure } from '../../failure.ts';
import { formatCount } from '../../format-count.ts';
import { MunicipalityCode } from '../../protocol/identifiers.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';

/** `vroegzicht provider ingest FILE --municipality CODE`. */
export const command: Command = {
  name: ['provider', 'ingest'],
  summary: 'hand in exports and show what was wrong with them',
  description:
    'A workbook needs --municipality; a DDAS delivery of several municipalities does not. The name of the file is not kept.',
  positionals: { name: 'FILE', minimum: 1, maximum: 50 },
  options: {
    municipality: { type: 'text', placeholder: 'CODE', help: 'whose export it is' },
    synthetic: { type: 'flag', help: 'the data are synthetic, and every result says so' },
    wait: { type: 'text', placeholder: 'SECONDS', help: 'how long to wait for the outcome (default 300)' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider ingest export.xlsx --municipality 0518 --as provider-a',
    'vroegzicht provider ingest delivery.json --as provider-b',
  ],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const code = codeOf(given);
    const seconds = given.integer('wait', { minimum: 0, maximum: 3600 }) ?? 300;
    const { openProviderDesk } = await import('../provider-desk.ts');
    const { uploadExport } = await import('../../provider/ingest.ts');
    const { qualityOf } = await import('../../register/quality.ts');
    const { waitABit } = await import('../../provider/objection.ts');
    const desk = await openProviderDesk(context);
    const stores = { inbox: desk.store('inbox'), ledger: desk.store('ledger') };
    const outcomes = [];
    const quality: Manifest[] = [];
    for (const file of given.positionals) {
      const request = {
        path: resolve(directory, file),
        folder: code ?? 'deliveries',
        synthetic: given.flag('synthetic'),
        seconds,
      };
      const uploaded = await uploadExport(request, { ...stores, wait: waitABit });
      outcomes.push(uploaded);
      output.line(
        `${basename(file)}: ${uploaded.status}${uploaded.status === 'refused' ? `, ${uploaded.reason} (${uploaded.code})` : ''}`,
      );
      if (uploaded.status !== 'ingested') continue;
      const reports = await qualityOf(desk.store('register'), uploaded.sha256, code);
      for (const line of reports.flatMap(qualityLines)) output.line(line);
      quality.push(...reports);
    }
    const refused = outcomes.find(({ status }) => status === 'refused');
    if (refused?.status === 'refused')
      return new Failure(
        'refused',
        refused.code,
        refused.reason,
        'correct the file or the register, then hand it in again',
      );
    output.result({ outcomes, quality });
    return undefined;
  },
};

/** What an officer should know of a delivery; counts only. */
function qualityLines({
  municipality,
  exportDate,
  rows,
  quarantine,
  unknownCodes,
  unreadable,
  joins,
  unavailable,
}: Manifest): readonly string[] {
  const counts = (found: Readonly<Record<string, number>>) =>
    Object.entries(found)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${formatCount(count)}`)
      .join(', ') || 'none';
  return [
    `${municipality}, export of ${exportDate}: ${counts(rows)}`,
    `Set aside: ${quarantine.rows} rows (${counts(quarantine.reasons)})`,
    `Unknown codes: ${counts(unknownCodes)}`,
    `Unreadable: ${counts(unreadable)}`,
    `Without a match: ${counts(joins)}`,
    `Not in this kind of file: ${unavailable.length === 0 ? 'nothing' : unavailable.join(', ')}`,
  ];
}

function codeOf(given: Arguments): MunicipalityCode | undefined {
  const named = given.text('municipality');
  if (named === undefined) return undefined;
  const code = MunicipalityCode.safeParse(named);
  if (code.success) return code.data;
  throw new Failure('wrong-use', 'bad-code', 'that is no municipality code', 'a code is four digits, such as 0518');
}
