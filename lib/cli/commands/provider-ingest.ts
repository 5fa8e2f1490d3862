import { basename, resolve } from 'node:path';
import type { Manifest } from '../../dataset/manifest.ts';
import { Failure } from '../../failure.ts';
import { formatCount } from '../../format-count.ts';
import { MunicipalityCode } from '../../protocol/identifiers.ts';
import type { Uploaded } from '../../provider/ingest.ts';
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
      for (const line of outcomeLines(basename(file), uploaded)) output.line(line);
      if (uploaded.status !== 'ingested') continue;
      const reports = await qualityOf(desk.store('register'), uploaded.sha256, code);
      for (const line of qualityLines(reports)) output.line(line);
      quality.push(...reports);
    }
    const refused = outcomes.find(({ status }) => status === 'refused');
    if (refused?.status === 'refused')
      return new Failure('refused', refused.code, refused.reason, remedies[refused.code] ?? correctIt);
    output.result({ outcomes, quality });
    return undefined;
  },
};

const correctIt = 'correct the file, then hand it in again';
const registerIt =
  'see `vroegzicht provider municipality list`; `municipality add FILE` registers one or adds an agreement';
const remedies: Readonly<Record<string, string>> = {
  'municipality-unknown': 'give --municipality CODE',
  'unknown-municipality': registerIt,
  'no-agreement': registerIt,
  'not-allowed': registerIt,
};

function outcomeLines(file: string, uploaded: Uploaded): readonly string[] {
  if (uploaded.status === 'refused') return [`${file}: refused, ${uploaded.reason} (${uploaded.code})`];
  if (uploaded.status === 'pending')
    return [`${file}: handed in; not read yet. What becomes of it is in the record: hand it in again to see it`];
  const { leftOut } = uploaded;
  return [
    `${file}: ingested`,
    ...(leftOut.length === 0
      ? []
      : [`Not read: ${leftOut.join(', ')} (not registered, or no agreement that is valid today); ${registerIt}`]),
  ];
}

/** What an officer should know of a delivery; counts only. What the kind of file never has is said once. */
function qualityLines(reports: readonly Manifest[]): readonly string[] {
  const missing = [...new Set(reports.map(({ unavailable }) => unavailable.join(', ')))].filter(
    (names) => names !== '',
  );
  return [...reports.flatMap(municipalityLines), ...missing.map((names) => `Not in this kind of file: ${names}`)];
}

const joinWords: Readonly<Record<string, string>> = {
  signalsWithoutCase: 'signals without a case',
  casesWithoutSignal: 'cases without a signal',
  signalsWithoutHousehold: 'signals without a household',
};

function municipalityLines(report: Manifest): readonly string[] {
  const counts = (found: Readonly<Record<string, number>>, words: Readonly<Record<string, string>> = {}) =>
    Object.entries(found)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${words[name] ?? name} ${formatCount(count)}`)
      .join(', ') || 'none';
  return [
    `${report.municipality}, export of ${report.exportDate}: ${counts(report.rows)}`,
    `  set aside: ${report.quarantine.rows} rows (${counts(report.quarantine.reasons)})`,
    `  unknown codes: ${counts(report.unknownCodes)}`,
    `  unreadable: ${counts(report.unreadable)}`,
    `  without a match: ${counts(report.joins, joinWords)}`,
  ];
}

function codeOf(given: Arguments): MunicipalityCode | undefined {
  const named = given.text('municipality');
  if (named === undefined) return undefined;
  const code = MunicipalityCode.safeParse(named);
  if (code.success) return code.data;
  throw new Failure('wrong-use', 'bad-code', 'that is no municipality code', 'a code is four digits, such as 0518');
}
