import type { BatchTables } from './batch-tables.ts';
import { type Batch, isSmall } from './batches.ts';
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

/** Makes ready what a question asks of a batch, and says whether any of its municipalities is asked. */
async function prepareFor(
  questions: readonly Question[],
  { query, municipalities }: Question,
  { batch, tables }: OpenBatch,
) {
  const codes = batch.map(({ manifest }) => manifest.municipality);
  const taking = codes.filter((code) => municipalities.has(code));
  if (taking.length === 0) return false;
  await tables.prepare(
    query.unit,
    isSmall(batch) ? undefined : columnsOf(questions, query),
    taking.length < codes.length ? taking : undefined,
  );
  return true;
}

/** Answers questions on the only batch there is, from its tables; `tell` hears the place of each one answered. */
export async function answerAtOnce(
  questions: readonly Question[],
  open: OpenBatch,
  tell: (index: number) => void,
): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  for (const [index, question] of questions.entries()) {
    const isAsked = await prepareFor(questions, question, open);
    const { sql, parameters } = question.query;
    found.push(isAsked ? await answerOf(open.lane, `(${sql})`, question, parameters) : { pooled: [], own: () => [] });
    tell(index);
  }
  return found;
}

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
    add: async (open, tell) => {
      for (const [index, question] of questions.entries()) {
        if (await prepareFor(questions, question, open)) {
          const table = answerTable(index, sandbox.lanes.indexOf(open.lane));
          const into = begun[index]?.has(table) === true ? `INSERT INTO ${table}` : `CREATE TABLE ${table} AS`;
          begun[index]?.add(table);
          await open.lane.run(`${into} ${question.query.sql}`, question.query.parameters);
        }
        tell(index);
      }
    },
    answers: async () => {
      const found: Answer[] = [];
      for (const [index, question] of questions.entries()) {
        const tables = [...(begun[index] ?? [])].toSorted();
        if (tables.length === 0) found.push({ pooled: [], own: () => [] });
        else
          found.push(
            await answerOf(sandbox, `(${tables.map((table) => `FROM ${table}`).join(' UNION ALL ')})`, question),
          );
        for (const table of tables) await sandbox.run(`DROP TABLE ${table}`);
      }
      return found;
    },
  };
}

/** The rows of an answer and their sums, from SQL of all its rows. */
async function answerOf(
  lane: Lane,
  rows: string,
  { query: { pool }, own }: Question,
  parameters: readonly string[] = [],
): Promise<Answer> {
  const separate = own || pool === undefined ? await lane.rows(`SELECT * FROM ${rows} ORDER BY ALL`, parameters) : [];
  const pooled = pool === undefined ? separate : await lane.rows(pooledSql(rows, pool), parameters);
  const byMunicipality = Map.groupBy(separate, (row) => String(row['municipality_code']));
  return { pooled, own: (municipality) => byMunicipality.get(municipality) ?? [] };
}
