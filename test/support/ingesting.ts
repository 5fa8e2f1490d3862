import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSandbox, type SqlRow } from '../../lib/dataset/duckdb.ts';
import { type IngestOutcome, type IngestRequest, ingest } from '../../lib/dataset/ingest.ts';
import type { Manifest } from '../../lib/dataset/manifest.ts';
import { type TableName, tableNames } from '../../lib/dataset/tables.ts';
import { MunicipalityCode } from '../../lib/protocol/identifiers.ts';
import { type TestTabs, type WorkbookOptions, writeWorkbook } from './workbook.ts';

/** The municipality of test workbooks. */
export const town = MunicipalityCode.parse('0518');

/** A fresh temporary directory, gone after the test. */
export async function temporary(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A pseudonym key for each municipality. */
export const testKey = async (municipality: string): Promise<Uint8Array> =>
  new Uint8Array(32).fill(Number(municipality) % 251);

/** Ingests a file into a new directory. */
export async function ingestFile(
  sourcePath: string,
  more: Partial<IngestRequest> = {},
): Promise<{ readonly outcome: IngestOutcome; readonly root: string }> {
  const root = await temporary();
  const outcome = await ingest({
    sourcePath,
    municipality: town,
    pseudonymKey: testKey,
    outputDirectory: join(root, 'extracts'),
    workDirectory: join(root, 'work'),
    synthetic: true,
    ...more,
  });
  return { outcome, root: join(root, 'extracts') };
}

/** An ingested source: its manifest and a table of its extract, in file order. */
export type Ingested = {
  readonly manifest: Manifest;
  readonly root: string;
  readonly table: (name: TableName) => Promise<readonly SqlRow[]>;
};

/** Ingests a file that must be accepted; with several municipalities, `municipality` tells which one is meant. */
export async function ingested(
  path: string,
  more: Partial<IngestRequest> = {},
  municipality = town,
): Promise<Ingested> {
  const { outcome, root } = await ingestFile(path, more);
  if (outcome.status === 'refused') throw new Error(`${outcome.code}: ${outcome.reason}`);
  const manifest = outcome.manifests.find((each) => each.municipality === municipality);
  if (manifest === undefined) throw new Error(`no extract of ${municipality}`);
  const table = async (name: TableName) => {
    const sandbox = await openSandbox({ directory: root, memoryMegabytes: 200, threads: 1 });
    try {
      return await sandbox.rows(
        `SELECT * FROM read_parquet('${join(root, municipality, manifest.snapshot, `${name}.parquet`)}')`,
      );
    } finally {
      sandbox.close();
    }
  };
  return { manifest, root, table };
}

/** Writes a workbook of `tabs` and returns its path. */
export async function workbookFile(tabs: TestTabs, options: WorkbookOptions = {}): Promise<string> {
  const path = join(await temporary(), 'export.xlsx');
  await writeWorkbook(path, tabs, options);
  return path;
}

/** Everything that ingest wrote, as one text: all values of all tables, and the raw bytes of all files. */
export async function everything({ root, table }: Ingested): Promise<string> {
  const values: string[] = [];
  for (const name of tableNames) values.push(JSON.stringify(await table(name)));
  const files = [...(await filesUnder(root)).values()].map((content) => content.toString('latin1'));
  return [...values, ...files].join('\n');
}

/** Content of every file under a folder, by its path in it. */
export async function filesUnder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(folder.length + 1), await readFile(path));
    }
  return files;
}
