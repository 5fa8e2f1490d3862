import type { BatchTables } from './batch-tables.ts';
import type { Batch } from './batches.ts';
import type { Sandbox } from './duckdb.ts';
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

const answerTable = (index: number) => `answer_${index}`;

/** SQL of the sums over municipalities of rows that hold one municipality, or none, each. */
function pooledSql(table: string, { by, sums, protectedSums }: Pool): string {
  const columns = [
    ...by,
    ...[...sums, ...protectedSums].map((column) => `sum(${column}) AS ${column}`),
    ...protectedSums.map((column) => `max(${column}) AS ${largestColumn(column)}`),
  ];
  return `SELECT ${columns.join(', ')} FROM ${table} ${by.length === 0 ? '' : 'GROUP BY ALL'} ORDER BY ALL`;
}

/** Columns that all questions on a unit read together; undefined when one of them reads all. */
function columnsOf(questions: readonly Question[], { unit }: Query): readonly string[] | undefined {
  const asked = questions.filter(({ query }) => query.unit === unit).map(({ query }) => query.columns);
  const named = asked.flatMap((columns) => columns ?? []);
  return asked.includes(undefined) ? undefined : [...new Set(named)].toSorted();
}

/** Gathers the rows of questions batch by batch in tables of the sandbox, then sums them. */
export type Gathering = {
  /** Puts all questions to the municipalities of a batch that they are for; `tell` hears the place of each one answered. */
  readonly add: (batch: Batch, tables: BatchTables, tell: (index: number) => void) => Promise<void>;
  readonly answers: () => Promise<readonly Answer[]>;
};

/** Starts gathering; nothing of a municipality that a question is not for gets into its answer. */
export function gather(sandbox: Sandbox, questions: readonly Question[]): Gathering {
  const begun = new Set<number>();
  return {
    add: async (batch, tables, tell) => {
      for (const [index, { query, municipalities }] of questions.entries()) {
        if (batch.every(({ manifest }) => municipalities.has(manifest.municipality))) {
          await tables.prepare(query.unit, columnsOf(questions, query));
          const into = begun.has(index) ? `INSERT INTO ${answerTable(index)}` : `CREATE TABLE ${answerTable(index)} AS`;
          begun.add(index);
          await sandbox.run(`${into} ${query.sql}`, query.parameters);
        }
        tell(index);
      }
    },
    answers: async () => {
      const found: Answer[] = [];
      for (const [index, question] of questions.entries())
        found.push(begun.has(index) ? await answerOf(sandbox, index, question) : { pooled: [], own: () => [] });
      return found;
    },
  };
}

async function answerOf(sandbox: Sandbox, index: number, { query: { pool }, own }: Question): Promise<Answer> {
  const table = answerTable(index);
  const separate = own || pool === undefined ? await sandbox.rows(`SELECT * FROM ${table} ORDER BY ALL`) : [];
  const pooled = pool === undefined ? separate : await sandbox.rows(pooledSql(table, pool));
  await sandbox.run(`DROP TABLE ${table}`);
  const byMunicipality = Map.groupBy(separate, (row) => String(row['municipality_code']));
  return { pooled, own: (municipality) => byMunicipality.get(municipality) ?? [] };
}
