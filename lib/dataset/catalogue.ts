import { type Answer, answerAtOnce, gather, type Question } from './answers.ts';
import { openedBatches } from './batch-lanes.ts';
import { batchesOf } from './batches.ts';
import { createThresholds, type DatedThreshold } from './dated-thresholds.ts';
import type { Sandbox } from './duckdb.ts';
import { createLevelTypes } from './level-types.ts';
import type { Manifest } from './manifest.ts';
import { inOnePass } from './one-pass.ts';
import type { Query, ResultRow } from './plan.ts';
import type { Restrictions } from './restrictions.ts';
import { workingDaysSql } from './working-days.ts';

/** A municipality's snapshot on the local disk: the folder holds one Parquet file a table. */
export type LocalExtract = { readonly manifest: Manifest; readonly directory: string };

/** The tables of the extracts in a run, read batch by batch; only listed files are ever read. */
export type Catalogue = {
  readonly extracts: readonly LocalExtract[];
  /** The rows of one query over all extracts; queries asked at the same time share a pass. */
  readonly query: (query: Query) => Promise<readonly ResultRow[]>;
  /** Answers many questions in one pass over the extracts; `tell` hears of each one answered on the last batch. */
  readonly answer: (questions: readonly Question[], tell?: (index: number) => void) => Promise<readonly Answer[]>;
};

/**
 * Opens the extracts without what `restrictions` leave out and beside the municipalities' own `thresholds`. Households and cases never
 * cross a municipality, so batches of municipalities are worked on one after the other and memory does not grow with the country.
 */
export async function openCatalogue(
  sandbox: Sandbox,
  extracts: readonly LocalExtract[],
  restrictions?: Restrictions,
  thresholds: readonly DatedThreshold[] = [],
): Promise<Catalogue> {
  await createSharedTables(sandbox, extracts, thresholds);
  const batches = batchesOf(extracts, sandbox.lanes.length);
  const overAll = openedBatches(sandbox.lanes, batches, restrictions);
  return {
    extracts,
    query: inOnePass(async (queries) => {
      const found = queries.map(() => batches.map((): readonly ResultRow[] => []));
      await overAll(async ({ place, lane, tables }) => {
        for (const [asked, { unit, sql, parameters }] of queries.entries()) {
          await tables.prepare(unit);
          (found[asked] ?? [])[place] = await lane.rows(sql, parameters);
        }
      });
      return found.map((rows) => rows.flat());
    }),
    answer: async (questions, tell = () => undefined) => {
      const gathering = gather(sandbox, questions);
      let found: readonly Answer[] | undefined;
      await overAll(async ({ place, ...open }) => {
        if (batches.length === 1) found = await answerAtOnce(questions, open, tell);
        else await gathering.add(open, place === batches.length - 1 ? tell : () => undefined);
      });
      return found ?? (await gathering.answers());
    },
  };
}

async function createSharedTables(
  sandbox: Sandbox,
  extracts: readonly LocalExtract[],
  thresholds: readonly DatedThreshold[],
): Promise<void> {
  const codes = extracts.map(({ manifest }) => manifest.municipality).toSorted();
  await sandbox.run(`CREATE TYPE municipality AS ENUM (${codes.map((code) => `'${code}'`).join(', ')})`);
  await createLevelTypes(sandbox);
  await createThresholds(sandbox, thresholds);
  await sandbox.run(`CREATE TABLE working_days AS ${workingDaysSql}`);
  await sandbox.run('CREATE TABLE exports (municipality_code municipality, export_date DATE)');
  const rows = extracts.map(({ manifest }) => `('${manifest.municipality}', DATE '${manifest.exportDate}')`);
  if (rows.length > 0) await sandbox.run(`INSERT INTO exports VALUES ${rows.join(', ')}`);
}
