import { type CellWriter, cellWriter } from './dirt.ts';
import { retainedSignals } from './generate.ts';
import { ageOn } from './households.ts';
import { creditorTypes } from './parameters.ts';
import type { Attempt, MunicipalityRecords, Signal, SignalCase } from './records.ts';
import { headers } from './workbook-headers.ts';
import {
  answerNames,
  creditorNames,
  dayPartNames,
  methodNames,
  outcomeNames,
  reporterTypes,
} from './workbook-words.ts';
import { type Cell, type Sheet, writeXlsx } from './xlsx.ts';

/** How an export is written; dirt is in it unless `clean`. */
export type WriteOptions = { readonly clean?: boolean };

/** Rows written to each tab. */
export type WrittenRows = Readonly<Record<string, number>>;

/** Writes the six tabs that the xxllnc export has; signals past their retention are not in it. */
export async function writeWorkbook(
  records: MunicipalityRecords,
  path: string,
  options: WriteOptions = {},
): Promise<WrittenRows> {
  const clean = options.clean === true;
  const written: Record<string, number> = {};
  const sheet = (name: string, header: readonly string[], rows: (writer: CellWriter) => Iterable<readonly Cell[]>) => ({
    name,
    header,
    rows: () => counted(rows(cellWriter(records, name, clean)), name, written),
  });
  const sheets: readonly Sheet[] = [
    sheet('Signalen', headers.signals, (writer) => signalRows(records, writer, clean)),
    sheet('Meldingen', headers.cases, (writer) => caseRows(records, writer)),
    sheet('Melders', headers.reporters, () => reporters(clean)),
    sheet('Tussenresultaat', headers.interim, (writer) => interimRows(records, writer)),
    sheet('Eindresultaat', headers.final, (writer) => finalRows(records, writer)),
    sheet('Follow-Up resultaat', headers.followUp, (writer) => followUpRows(records, writer)),
  ];
  await writeXlsx(path, sheets, vocabulary(sheets));
  return written;
}

function* counted(rows: Iterable<readonly Cell[]>, name: string, written: Record<string, number>) {
  written[name] = 0;
  for (const row of rows) {
    written[name] += 1;
    yield row;
  }
}

function vocabulary(sheets: readonly Sheet[]): readonly string[] {
  const names = [methodNames, dayPartNames, outcomeNames, answerNames].flatMap((map) => Object.values(map));
  const headers = sheets.flatMap((sheet) => sheet.header);
  return [...new Set([...headers, ...names, 'Ja', 'ja', 'JA ', 'Nee', 'nee', 'Vroeg', 'Crisis', 'N.v.t.'])];
}

function* signalRows(records: MunicipalityRecords, writer: CellWriter, clean: boolean) {
  const started = new Map(records.cases.map((one) => [one.id, one.attempts[0]?.day ?? null]));
  for (const signal of retainedSignals(records)) {
    const { household, day, forwardedOn, caseId } = signal;
    const unlisted = !clean && writer.chance(0.002);
    yield [
      household.key,
      signal.id,
      caseId,
      unlisted ? 99 : reporterId(signal),
      household.postcode,
      writer.date(day),
      writer.date(forwardedOn),
      writer.date(caseId === null ? null : (started.get(caseId) ?? null)),
      signal.crisis ? 'Crisis' : 'Vroeg',
      writer.yesNo(forwardedOn !== null),
      writer.yesNo(signal.repeatMonths.includes(true)),
      ...signal.repeatMonths.map(writer.yesNo),
      writer.amount(signal.arrearsCents),
      writer.amount(signal.instalmentCents),
      writer.age(ageOn(household.bornOn, day)),
      writer.optional(household.minorChildren ? 'Ja' : 'Nee'),
    ];
  }
}

function* caseRows(records: MunicipalityRecords, writer: CellWriter) {
  for (const [index, one] of records.cases.entries())
    yield [
      one.id,
      records.name,
      `medewerker ${(index % 8) + 1}`,
      'Vroegsignalering',
      writer.yesNo(one.closedOn !== null),
      writer.date(one.closedOn),
      writer.date(one.seenOn),
      'N.v.t.',
      writer.yesNo(one.withdrawn),
      writer.yesNo(one.unjustified),
    ];
}

function reporters(clean: boolean): readonly (readonly Cell[])[] {
  const listed = reporterTypes.flatMap(({ type, label }) =>
    creditorNames[type]
      .slice(0, creditorTypes[type].creditors)
      .map(([name, brand], index) => [reporterId({ creditorType: type, creditor: index }), name, brand, label]),
  );
  return clean ? listed : [...listed, [99, 'Achterafbetaald', null, 'Webwinkel']];
}

function reporterId(signal: Pick<Signal, 'creditorType' | 'creditor'>): number {
  return (reporterTypes.findIndex(({ type }) => type === signal.creditorType) + 1) * 10 + signal.creditor;
}

/** The last attempt of a finished case stands among the final results, all others among the interim results. */
const finalAttempt = (one: SignalCase): Attempt | undefined => (one.outcome === null ? undefined : one.attempts.at(-1));

function attemptCells(one: SignalCase, attempt: Attempt, writer: CellWriter): readonly Cell[] {
  const method = writer.code(methodNames[attempt.method], 'Buurtteam');
  const dayPart = writer.optional(dayPartNames[attempt.dayPart]);
  return [one.id, writer.date(attempt.day), method, dayPart, writer.yesNo(attempt.reached)];
}

function* interimRows(records: MunicipalityRecords, writer: CellWriter) {
  for (const one of records.cases) {
    const final = finalAttempt(one);
    for (const attempt of one.attempts)
      if (attempt !== final) yield [...attemptCells(one, attempt, writer), writer.chance(0.05) ? 'vrije tekst' : null];
  }
}

function* finalRows(records: MunicipalityRecords, writer: CellWriter) {
  for (const one of records.cases) {
    const final = finalAttempt(one);
    if (final === undefined || one.outcome === null) continue;
    const answer = one.wantsHelp === null ? null : answerNames[one.wantsHelp];
    const text = writer.chance(0.09) ? 'vrije tekst' : null;
    yield [...attemptCells(one, final, writer), answer, outcomeNames[one.outcome], null, null, text];
  }
}

function* followUpRows(records: MunicipalityRecords, writer: CellWriter) {
  for (const { id, followUp } of records.cases)
    if (followUp !== null)
      yield [id, writer.date(followUp.day), methodNames.phone, followUp.result === 'yes' ? 'Ja' : 'Nee', 'toelichting'];
}
