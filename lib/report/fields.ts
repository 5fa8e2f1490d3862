import { type Language, tableLabels } from './labels.ts';

const columns: Readonly<Record<string, readonly [nl: string, en: string]>> = {
  household: ['huishouden', 'household'],
  postcode4: ['postcode', 'postcode'],
  partner_type: ['soort schuldeiser', 'kind of creditor'],
  creditor: ['schuldeiser', 'creditor'],
  status: ['status', 'status'],
  arrears_since: ['begin van de achterstand', 'start of the arrears'],
  signal_type: ['soort signaal', 'type of signal'],
  signal_date: ['datum van het signaal', 'date of the signal'],
  arrears_cents: ['bedrag van de achterstand', 'amount of the arrears'],
  instalment_cents: ['termijnbedrag', 'amount of an instalment'],
  age: ['leeftijd', 'age'],
  minor_children: ['minderjarige kinderen', 'minor children'],
  forwarded: ['doorgezet', 'forwarded'],
  forwarded_on: ['datum doorgezet', 'date forwarded'],
  contact_started_on: ['start van het contact', 'start of contact'],
  case_id: ['nummer van de melding', 'number of the case'],
  repeat_signal: ['herhaald signaal', 'repeated signal'],
  seen_on: ['datum gezien', 'date seen'],
  closed: ['afgerond', 'closed'],
  closed_on: ['datum afgerond', 'date closed'],
  withdrawn: ['ingetrokken', 'withdrawn'],
  unjustified: ['onterecht', 'unjustified'],
  outcome: ['eindresultaat', 'final result'],
  attempted_on: ['datum van de poging', 'date of the attempt'],
  method: ['contactvorm', 'way of contact'],
  day_part: ['dagdeel', 'part of the day'],
  reached: ['bereikt', 'reached'],
  phase: ['tussentijds of eind', 'interim or final'],
  wants_help: ['wil hulp', 'wants help'],
  followed_up_on: ['datum van het vervolg', 'date of the follow-up'],
  result: ['resultaat', 'result'],
};

/** Name of a table of a delivery for readers. */
export function tableName(table: string, language: Language): string {
  return tableLabels[table]?.[language] ?? table;
}

/** `signals.age` as `signalen: leeftijd`; a name that we do not know stays as it is. */
export function fieldName(field: string, language: Language): string {
  const [table = '', column] = field.split('.');
  const name = tableName(table, language);
  if (column === undefined) return name;
  const month = /^repeat_signal_month_(\d)$/.exec(column)?.[1];
  const [nl, en] = columns[month === undefined ? column : 'repeat_signal'] ?? [column, column];
  const label = language === 'nl' ? nl : en;
  return month === undefined
    ? `${name}: ${label}`
    : `${name}: ${label} (${language === 'nl' ? 'maand' : 'month'} ${month})`;
}
