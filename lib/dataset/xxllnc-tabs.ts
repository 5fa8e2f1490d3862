import type { AmountReader, AmountReading } from './amounts.ts';
import {
  type CellReader,
  type Reading,
  readAge,
  readCode,
  readDate,
  readDateUpTo,
  readFlag,
  readIdentifier,
  readPostcode4,
  unreadableValue,
} from './cell-values.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { TableName } from './tables.ts';
import type { Cell } from './xlsx-cell.ts';
import {
  xxllncContactMethods,
  xxllncDayParts,
  xxllncFollowUpResults,
  xxllncHelpAnswers,
  xxllncOutcomes,
  xxllncSignalTypes,
} from './xxllnc-codes.ts';
import type { Creditor } from './xxllnc-creditors.ts';

/** Where a canonical column comes from: its header in the tab and its reader. */
export type Field = {
  readonly column: string;
  readonly header: string;
  readonly read: (cell: Exclude<Cell, null>) => Reading | AmountReading;
};

/** A tab of the workbook that fills a canonical table; rows of a `core` tab must be there. */
export type Tab = {
  readonly sheet: string;
  readonly table: TableName;
  readonly core: boolean;
  readonly key: string;
  readonly fields: readonly Field[];
  readonly phase?: 'interim' | 'final';
};

/** What the fields of the signals need from elsewhere. */
export type TabContext = {
  readonly pseudonym: Pseudonyms;
  readonly creditors: ReadonlyMap<string, Creditor>;
  readonly amounts: AmountReader;
  readonly latestDay: string | undefined;
  readonly sawMunicipality: (name: string) => void;
};

const field = (column: string, header: string, read: Field['read']): Field => ({ column, header, read });

/** The tabs in the order in which they are read; `Melders` is read before, into `context.creditors`. */
export const xxllncTabs = (context: TabContext): readonly Tab[] => [
  { sheet: 'Signalen', table: 'signals', core: true, key: 'SignaalID', fields: signalFields(context) },
  { sheet: 'Meldingen', table: 'signal_cases', core: true, key: 'Meldingnummer', fields: caseFields(context) },
  { ...contactTab('Tussenresultaat', attemptFields), phase: 'interim' },
  { ...contactTab('Eindresultaat', [...attemptFields, ...finalFields]), phase: 'final' },
  { ...contactTab('Follow-Up resultaat', followUpFields), table: 'follow_ups' },
];

const contactTab = (sheet: string, fields: readonly Field[]): Tab => ({
  sheet,
  table: 'contact_attempts',
  core: false,
  key: 'Meldingnummer',
  fields,
});

function signalFields({ pseudonym, creditors, amounts, latestDay }: TabContext): readonly Field[] {
  const hash: CellReader = (cell) => {
    const value = readIdentifier(cell);
    return typeof value === 'string' ? pseudonym('hash', value) : value;
  };
  const creditor = (cell: Exclude<Cell, null>) => creditors.get(String(readIdentifier(cell)));
  const amount = (column: string, header: string) =>
    field(column, header, (cell) =>
      typeof cell === 'number' || typeof cell === 'string'
        ? amounts.read(`signals.${column}`, cell)
        : amounts.read(`signals.${column}`, Number.NaN),
    );
  const month = (number: number) => field(`repeat_signal_month_${number}`, `Recidive maand-${number}`, readFlag);
  return [
    field('signal_id', 'SignaalID', readIdentifier),
    field('household', 'Hash', hash),
    field('postcode4', 'Postcode', readPostcode4),
    field('partner_type', 'Melder ID', (cell) => creditor(cell)?.partnerType ?? unreadableValue),
    field('creditor', 'Melder ID', (cell) => creditor(cell)?.pseudonym ?? null),
    field('signal_type', 'Type melding', readCode(xxllncSignalTypes)),
    field('signal_date', 'Datum melding', readDateUpTo(latestDay)),
    amount('arrears_cents', 'Achterstandsbedrag'),
    amount('instalment_cents', 'Termijnbedrag'),
    field('age', 'Leeftijd', readAge),
    field('minor_children', 'Minderjarige kinderen', readFlag),
    field('forwarded', 'Doorgezet', readFlag),
    field('forwarded_on', 'Datum doorgezet', readDate),
    field('contact_started_on', 'Startdatum contact', readDate),
    field('case_id', 'Meldingnummer', readIdentifier),
    field('repeat_signal', 'Recidive', readFlag),
    ...[1, 2, 3, 4, 5, 6].map(month),
  ];
}

function caseFields({ sawMunicipality }: TabContext): readonly Field[] {
  const municipality: CellReader = (cell) => {
    if (typeof cell === 'string') sawMunicipality(cell);
    return null;
  };
  return [
    field('case_id', 'Meldingnummer', readIdentifier),
    field('municipality_code', 'Gemeente', municipality),
    field('seen_on', 'Gezien d.d.', readDate),
    field('closed', 'Afgerond', readFlag),
    field('closed_on', 'Afgerond d.d.', readDate),
    field('withdrawn', 'Ingetrokken', readFlag),
    field('unjustified', 'Onterecht', readFlag),
  ];
}

const attemptFields: readonly Field[] = [
  field('case_id', 'Meldingnummer', readIdentifier),
  field('attempted_on', 'Datum contactpoging', readDate),
  field('method', 'Wijze van contactpoging', readCode(xxllncContactMethods)),
  field('day_part', 'Dagdeel', readCode(xxllncDayParts)),
  field('reached', 'Persoon bereikt', readFlag),
];

const finalFields: readonly Field[] = [
  field('wants_help', 'Wil de klant hulp', readCode(xxllncHelpAnswers)),
  field('outcome', 'Wat is het eindresultaat', readCode(xxllncOutcomes)),
];

const followUpFields: readonly Field[] = [
  field('case_id', 'Meldingnummer', readIdentifier),
  field('followed_up_on', 'Datum', readDate),
  field('method', 'Wijze van contactpoging', readCode(xxllncContactMethods)),
  field('result', 'Resultaat', readCode(xxllncFollowUpResults)),
];
