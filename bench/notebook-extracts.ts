import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalExtract } from '../lib/dataset/catalogue.ts';
import { openSandbox } from '../lib/dataset/duckdb.ts';
import { Manifest } from '../lib/dataset/manifest.ts';
import { canonicalTables, type TableName, tableNames } from '../lib/dataset/tables.ts';

const snapshot = '2026-06-30-0000beef';

/** Uniform in [0, 1) from a number and a purpose: the same on every machine and in any order. */
const uniform = (number: string, purpose: string) => `(hash(${number}, '${purpose}') % 1000003) / 1000003.0`;
const pick = (number: string, purpose: string, items: readonly string[]) =>
  `[${items.map((item) => `'${item}'`).join(', ')}][1 + CAST(floor(${uniform(number, purpose)} * ${items.length}) AS INTEGER)]`;
const day = (number: string, purpose: string, days: number) =>
  `CAST(floor(${uniform(number, purpose)} * ${days}) AS INTEGER)`;
const partners = ['rent', 'energy', 'energy', 'water', 'health-insurance', 'health-insurance'];
const methods = ['letter', 'letter', 'email', 'message', 'phone', 'phone', 'home-visit', 'card', 'administrative'];

/** Workbooks number their cases. */
const caseNumber = 'CAST(1000000 + i AS VARCHAR)';

/** Columns that a table fills; the others are null. `i` numbers the signals of all municipalities; most have a case. */
const filled: Readonly<Record<TableName, Readonly<Record<string, string>>>> = {
  signals: {
    signal_id: `md5('signal' || i)`,
    household: `md5('household' || home)`,
    partner_type: pick('i', 'partner', partners),
    creditor: `md5('creditor' || ${day('i', 'creditor', 12)})`,
    signal_type: `CASE WHEN ${uniform('i', 'crisis')} < 0.03 THEN 'crisis' ELSE 'early' END`,
    signal_date: 'signal_date',
    arrears_cents: `CAST(exp(6 + 4 * ${uniform('i', 'arrears')}) * 100 AS BIGINT)`,
    age: `18 + ${day('home', 'age', 75)}`,
    minor_children: `${uniform('home', 'children')} < 0.4`,
    forwarded: 'forwarded',
    forwarded_on: 'CASE WHEN forwarded THEN signal_date + 1 END',
    case_id: `CASE WHEN has_case THEN ${caseNumber} END`,
    repeat_signal: `${uniform('i', 'repeat')} < 0.5`,
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((month) => [`repeat_signal_month_${month}`, `${uniform('i', `repeat${month}`)} < 0.2`]),
    ),
    source_row: 'CAST(i AS INTEGER)',
  },
  signal_cases: {
    case_id: caseNumber,
    seen_on: 'signal_date + 1',
    closed: `${uniform('i', 'closed')} < 0.8`,
    closed_on: `signal_date + 5 + ${day('i', 'close', 60)}`,
    withdrawn: `${uniform('i', 'withdrawn')} < 0.02`,
    unjustified: `${uniform('i', 'unjustified')} < 0.01`,
    source_row: 'CAST(i AS INTEGER)',
  },
  contact_attempts: {
    case_id: caseNumber,
    attempted_on: `signal_date + CAST(3 * number AS INTEGER) + ${day('i * 8 + number', 'attempted', 3)}`,
    method: pick('i * 8 + number', 'method', methods),
    day_part: pick('i * 8 + number', 'part', ['morning', 'afternoon', 'evening']),
    reached: `${uniform('i * 8 + number', 'reached')} < 0.25`,
    phase: `CASE WHEN number = last THEN 'final' ELSE 'interim' END`,
    wants_help: `CASE WHEN number = last THEN ${pick('i', 'help', ['yes', 'no', 'no', 'other', 'wants-contact'])} END`,
    outcome: `CASE WHEN number = last THEN ${pick('i', 'outcome', ['no-contact', 'no-help-wanted', 'resolves-self', 'already-paid', 'quick-fix'])} END`,
    source_row: 'CAST(i * 4 + number AS INTEGER)',
  },
  follow_ups: {},
};

