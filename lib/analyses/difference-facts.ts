import type { Query, ResultRow } from '../dataset/plan.ts';
import { unitTable } from '../dataset/units.ts';
import {
  type DifferenceFacts,
  type DifferenceQuestion,
  differenceKey,
  type NumberFacts,
  numberKey,
  type OfMunicipality,
} from '../disclosure/differences.ts';
import type { PublishedQuestion } from '../disclosure/questions.ts';
import { Unit } from '../protocol/analysis.ts';
import { numberOf } from './cells.ts';
import { selectionSql } from './selection-sql.ts';

/** The rows that may be asked: a query, whose rows may each be of some of the municipalities only, and the municipalities of each population; undefined for all. */
export type RowsOfPopulations = {
  readonly query: (query: Query) => Promise<readonly ResultRow[]>;
  readonly municipalitiesOf?: (universe: string) => readonly string[] | undefined;
  /** The rows of another snapshot, as far as they are still there; undefined when none can be compared. */
  readonly rowsBefore?: (now: string, before: string) => Promise<RowsBefore | undefined>;
};

/** Rows of an earlier snapshot: of municipalities that delivered again since; those that joined since had none. */
export type RowsBefore = {
  readonly query: (query: Query) => Promise<readonly ResultRow[]>;
  readonly renewed: readonly string[];
  readonly joined: readonly string[];
};

/** Conditions in one query, and differences at most in a task; those that are not asked count as secrets. */
const conditionsAtOnce = 100;
const mostDifferences = 2_000;

/** The unit of a population's rows; undefined for a population that is no unit's table. */
export const unitOf = (name: string): Unit | undefined => Unit.safeParse(name).data;

/** Condition that keeps the municipalities of a population. */
export function populationSql({ municipalitiesOf }: RowsOfPopulations, universe: string): string {
  const codes = municipalitiesOf?.(universe);
  return codes === undefined ? 'true' : codesSql(codes);
}

/** Condition that keeps these municipalities. */
export function codesSql(codes: readonly string[]): string {
  return codes.length === 0 ? 'false' : `municipality_code IN (${codes.map((code) => `'${code}'`).join(', ')})`;
}

type Asked = { readonly key: string; readonly universe: string; readonly unit: Unit; readonly sql: string };

/** Rows and households of each condition by municipality: households are marked first, so that all conditions take one pass. */
async function countConditions(
  asked: readonly Asked[],
  rows: RowsOfPopulations,
): Promise<readonly (readonly [string, readonly OfMunicipality[]])[]> {
  const [first] = asked;
  if (first === undefined) return [];
  const marks = asked.map(({ sql }, index) => `count(*) FILTER (WHERE ${sql}) AS r${index}`);
  const sums = asked.map(
    (_, index) =>
      `sum(r${index}) AS r${index}, count(*) FILTER (WHERE r${index} > 0 AND household IS NOT NULL) AS h${index}`,
  );
  const population = populationSql(rows, first.universe);
  const marked = `SELECT municipality_code, household, ${marks.join(', ')} FROM ${unitTable(first.unit)} WHERE ${population} GROUP BY municipality_code, household`;
  const sql = `SELECT municipality_code, ${sums.join(', ')} FROM (${marked}) GROUP BY municipality_code`;
  const found = await rows.query({ unit: first.unit, sql, parameters: [] });
  const ordered = found.toSorted((a, b) => (String(a['municipality_code']) < String(b['municipality_code']) ? -1 : 1));
  return asked.map(({ key }, index) => [
    key,
    ordered.map((row) => ({ households: numberOf(row, `h${index}`), rows: numberOf(row, `r${index}`) })),
  ]);
}

async function countAll(asked: readonly Asked[], rows: RowsOfPopulations) {
  const parts = [...Map.groupBy(asked, ({ universe }) => universe).values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / conditionsAtOnce) }, (_, part) =>
      members.slice(part * conditionsAtOnce, (part + 1) * conditionsAtOnce),
    ),
  );
  const found = await Promise.all(parts.map(async (part) => await countConditions(part, rows)));
  return new Map(found.flat());
}

/** Distinct households of shown numbers by municipality; numbers of variables that are gone are left out. */
export async function answerNumbers(
  questions: readonly PublishedQuestion[],
  rows: RowsOfPopulations,
): Promise<NumberFacts> {
  const asked = new Map<string, Asked>();
  for (const { universe, unit: name, selection } of questions) {
    const unit = unitOf(name);
    const sql = unit === undefined ? undefined : selectionSql(selection, unit);
    const key = numberKey(universe, selection);
    if (unit !== undefined && sql !== undefined) asked.set(key, { key, universe, unit, sql });
  }
  const found = await countAll([...asked.values()], rows);
  return new Map([...found].map(([key, each]) => [key, each.map(({ households }) => households)]));
}

/** What each municipality has of the differences of nested questions (L1, ruling 23). */
export async function answerDifferences(
  questions: readonly DifferenceQuestion[],
  rows: RowsOfPopulations,
): Promise<DifferenceFacts> {
  const asked = questions.slice(0, mostDifferences).flatMap((question): readonly Asked[] => {
    const { universe, unit: name, more = [] } = question;
    const unit = unitOf(name);
    if (unit === undefined) return [];
    const [wide, narrow] = [selectionSql(question.wide, unit), selectionSql(question.narrow, unit)];
    const others = more.map((each) => selectionSql(each, unit));
    if (wide === undefined || narrow === undefined || others.includes(undefined)) return [];
    const outside = [narrow, ...others].map((each) => `AND NOT ${each}`);
    return [{ key: differenceKey(question), universe, unit, sql: `${wide} ${outside.join(' ')}` }];
  });
  return await countAll(asked, rows);
}
