import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { scopedEvidence } from '../../lib/analyses/evidence-scopes.ts';
import { householdFacts } from '../../lib/analyses/household-facts.ts';
import { runStudy } from '../../lib/analyses/run-study.ts';
import { selectionSql } from '../../lib/analyses/selection-sql.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { participantOf } from '../../lib/dataset/participant.ts';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import { type GateOutcome, gateTask } from '../../lib/disclosure/gate.ts';
import { type GateFacts, type GateQuestions, questionsOf } from '../../lib/disclosure/questions.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { Study as StudySchema } from '../../lib/protocol/study.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { extractFolder, writeExtract } from '../support/extracts.ts';
import { after, generous } from '../support/gate.ts';

const codes = ['9001', '9002', '9003', '9004'];
const roots: string[] = [];
const solver = await loadSolver();
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true });
});

/**
 * Signals of four municipalities: 400 households with one of rent each, and `households` with `rows` signals of water in all, spread over
 * the municipalities or, the first `inOne` of them, in one.
 */
function signals(households: number, rows: number, inOne = 0): ReadonlyMap<string, readonly CanonicalRow[]> {
  const all = [
    ...Array.from({ length: 400 }, (_, index) => ({ household: `r${index}`, partner_type: 'rent' })),
    ...Array.from({ length: rows }, (_, index) => ({ household: `w${index % households}`, partner_type: 'water' })),
  ].map((row, index): CanonicalRow & { municipality_code: string } => {
    const number = Number(row.household.slice(1));
    const spread = row.household.startsWith('w') && inOne > 0 ? codes.slice(1) : codes;
    const code = row.household.startsWith('w') && number < inOne ? '9001' : (spread[number % spread.length] ?? '');
    const rest = { signal_id: `s${index}`, signal_date: '2026-02-01', signal_type: 'early', source_row: index };
    return { ...row, ...rest, household: `${code}-${row.household}`, municipality_code: code, arrears_cents: 40_000 };
  });
  return Map.groupBy(all, (row) => row.municipality_code);
}

const studyOf = (measures: readonly unknown[], where: readonly unknown[]): Study =>
  StudySchema.parse({
    schema: 'vroegzicht-study/1',
    study: 'differences',
    version: 1,
    title: 'Differences',
    researchers: [{ id: 'researcher-1', name: 'R. Searcher' }],
    purpose: 'research-effectiveness',
    minimumMunicipalities: 3,
    ladderDays: [[105]],
    analyses: [{ id: 'table', analysis: 'table', unit: 'signals', where, measures }],
  });

const withoutWater = [{ variable: 'partner-type', in: ['rent', 'energy', 'health-insurance'] }];

const enough = [1, 2].map(() => ({ households: 10, rows: 10 }));

/** The facts with the rules switched off: every difference holds ten households, every amount may be shown. */
function withoutRule({ differences }: GateFacts, { amounts }: GateQuestions): GateFacts {
  return {
    households: new Map(),
    differences: new Map([...differences.keys()].map((key) => [key, enough])),
    admitted: new Set(amounts.flatMap(({ asked }) => asked.map(({ group }) => group))),
    published: new Map(),
    changes: new Map(),
  };
}

/** What two tasks show of all signals and of those without water, and what the rule did. */
async function twoTasks(rows: ReadonlyMap<string, readonly CanonicalRow[]>, measure: unknown, off = false) {
  const root = await extractFolder();
  roots.push(root);
  const extracts = await Promise.all(
    [...rows].map(([code, own]) =>
      writeExtract(root, code, { signals: own, signal_cases: [], contact_attempts: [], follow_ups: [] }),
    ),
  );
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const { query, answer } = await openCatalogue(sandbox, extracts);
  const participants = extracts.map(({ manifest }) => participantOf(manifest));
  const done: GateOutcome[] = [];
  try {
    for (const where of [[], withoutWater]) {
      const study = studyOf([measure], where);
      const context = studyContext(study);
      const found = await runStudy({ study, context, participants, answer });
      const parts = found.flatMap(({ analysis, pooled }) =>
        scopedEvidence(analysis, pooled, { context, population: 'all', registered: false }),
      );
      const earlier = done.length === 0 ? nothingEarlier : after(...done);
      const request = { parts, policy: generous, solver, earlier };
      const questions = questionsOf(request);
      const facts = await householdFacts(questions, { query }, generous);
      done.push(gateTask({ ...request, facts: off ? withoutRule(facts, questions) : facts }));
    }
  } finally {
    sandbox.close();
  }
  return done.map(({ released: [part] }) => (part !== undefined && 'cells' in part ? part.cells[0] : undefined));
}

