import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import { openSandbox, type SqlValue } from '../../lib/dataset/duckdb.ts';
import { Manifest } from '../../lib/dataset/manifest.ts';
import { type CanonicalRow, canonicalTables, type TableName, tableNames } from '../../lib/dataset/tables.ts';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const day = (offset: number) => new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);
const pick = <Item>(items: readonly Item[], share: number): Item | null =>
  items[Math.floor(share * items.length)] ?? null;

/** Rows of one municipality: `cases` closed or open cases with a signal, attempts, and returns; the last day is 2026-06-30. */
export function municipalityRows(
  code: string,
  cases: number,
  seed: number,
): Readonly<Record<TableName, readonly CanonicalRow[]>> {
  const random = seededRandom(seed);
  const rows: Record<TableName, CanonicalRow[]> = {
    signals: [],
    signal_cases: [],
    contact_attempts: [],
    follow_ups: [],
  };
  const signal = (parts: CanonicalRow) =>
    rows.signals.push({
      municipality_code: code,
      signal_type: 'early',
      forwarded: true,
      source_row: rows.signals.length + 1,
      ...parts,
    });
  for (let index = 0; index < cases; index += 1) {
    const id = `${code}-${index}`;
    const household = `h-${code}-${Math.floor(random() * cases * 0.9)}`;
    const start = Math.floor(random() * 100);
    const reached = random() < 0.4;
    const shared = {
      household,
      case_id: id,
      partner_type: pick(['rent', 'energy', 'water', 'health-insurance'], random()),
    };
    signal({
      ...shared,
      signal_id: `s-${id}`,
      signal_date: day(start),
      arrears_cents: Math.floor(random() * 250_000),
      repeat_signal: random() < 0.4,
      age: 18 + Math.floor(random() * 70),
    });
    if (random() < 0.4)
      signal({
        signal_id: `n-${id}`,
        household,
        partner_type: 'energy',
        signal_date: day(start + 20 + Math.floor(random() * 80)),
        repeat_signal: true,
      });
    rows.signal_cases.push({
      case_id: id,
      municipality_code: code,
      closed: random() < 0.8,
      closed_on: day(start + 5 + Math.floor(random() * 30)),
      withdrawn: false,
      unjustified: false,
    });
    const attempt = {
      case_id: id,
      municipality_code: code,
      attempted_on: day(start + 2),
      method: pick(['letter', 'phone', 'home-visit'], random()),
      source_row: index + 1,
    };
    rows.contact_attempts.push({
      ...attempt,
      reached,
      phase: 'final',
      wants_help: reached ? pick(['yes', 'no'], random()) : null,
      outcome: reached ? 'quick-fix' : 'no-contact',
    });
  }
  signal({ signal_id: `last-${code}`, household: `h-${code}-0`, signal_date: '2026-06-30' });
  return rows;
}

/** Writes rows as the Parquet files of an extract and returns it with its manifest. */
export async function writeExtract(
  root: string,
  code: string,
  rows: Readonly<Record<TableName, readonly CanonicalRow[]>>,
  unavailable: readonly string[] = [],
): Promise<LocalExtract> {
  const directory = join(root, code, '2026-06-30-abcdef01');
  await mkdir(directory, { recursive: true });
  const sandbox = await openSandbox({ directory, memoryMegabytes: 256, threads: 1 });
  for (const table of tableNames) {
    const columns = canonicalTables[table];
    await sandbox.run(`CREATE TABLE ${table} (${columns.map((column) => `${column.name} ${column.type}`).join(', ')})`);
    await sandbox.append(
      table,
      rows[table].map((row) => columns.map((column): SqlValue => row[column.name] ?? null)),
    );
    await sandbox.run(`COPY ${table} TO '${directory}/${table}.parquet' (FORMAT parquet, COMPRESSION zstd)`);
  }
  sandbox.close();
  return { directory, manifest: manifestOf(code, unavailable) };
}

function manifestOf(code: string, unavailable: readonly string[]): Manifest {
  return Manifest.parse({
    schema: 'vroegzicht-manifest/1',
    municipality: code,
    snapshot: '2026-06-30-abcdef01',
    exportDate: '2026-06-30',
    synthetic: true,
    source: { format: 'canonical-csv', sha256: 'a'.repeat(64), bytes: 1, amountLocale: 'none' },
    rows: {},
    dates: { 'signals.signal_date': { first: '2026-01-03', last: '2026-06-30', missing: 0 } },
    joins: { signalsWithoutCase: 0, casesWithoutSignal: 0, attemptsWithoutCase: 0, signalsWithoutHousehold: 0 },
    unknownCodes: {},
    unreadable: {},
    droppedIdentifiers: {},
    quarantine: { rows: 0, reasons: {}, sample: [] },
    unavailable,
  });
}

/** A new folder for the extracts of a test. */
export const extractFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
