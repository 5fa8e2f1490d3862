import type { TestCell, TestTabs } from './workbook.ts';

/** A row by header name. */
export type TestRow = Readonly<Record<string, TestCell>>;

const signal: TestRow = {
  Hash: 'household-1',
  SignaalID: 'S1',
  Meldingnummer: 'M1',
  'Melder ID': 1,
  Postcode: '1234AB',
  'Datum melding': '29-10-2025',
  'Datum doorgezet': '30-10-2025',
  'Startdatum contact': '02-11-2025',
  'Type melding': 'Vroeg',
  Doorgezet: 'Ja',
  Recidive: 'Nee',
  'Recidive maand-1': 'Nee',
  'Recidive maand-2': 'Nee',
  'Recidive maand-3': 'Nee',
  'Recidive maand-4': 'Nee',
  'Recidive maand-5': 'Nee',
  'Recidive maand-6': 'Nee',
  Achterstandsbedrag: 247.86,
  Termijnbedrag: 82.62,
  Leeftijd: 73,
  'Minderjarige kinderen': 'Nee',
};

const caseRow: TestRow = {
  Meldingnummer: 'M1',
  Gemeente: 'Gemeente Toets',
  'Naam medewerker': 'Achternaam Medewerker',
  Onderwerp: 'vertrouwelijk onderwerp',
  Afgerond: 'Ja',
  'Afgerond d.d.': '24-12-2025',
  'Gezien d.d.': '31-10-2025',
  Bereikt: 'N.v.t.',
  Ingetrokken: 'Nee',
  Onterecht: 'Nee',
};

const attempt: TestRow = {
  Meldingnummer: 'M1',
  'Datum contactpoging': '08-11-2025',
  'Wijze van contactpoging': 'Huisbezoek',
  Dagdeel: 'Ochtend',
  'Persoon bereikt': 'Nee',
  Toelichting: 'vertrouwelijke toelichting',
};

const final: TestRow = {
  ...attempt,
  'Datum contactpoging': '13-12-2025',
  'Persoon bereikt': 'ja',
  'Wil de klant hulp': 'Vervolg afspraak gemaakt',
  'Wat is het eindresultaat': 'Quick fix',
};

const followUp: TestRow = {
  Meldingnummer: 'M1',
  Datum: '30-01-2026',
  'Wijze van contactpoging': 'Telefonisch',
  Resultaat: 'Nee',
  'Toelichting bij de FollowUp': 'vertrouwelijk vervolg',
};

const reporter: TestRow = { ID: 1, Melder: 'Woonstichting Noord', 'Melder (submerk)': '', 'Type melder': 'Verhuurder' };

const tab = (base: TestRow, rows: readonly TestRow[]) => [
  Object.keys(base),
  ...rows.map((row) => Object.keys(base).map((header) => ({ ...base, ...row })[header] ?? null)),
];

/** Rows that differ from the ordinary one, by tab. */
export type ExportRows = {
  readonly signals?: readonly TestRow[];
  readonly cases?: readonly TestRow[];
  readonly reporters?: readonly TestRow[];
  readonly attempts?: readonly TestRow[];
  readonly finals?: readonly TestRow[];
};

/** A complete six-tab export; without rows of its own a tab has one ordinary row. */
export const exportTabs = (rows: ExportRows = {}): TestTabs => ({
  Signalen: tab(signal, rows.signals ?? [{}]),
  Meldingen: tab(caseRow, rows.cases ?? [{}]),
  Melders: tab(reporter, rows.reporters ?? [{}]),
  Tussenresultaat: tab(attempt, rows.attempts ?? [{}]),
  Eindresultaat: tab(final, rows.finals ?? [{}]),
  'Follow-Up resultaat': tab(followUp, [{}]),
});
