import type { ResultRow } from '../dataset/plan.ts';
import { unitTable } from '../dataset/units.ts';
import { type Atoms, admittedSums } from '../disclosure/leverage.ts';
import type { Policy } from '../disclosure/policy.ts';
import { publishedKey } from '../disclosure/public-totals.ts';
import type { AmountQuestion, GateFacts, GateQuestions } from '../disclosure/questions.ts';
import type { Selection } from '../disclosure/selection.ts';
import type { Unit } from '../protocol/analysis.ts';
import { numberOf } from './cells.ts';
import { answerDifferences, answerNumbers, populationSql, type RowsOfPopulations, unitOf } from './difference-facts.ts';
import { selectionSql } from './selection-sql.ts';
import { answerSnapshots } from './snapshot-facts.ts';

const sumOf = (rows: readonly ResultRow[], column: string) => rows.reduce((sum, row) => sum + numberOf(row, column), 0);

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
  return `WITH classes AS (SELECT municipality_code, household, ${bits.length === 0 ? "''" : bits.join(' || ')} AS class FROM ${unitTable(unit)} WHERE ${population} AND household IS NOT NULL)`;
}

/** Atoms with their households, and with those beside the municipality that has most: a household in several classes of an atom counts once. */
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
  if (patterns.size === 0) return { atoms: [], besides: [], patterns: [] };
  const names = [...patterns.values()].flatMap((members, atom) => members.map((name) => `('${name}', ${atom})`));
  const sql = `${classes} SELECT atom, municipality_code, count(DISTINCT household) AS households FROM classes JOIN (VALUES ${names.join(', ')}) AS m(class, atom) USING (class) GROUP BY ALL ORDER BY ALL`;
  const sizes = await rows.query({ unit, sql, parameters: [] });
  const byAtom = Map.groupBy(sizes, (row) => numberOf(row, 'atom'));
  const sizesOf = (atom: number) => (byAtom.get(atom) ?? []).map((row) => numberOf(row, 'households'));
  const atoms = [...patterns.keys()].map((_, atom) => sizesOf(atom).reduce((sum, size) => sum + size, 0));
  const besides = atoms.map((size, atom) => size - Math.max(0, ...sizesOf(atom)));
  return { atoms, besides, patterns: [...patterns.keys()] };
}

/** The groups of numbers whose amounts may be shown (L2), to an outsider and to a municipality that knows its own rows. Rows of no unit's table are a population of one analysis, whose groups are disjoint. */
async function answerAmounts(question: AmountQuestion, rows: RowsOfPopulations, policy: Policy) {
  const { known, asked } = question;
  if (asked.length === 0) return [];
  const unit = unitOf(question.unit);
  if (unit === undefined) return asked.map(({ group }) => group);
  const found = await atomsOf(question, unit, rows);
  if (found === undefined) return [];
  const functionals = [...known, ...asked].map((_, place) => found.patterns.map((pattern) => pattern[place] === '1'));
  const before = functionals.slice(0, known.length);
  const limits = { minimum: policy.minimumHouseholds.value, limit: policy.largestLeverage.value };
  const open = asked.map(({ group }, index) => ({ group, functional: functionals[known.length + index] ?? [] }));
  const pass = (atoms: Atoms, left: typeof open) => {
    const admitted = admittedSums({ atoms, known: before, asked: left.map(({ functional }) => functional) }, limits);
    return left.filter((_, index) => admitted[index] === true);
  };
  return pass(found.besides, pass(found.atoms, open)).map(({ group }) => group);
}

/** Rows of each published count, where it can still be asked. */
async function answerPublished({ published }: GateQuestions, rows: RowsOfPopulations) {
  const counted = await Promise.all(
    published.map(async ({ universe, unit: name, selection }) => {
      const unit = unitOf(name);
      const condition = unit === undefined ? undefined : selectionSql(selection, unit);
      if (unit === undefined || condition === undefined) return undefined;
      const where = `${populationSql(rows, universe)} AND ${condition}`;
      const sql = `SELECT count(*) AS n FROM ${unitTable(unit)} WHERE ${where}`;
      return [publishedKey(universe, selection), sumOf(await rows.query({ unit, sql, parameters: [] }), 'n')] as const;
    }),
  );
  return new Map(counted.filter((each) => each !== undefined));
}

/** Asks the rows what the gate must know, inside the sandbox, as much as can be at once: only counts of households and the names of groups come back. */
export async function householdFacts(
  questions: GateQuestions,
  rows: RowsOfPopulations,
  policy: Policy,
): Promise<GateFacts> {
  const [households, published, changes, ...admitted] = await Promise.all([
    answerNumbers(questions.numbers, rows),
    answerPublished(questions, rows),
    answerSnapshots(questions.snapshots, rows),
    ...questions.amounts.map(async (question) => await answerAmounts(question, rows, policy)),
  ]);
  const differences = await answerDifferences(questions.differences(households), rows);
  return { households, differences, admitted: new Set(admitted.flat()), published, changes };
}
