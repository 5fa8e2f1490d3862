import type { BatchTables } from './batch-tables.ts';
import type { Batch } from './batches.ts';
import type { Lane, Sandbox } from './duckdb.ts';
import type { Pool, Query, ResultRow } from './plan.ts';

/** A query, the municipalities it is put to, and whether the rows of each municipality are wanted beside their sums. */
export type Question = {
  readonly query: Query;
  readonly municipalities: ReadonlySet<string>;
  readonly own: boolean;
};

/** Rows over all municipalities asked, and those of one of them. */
export type Answer = {
  readonly pooled: readonly ResultRow[];
  readonly own: (municipality: string) => readonly ResultRow[];
};

/** Column with the share of the municipality that has most of a protected column. */
export const largestColumn = (column: string): string => `largest_${column}`;

const answerTable = (index: number, lane: number) => `answer_${index}_of_${lane}`;

/** SQL of the sums over municipalities of rows that hold one municipality, or none, each. */
function pooledSql(rows: string, { by, sums, protectedSums }: Pool): string {
  const columns = [
    ...by,
    ...[...sums, ...protectedSums].map((column) => `sum(${column}) AS ${column}`),
    ...protectedSums.map((column) => `max(${column}) AS ${largestColumn(column)}`),
  ];
  return `SELECT ${columns.join(', ')} FROM ${rows} ${by.length === 0 ? '' : 'GROUP BY ALL'} ORDER BY ALL`;
}

/** Columns that all questions on a unit read together; undefined when one of them reads all. */
function columnsOf(questions: readonly Question[], { unit }: Query): readonly string[] | undefined {
  const asked = questions.filter(({ query }) => query.unit === unit).map(({ query }) => query.columns);
  const named = asked.flatMap((columns) => columns ?? []);
  return asked.includes(undefined) ? undefined : [...new Set(named)].toSorted();
}

/** A batch of extracts with its tables and the lane in which they stand. */
export type OpenBatch = { readonly batch: Batch; readonly lane: Lane; readonly tables: BatchTables };

/** Gathers the rows of questions batch by batch in tables of the sandbox, then sums them. */
export type Gathering = {
  /** Puts all questions to the municipalities of a batch that they are for; `tell` hears the place of each one answered. */
  readonly add: (open: OpenBatch, tell: (index: number) => void) => Promise<void>;
  readonly answers: () => Promise<readonly Answer[]>;
};

/** Starts gathering; nothing of a municipality that a question is not for gets into its answer. Each lane fills tables of its own. */
export function gather(sandbox: Sandbox, questions: readonly Question[]): Gathering {
  const begun = questions.map(() => new Set<string>());
  return {
    add: async ({ batch, lane, tables }, tell) => {
      for (const [index, { query, municipalities }] of questions.entries()) {
        if (batch.every(({ manifest }) => municipalities.has(manifest.municipality))) {
          await tables.prepare(query.unit, columnsOf(questions, query));
          const table = answerTable(index, sandbox.lanes.indexOf(lane));
          const into = begun[index]?.has(table) === true ? `INSERT INTO ${table}` : `CREATE TABLE ${table} AS`;
          begun[index]?.add(table);
          await lane.run(`${into} ${query.sql}`, query.parameters);
        }
        tell(index);
      }
    },
    answers: async () => {
      const found: Answer[] = [];
      for (const [index, question] of questions.entries())
        found.push(await answerOf(sandbox, [...(begun[index] ?? [])].toSorted(), question));
      return found;
    },
  };
}

async function answerOf(
  sandbox: Sandbox,
  tables: readonly string[],
  { query: { pool }, own }: Question,
): Promise<Answer> {
  if (tables.length === 0) return { pooled: [], own: () => [] };
  const all = `(${tables.map((table) => `FROM ${table}`).join(' UNION ALL ')})`;
  const separate = own || pool === undefined ? await sandbox.rows(`SELECT * FROM ${all} ORDER BY ALL`) : [];
  const pooled = pool === undefined ? separate : await sandbox.rows(pooledSql(all, pool));
  for (const table of tables) await sandbox.run(`DROP TABLE ${table}`);
  const byMunicipality = Map.groupBy(separate, (row) => String(row['municipality_code']));
  return { pooled, own: (municipality) => byMunicipality.get(municipality) ?? [] };
}