describe('A2 and L1: 30 signals more of few households, or of few beside those of one of four municipalities', () => {
  test.each([
    [9, [430, null]],
    [13, [430, null]],
    [14, [430, 400]],
  ])('of %d', async (households, shown) => {
    const cells = await twoTasks(signals(households, 30), { measure: 'count' });
    expect(cells.map((cell) => cell?.count)).toEqual(shown);
  });
  test('works when the difference is judged in rows: 30 signals, whoever has them, of nine households', async () => {
    const cells = await twoTasks(signals(9, 30), { measure: 'count' }, true);
    expect(cells.map((cell) => cell?.count)).toEqual([430, 400]);
  });
});

describe('L1 and ruling 23: all but a few households of the difference are those of one municipality', () => {
  test('works for it without the rule: beside its own 40 there are six households or more', async () => {
    const [all, others] = await twoTasks(signals(49, 49, 40), { measure: 'count' }, true);
    expect([all?.count, others?.count]).toEqual([450, 400]);
    expect(448 - 402 - 40).toBe(6);
  });
  test.each([
    [5, [445, 400]],
    [9, [450, null]],
    [20, [460, 400]],
  ])('of which %d are in others', async (others, shown) => {
    const cells = await twoTasks(signals(40 + others, 40 + others, 40), { measure: 'count' });
    expect(cells.map((cell) => cell?.count)).toEqual(shown);
  });
});

describe('A2 and L2: the sum of an amount, of which nine households can be subtracted, or nine beside those of one municipality', () => {
  const mean = { measure: 'mean', variable: 'arrears-euro' };
  test.each([
    [9, [430, null]],
    [13, [430, null]],
    [14, [430, 400]],
  ])('or %d', async (households, shown) => {
    const cells = await twoTasks(signals(households, 30), mean);
    expect(cells.map((cell) => cell?.count)).toEqual(shown);
  });
  test.each([
    [9, null],
    [10, 400],
  ])('and %d beside the forty of one, whose counts are far apart', async (others, shown) => {
    const cells = await twoTasks(signals(40 + others, 500, 40), mean);
    expect(cells.map((cell) => cell?.count)).toEqual([900, shown]);
  });
  test('works without the rule', async () => {
    const cells = await twoTasks(signals(9, 30), mean, true);
    expect(cells.map((cell) => cell?.count)).toEqual([430, 400]);
  });
});

describe('a selection of the ledger as a condition on rows', () => {
  test.each<readonly [Selection, string | undefined]>([
    [{}, 'true'],
    [{ '(never)': [] }, 'false'],
    [{ reached: ['no'] }, `coalesce(coalesce(CAST("reached" AS VARCHAR), 'unknown') IN ('no'), false)`],
    [
      { 'leaving-any': ['e:0:28', 'x:28:'] },
      'coalesce(((time_days > 0 AND time_days <= 28 AND event = 1) OR (time_days > 28)), false)',
    ],
    [{ potential: ['p:105:'] }, 'coalesce((potential_days >= 105), false)'],
    [
      { 'complete(reached)': ['yes'] },
      `coalesce(CASE WHEN "reached" IS NOT NULL THEN 'yes' ELSE 'no' END IN ('yes'), false)`,
    ],
    [{ 'a variable of long ago': ['yes'] }, undefined],
    [{ 'leaving-state': ['e:28:45'] }, 'coalesce(((stop_day > 28 AND stop_day <= 45 AND event = 1)), false)'],
    [
      { 'leaving-same-creditor': ['c:0:28'] },
      'coalesce(((time_days_same_creditor > 0 AND time_days_same_creditor <= 28 AND event_same_creditor = 0)), false)',
    ],
    [{ 'cause-creditor': ['same-creditor'] }, `coalesce("cause_creditor" IN ('same-creditor'), false)`],
    [{ 'sum:person-days': ['yes'] }, 'coalesce(true, false)'],
    [{ 'leaving-of-long-ago': ['e:0:40'] }, undefined],
    [
      { reached: ["'; DROP TABLE x"] },
      `coalesce(coalesce(CAST("reached" AS VARCHAR), 'unknown') IN ('''; DROP TABLE x'), false)`,
    ],
  ])('%j', (selection, sql) => expect(selectionSql(selection, 'case-spells')).toBe(sql));
  test('of a histogram: the first range has no lower end, nothing is censored', () =>
    expect(
      selectionSql({ 'leaving-of-age-years': ['e:0:40', 'e:40:60', 'x:60:', 'c:0:40', 'no range'] }, 'signal-spells'),
    ).toBe(
      'coalesce((("age_years" IS NOT NULL AND "age_years" <= 40) OR ("age_years" > 40 AND "age_years" <= 60) OR ("age_years" > 60) OR false OR false), false)',
    ));
});
