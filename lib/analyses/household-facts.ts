import type { Query, ResultRow } from '../dataset/plan.ts';
import { unitTable } from '../dataset/units.ts';
import { type DifferenceQuestion, differenceKey } from '../disclosure/differences.ts';
import { admittedSums } from '../disclosure/leverage.ts';
import type { Policy } from '../disclosure/policy.ts';
import { publishedKey } from '../disclosure/public-totals.ts';
import type { AmountQuestion, GateFacts, GateQuestions } from '../disclosure/questions.ts';
import type { Selection } from '../disclosure/selection.ts';
import { Unit } from '../protocol/analysis.ts';
import { numberOf } from './cells.ts';
import { selectionSql } from './selection-sql.ts';

/** The rows that may be asked: a query, whose rows may each be of some of the municipalities only, and the municipalities of each population; undefined for all. */
export type RowsOfPopulations = {
  readonly query: (query: Query) => Promise<readonly ResultRow[]>;
  readonly municipalitiesOf?: (universe: string) => readonly string[] | undefined;
};

/** Differences in one query, and at most in a task; those that are not asked count as secrets. */
const differencesAtOnce = 40;
const mostDifferences = 2_000;

const sumOf = (rows: readonly ResultRow[], column: string) => rows.reduce((sum, row) => sum + numberOf(row, column), 0);

const unitOf = (name: string): Unit | undefined => Unit.safeParse(name).data;

function populationSql({ municipalitiesOf }: RowsOfPopulations, universe: string): string {
  const codes = municipalitiesOf?.(universe);
  if (codes === undefined) return 'true';
  return codes.length === 0 ? 'false' : `municipality_code IN (${codes.map((code) => `'${code}'`).join(', ')})`;
}

async function askDifferences(
  questions: readonly DifferenceQuestion[],
  unit: Unit,
  rows: RowsOfPopulations,
): Promise<readonly (readonly [string, number])[]> {
  const asked = questions.flatMap((question) => {
    const [wide, narrow] = [selectionSql(question.wide, unit), selectionSql(question.narrow, unit)];
    return wide === undefined || narrow === undefined ? [] : [{ question, sql: `${wide} AND NOT ${narrow}` }];
  });
  const [first] = asked;
  if (first === undefined) return [];
  const columns = asked.map(({ sql }, index) => `count(DISTINCT household) FILTER (WHERE ${sql}) AS d${index}`);
  const population = populationSql(rows, first.question.universe);
  const sql = `SELECT ${columns.join(', ')} FROM ${unitTable(unit)} WHERE ${population}`;
  const found = await rows.query({ unit, sql, parameters: [] });
  return asked.map(({ question }, index) => [differenceKey(question), sumOf(found, `d${index}`)] as const);
}

/** Distinct households in each difference of nested questions (L1). */
async function answerDifferences(questions: readonly DifferenceQuestion[], rows: RowsOfPopulations) {
  const facts = new Map<string, number>();
  const byUniverse = Map.groupBy(questions.slice(0, mostDifferences), (question) => question.universe);
  for (const members of byUniverse.values()) {
    const unit = unitOf(members[0]?.unit ?? '');
    if (unit === undefined) continue;
    for (let from = 0; from < members.length; from += differencesAtOnce)
      for (const [key, households] of await askDifferences(members.slice(from, from + differencesAtOnce), unit, rows))
        facts.set(key, households);
  }
  return facts;
}

/** The conditions of all sums once each, and which of them make up each sum. */
function conditionsOf(selections: readonly Selection[], unit: Unit) {
  const places = new Map<string, number>();
  const sums = selections.map((selection) =>
    Object.entries(selection).map(([variable, levels]) => {
      const sql = selectionSql({ [variable]: levels }, unit);
      if (sql === undefined) return undefined;
      const place = places.get(sql) ?? places.size;
      places.set(sql, place);
      return place;
    }),
  );
  const isWhole = sums.every((each) => each.every((place) => place !== undefined));
  return isWhole
    ? { conditions: [...places.keys()], sums: sums.map((each) => each.flatMap((place) => place ?? [])) }
    : undefined;
}