const from: Readonly<Record<TableName, string>> = {
  signals: 'source',
  signal_cases: 'source WHERE has_case',
  contact_attempts: `(SELECT *, unnest(range(1, last + 1)) AS number FROM (SELECT *, CAST(${uniform('i', 'attempts')} * 3.3 AS INTEGER) AS last FROM source WHERE has_case))`,
  follow_ups: 'source WHERE false',
};

function selection(table: TableName, code: string): string {
  const columns = canonicalTables[table].map(({ name, type }) => {
    const value = name === 'municipality_code' ? `'${code}'` : (filled[table][name] ?? 'NULL');
    return `CAST(${value} AS ${type}) AS ${name}`;
  });
  return `SELECT ${columns.join(', ')} FROM ${from[table]}`;
}

/** Extent of a data set; households return, so signals are more. */
export type Extent = { readonly municipalities: number; readonly households: number; readonly signals: number };

/** The extracts under a folder, by the manifests beside their tables. */
export async function readExtracts(root: string): Promise<readonly LocalExtract[]> {
  const codes = (await readdir(root)).filter((name) => /^\d{4}$/.test(name)).toSorted();
  return await Promise.all(
    codes.map(async (code) => {
      const directory = join(root, code, snapshot);
      const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
      return { directory, manifest };
    }),
  );
}

/**
 * Writes seeded extracts straight from SQL: signals over nine months, cases and attempts in the shares of the example workbook. What
 * stands there already is left as it is, so that an interrupted run goes on.
 */
export async function writeExtracts(root: string, extent: Extent): Promise<void> {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 1024, threads: 2 });
  const each = Math.ceil(extent.signals / extent.municipalities);
  const homes = Math.ceil(extent.households / extent.municipalities);
  for (let index = 0; index < extent.municipalities; index += 1) {
    const code = String(index + 1).padStart(4, '0');
    const directory = join(root, code, snapshot);
    const manifestPath = join(directory, 'manifest.json');
    if ((await stat(manifestPath).catch(() => undefined)) !== undefined) continue;
    await mkdir(directory, { recursive: true });
    await sandbox.run(`CREATE OR REPLACE TABLE source AS SELECT i, ${index * homes} + hash(i, 'home') % ${homes} AS home,
      DATE '2025-10-01' + ${day('i', 'day', 272)} AS signal_date, ${uniform('i', 'forwarded')} < 0.63 AS forwarded, ${uniform('i', 'case')} < 0.92 AS has_case
      FROM range(${index * each}, ${(index + 1) * each}) AS signals(i)`);
    const rows: Record<string, number> = {};
    for (const table of tableNames) {
      const path = join(directory, `${table}.parquet`);
      await sandbox.run(`COPY (${selection(table, code)}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
      const [counted] = await sandbox.rows(`SELECT count(*) AS n FROM '${path}'`);
      rows[table] = Number(counted?.['n']);
    }
    await writeFile(manifestPath, JSON.stringify(manifestOf(code, rows)));
  }
  sandbox.close();
}

function manifestOf(code: string, rows: Readonly<Record<string, number>>): Manifest {
  return Manifest.parse({
    schema: 'vroegzicht-manifest/1',
    municipality: code,
    snapshot,
    exportDate: '2026-06-30',
    synthetic: true,
    source: { format: 'canonical-csv', sha256: '0'.repeat(64), bytes: 0, amountLocale: 'none' },
    rows,
    dates: { 'signals.signal_date': { first: '2025-10-01', last: '2026-06-29', missing: 0 } },
    joins: { signalsWithoutCase: 0, casesWithoutSignal: 0, attemptsWithoutCase: 0, signalsWithoutHousehold: 0 },
    unknownCodes: {},
    unreadable: {},
    droppedIdentifiers: {},
    quarantine: { rows: 0, reasons: {}, sample: [] },
    unavailable: [],
  });
}
