import type { Query, ResultRow } from '../dataset/plan.ts';
import { unitTable } from '../dataset/units.ts';
import { type SnapshotFacts, type SnapshotQuestion, snapshotKey } from '../disclosure/snapshots.ts';
import type { Unit } from '../protocol/analysis.ts';
import { codesSql, type RowsBefore, type RowsOfPopulations, unitOf } from './difference-facts.ts';
import { selectionSql } from './selection-sql.ts';

/** Groups by a hash of the household in which a municipality's households are compared. */
const buckets = 64;

const conditionsAtOnce = 100;

type Asked = { readonly key: string; readonly sql: string };

/** A mark of the households of each condition by municipality and bucket, from their pseudonyms, which no snapshot changes: another mark is another set of households. */
function marksSql(asked: readonly Asked[], unit: Unit, codes: readonly string[]): string {
  const inside = asked.map(({ sql }, index) => `bool_or(${sql}) AS c${index}`);
  const marks = asked.map(
    (_, index) => `CAST(bit_xor(hash(n.household)) FILTER (WHERE c${index}) AS VARCHAR) AS m${index}`,
  );
  const households = `SELECT municipality_code, household, ${inside.join(', ')} FROM ${unitTable(unit)} WHERE household IS NOT NULL AND ${codesSql(codes)} GROUP BY municipality_code, household`;
  return `SELECT u.municipality_code, hash(n.household) % ${buckets} AS bucket, ${marks.join(', ')} FROM (${households}) u JOIN household_numbers n ON n.number = u.household GROUP BY ALL`;
}

const placeOf = (row: ResultRow) => `${String(row['municipality_code'])} ${String(row['bucket'])}`;

/** Buckets of each municipality in which a condition has other households: at least one of them came or went in each. */
function changedBuckets(now: readonly ResultRow[], then: readonly ResultRow[], mark: string): readonly number[] {
  const before = new Map(then.map((row) => [placeOf(row), row[mark] ?? null]));
  const after = new Map(now.map((row) => [placeOf(row), row[mark] ?? null]));
  const places = [...new Set([...before.keys(), ...after.keys()])];
  const changed = places.filter((place) => (before.get(place) ?? null) !== (after.get(place) ?? null));
  return [...Map.groupBy(changed, (place) => place.split(' ')[0]).values()].map((members) => members.length);
}

/** Compares the present rows with those before, as many conditions at once as fit. */
async function compare(
  asked: readonly Asked[],
  unit: Unit,
  query: (query: Query) => Promise<readonly ResultRow[]>,
  { query: queryBefore, renewed, joined }: RowsBefore,
): Promise<readonly (readonly [string, readonly number[]])[]> {
  const ask = async (codes: readonly string[], of: typeof query) =>
    codes.length === 0 ? [] : await of({ unit, sql: marksSql(asked, unit, codes), parameters: [] });
  const [now, then] = await Promise.all([ask([...renewed, ...joined], query), ask(renewed, queryBefore)]);
  return asked.map(({ key }, index) => [key, changedBuckets(now, then, `m${index}`)]);
}

/** Fewest households that came or went between two snapshots, by municipality (L5); questions that cannot be compared are left out. */
export async function answerSnapshots(
  questions: readonly SnapshotQuestion[],
  { query, rowsBefore }: RowsOfPopulations,
): Promise<SnapshotFacts> {
  const found = new Map<string, readonly number[]>();
  for (const members of Map.groupBy(questions, ({ universe, earlier }) => `${universe} ${earlier}`).values()) {
    const [{ universe, earlier, unit: name } = { universe: '', earlier: '', unit: '' }] = members;
    const unit = unitOf(name);
    const before = unit === undefined ? undefined : await rowsBefore?.(universe, earlier);
    if (unit === undefined || before === undefined) continue;
    const asked = members.flatMap((question): readonly Asked[] => {
      const sql = selectionSql(question.selection, unit);
      return sql === undefined ? [] : [{ key: snapshotKey(question), sql }];
    });
    for (let at = 0; at < asked.length; at += conditionsAtOnce)
      for (const [key, changed] of await compare(asked.slice(at, at + conditionsAtOnce), unit, query, before))
        found.set(key, changed);
  }
  return found;
}