/** Classes of rows that fulfil the same conditions, as texts of ones and zeros. */
function classesSql(conditions: readonly string[], unit: Unit, population: string): string {
  const bits = conditions.map((sql) => `CASE WHEN ${sql} THEN '1' ELSE '0' END`);
  return `WITH classes AS (SELECT household, ${bits.length === 0 ? "''" : bits.join(' || ')} AS class FROM ${unitTable(unit)} WHERE ${population} AND household IS NOT NULL)`;
}

/** Atoms with their households: a household in several classes of an atom counts once. */
async function atomsOf(question: AmountQuestion, unit: Unit, rows: RowsOfPopulations) {
  const selections = [...question.known, ...question.asked.map(({ selection }) => selection)];
  const found = conditionsOf(selections, unit);
  if (found === undefined) return undefined;
  const classes = classesSql(found.conditions, unit, populationSql(rows, question.universe));
  const counted = await rows.query({
    unit,
    sql: `${classes} SELECT DISTINCT class FROM classes ORDER BY ALL`,
    parameters: [],
  });
  const patterns = new Map<string, string[]>();
  for (const name of new Set(counted.map((row) => String(row['class'])))) {
    const pattern = found.sums.map((places) => (places.every((place) => name[place] === '1') ? '1' : '0')).join('');
    if (pattern.includes('1')) patterns.set(pattern, [...(patterns.get(pattern) ?? []), name]);
  }
  if (patterns.size === 0) return { atoms: [], patterns: [] };
  const names = [...patterns.values()].flatMap((members, atom) => members.map((name) => `('${name}', ${atom})`));
  const sql = `${classes} SELECT atom, count(DISTINCT household) AS households FROM classes JOIN (VALUES ${names.join(', ')}) AS m(class, atom) USING (class) GROUP BY atom ORDER BY atom`;
  const sizes = await rows.query({ unit, sql, parameters: [] });
  const byAtom = Map.groupBy(sizes, (row) => numberOf(row, 'atom'));
  const atoms = [...patterns.keys()].map((_, atom) => sumOf(byAtom.get(atom) ?? [], 'households'));
  return { atoms, patterns: [...patterns.keys()] };
}

/** The groups of numbers whose amounts may be shown (L2). Rows of no unit's table are a population of one analysis, whose groups are disjoint. */
async function answerAmounts(question: AmountQuestion, rows: RowsOfPopulations, policy: Policy) {
  const { known, asked } = question;
  if (asked.length === 0) return [];
  const unit = unitOf(question.unit);
  if (unit === undefined) return asked.map(({ group }) => group);
  const found = await atomsOf(question, unit, rows);
  if (found === undefined) return [];
  const functionals = [...known, ...asked].map((_, place) => found.patterns.map((pattern) => pattern[place] === '1'));
  const admitted = admittedSums(
    { atoms: found.atoms, known: functionals.slice(0, known.length), asked: functionals.slice(known.length) },
    { minimum: policy.minimumHouseholds.value, limit: policy.largestLeverage.value },
  );
  return asked.flatMap(({ group }, index) => (admitted[index] === true ? [group] : []));
}

/** Rows of each published count, where it can still be asked. */
async function answerPublished({ published }: GateQuestions, rows: RowsOfPopulations) {
  const counted = new Map<string, number>();
  for (const { universe, unit: name, selection } of published) {
    const unit = unitOf(name);
    const condition = unit === undefined ? undefined : selectionSql(selection, unit);
    if (unit === undefined || condition === undefined) continue;
    const where = `${populationSql(rows, universe)} AND ${condition}`;
    const sql = `SELECT count(*) AS n FROM ${unitTable(unit)} WHERE ${where}`;
    counted.set(publishedKey(universe, selection), sumOf(await rows.query({ unit, sql, parameters: [] }), 'n'));
  }
  return counted;
}

/** Asks the rows what the gate must know, inside the sandbox: only counts of households and the names of groups come back. */
export async function householdFacts(
  questions: GateQuestions,
  rows: RowsOfPopulations,
  policy: Policy,
): Promise<GateFacts> {
  const admitted = new Set<string>();
  for (const question of questions.amounts)
    for (const group of await answerAmounts(question, rows, policy)) admitted.add(group);
  const differences = await answerDifferences(questions.differences, rows);
  return { differences, admitted, published: await answerPublished(questions, rows) };
}
