import {
  attemptPhases,
  type Code,
  contactMethods,
  dayParts,
  followUpResults,
  helpAnswers,
  outcomes,
  partnerTypes,
  signalStatuses,
  signalTypes,
} from './codes.ts';

/** A column of a canonical table: its DuckDB type, whether a row without it is quarantined, its codes if coded. */
export type Column = {
  readonly name: string;
  readonly type: 'VARCHAR' | 'DATE' | 'BIGINT' | 'INTEGER' | 'BOOLEAN';
  readonly key?: boolean;
  readonly codes?: readonly Code[];
};

/** One of the four canonical tables (architecture, section 4). */
export type TableName = 'signals' | 'signal_cases' | 'contact_attempts' | 'follow_ups';

const text = (name: string): Column => ({ name, type: 'VARCHAR' });
const key = (name: string): Column => ({ name, type: 'VARCHAR', key: true });
const date = (name: string): Column => ({ name, type: 'DATE' });
const flag = (name: string): Column => ({ name, type: 'BOOLEAN' });
const coded = (name: string, codes: readonly Code[]): Column => ({ name, type: 'VARCHAR', codes });

/** Columns of the canonical tables, in the order in which Parquet holds them. */
export const canonicalTables: Readonly<Record<TableName, readonly Column[]>> = {
  signals: [
    key('signal_id'),
    text('household'),
    key('municipality_code'),
    text('postcode4'),
    coded('partner_type', partnerTypes),
    text('creditor'),
    coded('status', signalStatuses),
    date('arrears_since'),
    coded('signal_type', signalTypes),
    date('signal_date'),
    { name: 'arrears_cents', type: 'BIGINT' },
    { name: 'instalment_cents', type: 'BIGINT' },
    { name: 'age', type: 'INTEGER' },
    flag('minor_children'),
    flag('forwarded'),
    date('forwarded_on'),
    date('contact_started_on'),
    text('case_id'),
    flag('repeat_signal'),
    flag('repeat_signal_month_1'),
    flag('repeat_signal_month_2'),
    flag('repeat_signal_month_3'),
    flag('repeat_signal_month_4'),
    flag('repeat_signal_month_5'),
    flag('repeat_signal_month_6'),
    { name: 'source_row', type: 'INTEGER' },
  ],
  signal_cases: [
    key('case_id'),
    key('municipality_code'),
    date('seen_on'),
    flag('closed'),
    date('closed_on'),
    flag('withdrawn'),
    flag('unjustified'),
    coded('outcome', outcomes),
    { name: 'source_row', type: 'INTEGER' },
  ],
  contact_attempts: [
    key('case_id'),
    key('municipality_code'),
    date('attempted_on'),
    coded('method', contactMethods),
    coded('day_part', dayParts),
    flag('reached'),
    coded('phase', attemptPhases),
    coded('wants_help', helpAnswers),
    coded('outcome', outcomes),
    { name: 'source_row', type: 'INTEGER' },
  ],
  follow_ups: [
    key('case_id'),
    key('municipality_code'),
    date('followed_up_on'),
    coded('method', contactMethods),
    coded('result', followUpResults),
    { name: 'source_row', type: 'INTEGER' },
  ],
};

/** Names of the canonical tables. */
export const tableNames: readonly TableName[] = ['signals', 'signal_cases', 'contact_attempts', 'follow_ups'];

/** A row of a canonical table: dates as `YYYY-MM-DD`, amounts in cents, missing as null. */
export type CanonicalRow = Readonly<Record<string, string | number | boolean | null>>;

/** Name of the view of a table as the extracts of a run hold it. */
export const sourceView = (table: TableName): string => `source_${table}`;
