import { describe, expect, test } from 'vitest';
import type { CellEvidence, CountsEvidence } from '../../lib/disclosure/evidence.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { cellSelection, judgeTable, type TableContext } from '../../lib/disclosure/table-rules.ts';

type Given = { readonly count: number; readonly few?: number; readonly organisations?: CellEvidence['organisations'] };

const cellOf = (key: string, { count, few = count, organisations }: Given): CellEvidence => ({
  levels: key === '' ? [] : key.split(' '),
  count,
  households: count,
  protectedHouseholds: few,
  ...(organisations !== undefined && { organisations }),
});

/** A table by these variables; keys are levels joined by a space, values rows or more. */
function tableOf(
  variables: readonly string[],
  cells: Readonly<Record<string, number | Given>>,
  success: readonly string[] | null = null,
): CountsEvidence {
  const made = Object.entries(cells).map(([key, given]) =>
    cellOf(key, typeof given === 'number' ? { count: given } : given),
  );
  const dimensions = variables.map((variable, index) => ({
    variable,
    levels: [...new Set(made.map(({ levels }) => levels[index] ?? ''))],
  }));
  return { kind: 'counts', name: 'count', dimensions, success, cells: made };
}

const context = (changes: Partial<TableContext> = {}): TableContext => ({
  unit: 'cases',
  where: {},
  scope: 'pooled',
  policy,
  ...changes,
});
const judge = (evidence: CountsEvidence, changes: Partial<TableContext> = {}) => judgeTable(evidence, context(changes));
const finding = (check: string, cell: string, measured: number, limit: number) => ({
  check,
  evidence: 'count',
  cell,
  measured,
  limit,
});
const nothing = { findings: [], complements: [] };

test('the selection of a cell names its own levels', () =>
  expect(
    cellSelection(
      [
        { variable: 'a', levels: ['x'] },
        { variable: 'b', levels: ['y'] },
      ],
      ['x', 'y'],
    ),
  ).toEqual({
    a: ['x'],
    b: ['y'],
  }));

describe('F2: groups', () => {
  const lax = withValues(policy, 'test', { largestPrimaryShare: 1 });
  const judgeGroups = (cells: Readonly<Record<string, number | Given>>) =>
    judge(tableOf(['kind', 'help-accepted'], cells), { policy: lax });
  test('a share of 90 percent is shown, of more is not', () => {
    expect(judgeGroups({ 'a yes': 90, 'a no': 10 })).toEqual({ hidden: [false, false], ...nothing });
    expect(judgeGroups({ 'a yes': 181, 'a no': 19 })).toEqual({
      hidden: [true, true],
      findings: [finding('group-share', 'a · yes', 0.905, 0.9)],
      complements: [{ others: [1], small: false, rows: 200 }],
    });
  });
  test('nine others are a small group, also without their largest municipality', () => {
    const few = { count: 40, few: 9 };
    expect(judgeGroups({ 'a yes': 100, 'a no': few })).toEqual({
      hidden: [true, true],
      findings: [finding('group-complement', 'a · yes', 9, 10)],
      complements: [{ others: [1], small: true, rows: 140 }],
    });
    expect(judgeGroups({ 'a yes': 80, 'a no': { count: 40, few: 10 } }).hidden).toEqual([false, false]);
  });
  test('each group is judged on its own, and only its cells go', () => {
    const both = { 'a yes': 50, 'a no': 50, 'b yes': 95, 'b no': 5 };
    const verdict = judgeGroups(both);
    expect(verdict.hidden).toEqual([false, false, true, true]);
    expect(verdict.complements).toEqual([{ others: [3], small: true, rows: 100 }]);
  });
  test('an answer that is itself small, or unknown, says nothing of its group', () => {
    expect(judgeGroups({ 'a yes': 9, 'a no': { count: 0, few: 0 } }).findings).toEqual([]);
    expect(judgeGroups({ 'a unknown': 95, 'a yes': 5 }).findings).toEqual([]);
    expect(judgeGroups({ 'a yes': { count: 95, few: Number.NaN }, 'a no': 5 }).findings).toEqual([]);
  });
  test('a group without rows is as if everybody gave the answer', () =>
    expect(judgeGroups({ 'a yes': { count: 0, few: 20 }, 'a no': { count: 0, few: 20 } }).findings).toEqual([
      finding('group-share', 'a · yes', 1, 0.9),
      finding('group-share', 'a · no', 1, 0.9),
    ]));
  test('the answer is the last variable of three, and groups are the pairs of the others', () => {
    const cells = { 'a b yes': 95, 'a b no': 5, 'ab  yes': 50, 'ab  no': 50 };
    const three = tableOf(['kind', 'type', 'help-accepted'], cells);
    expect(judge(three, { policy: lax }).hidden).toEqual([true, true, false, false]);
    const unknown = tableOf(['kind', 'type', 'help-accepted'], { 'a unknown yes': 95, 'a unknown no': 5 });
    expect(judge(unknown, { policy: lax }).findings).toHaveLength(1);
    const glued = { 'a bc yes': 60, 'a bc no': 40, 'ab c yes': 95, 'ab c no': 5 };
    expect(judge(tableOf(['kind', 'type', 'help-accepted'], glued), { policy: lax }).hidden).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
  test('at the limits: ten households with an answer are judged, 90 percent is a small rest, ten others are none', () => {
    expect(judgeGroups({ 'a yes': { count: 95, few: 10 }, 'a no': 5 }).findings).toHaveLength(1);
    expect(judgeGroups({ 'a yes': 81, 'a no': 9 }).findings).toEqual([finding('group-complement', 'a · yes', 9, 10)]);
    expect(judgeGroups({ 'a yes': 181, 'a no': { count: 19, few: 10 } }).complements).toEqual([
      { others: [1], small: false, rows: 200 },
    ]);
  });
  test('a question that is not sensitive may have one answer', () => {
    expect(judge(tableOf(['help-accepted', 'kind'], { 'yes a': 95, 'yes b': 12 }))).toMatchObject(nothing);
    expect(judge(tableOf([], { '': 95 }))).toEqual({ hidden: [false], ...nothing });
  });
});

describe('F3: percentages', () => {
  const share = (cells: Readonly<Record<string, number | Given>>) => tableOf(['kind', 'reached'], cells, ['yes']);
  test.each([
    [49, true],
    [50, false],
    [51, false],
    [Number.NaN, true],
  ])('of %d households are withheld: %s', (households, hidden) =>
    expect(judge(share({ 'a yes': { count: 30, few: households - 20 }, 'a no': 20 })).hidden).toEqual([hidden, hidden]),
  );
  test('say what was measured and where; unknown answers do not count', () =>
    expect(judge(share({ 'a yes': 29, 'a no': 20, 'a unknown': 90, 'b yes': 30, 'b no': 30 }))).toEqual({
      hidden: [true, true, true, false, false],
      findings: [finding('minimum-denominator', 'a', 49, 50)],
      complements: [],
    }));
  test('of everybody are named so', () =>
    expect(judge(tableOf(['reached'], { yes: 20, no: 20 }, ['yes'])).findings).toEqual([
      finding('minimum-denominator', '(all)', 40, 50),
    ]));
  test('are no matter for a table without one', () =>
    expect(judge(tableOf(['reached'], { yes: 20, no: 20 }))).toMatchObject(nothing));
});

describe('F5: sparsity', () => {
  const wide = (few: number, many: number) =>
    Object.fromEntries([
      ...Array.from({ length: few }, (_, index) => [`a${index} x`, 3] as const),
      ...Array.from({ length: many }, (_, index) => [`b${index} x`, 30] as const),
    ]);
  test('two of five small cells are allowed, three of seven are not', () => {
    expect(judge(tableOf(['kind', 'type'], wide(2, 3)))).toMatchObject(nothing);
    expect(judge(tableOf(['kind', 'type'], wide(3, 4)))).toEqual({
      hidden: Array.from({ length: 7 }, () => true),
      findings: [finding('sparse-table', '(all)', 3 / 7, 0.4)],
      complements: [],
    });
  });
  test('a table of one variable cannot be sparse, one of two can', () => {
    expect(judge(tableOf(['kind'], { a: 3, b: 3, c: 3 }))).toMatchObject(nothing);
    expect(judge(tableOf(['kind', 'type'], { 'a x': 3, 'b x': 3 })).findings).toHaveLength(1);
  });
  test('cells without known levels and cells that cannot have rows do not count', () => {
    expect(judge(tableOf(['kind', 'type'], { ...wide(2, 3), 'unknown x': 0, 'b0 unknown': 0 }))).toMatchObject(nothing);
    const impossible = {
      'no accepted': 0,
      'no declined': 0,
      'no not-reached': 30,
      'yes accepted': 30,
      'yes declined': 30,
    };
    expect(judge(tableOf(['reached', 'primary-arm'], impossible)).findings).toEqual([]);
    const arms = { 'no accepted': 0, 'no declined': 0, 'no not-reached': 30, 'yes accepted': 3, 'yes declined': 30 };
    expect(judge(tableOf(['reached', 'contact-arm'], arms)).findings.map(({ check }) => check)).not.toContain(
      'sparse-table',
    );
    const where: Selection = { reached: ['no'] };
    const filtered = { 'a accepted': 0, 'a declined': 0, 'a not-reached': 60, 'b accepted': 0, 'b not-reached': 70 };
    expect(
      judge(tableOf(['kind', 'contact-arm'], filtered), { where }).findings.map(({ check }) => check),
    ).not.toContain('sparse-table');
  });
  test('ten households are enough', () =>
    expect(judge(tableOf(['kind', 'type'], { 'a x': 10, 'b x': 10 }))).toMatchObject(nothing));
  test('a table of unknown levels only is withheld', () =>
    expect(judge(tableOf(['kind', 'type'], { 'unknown x': 50, 'unknown y': 60 })).findings).toEqual([
      finding('sparse-table', '(all)', 1, 0.4),
    ]));
  test('a number that is none is small', () =>
    expect(
      judge(tableOf(['kind', 'type'], { 'a x': { count: 50, few: Number.NaN }, 'b x': 50 })).findings,
    ).toHaveLength(1));
});

describe('F6: dimensions', () => {
  const where: Selection = { c: ['1'], d: ['1'] };
  test('four variables with the filters are allowed, five are not', () => {
    expect(judge(tableOf(['a', 'b'], { '1 1': 50 }), { where })).toMatchObject(nothing);
    expect(judge(tableOf(['a', 'b', 'e'], { '1 1 1': 50 }), { where })).toEqual({
      hidden: [true],
      findings: [finding('dimensions', '(all)', 5, 4)],
      complements: [],
    });
  });
  test('a filter on a variable of the table is no other variable', () =>
    expect(judge(tableOf(['c', 'd'], { '1 1': 50 }), { where: { ...where, a: ['1'], b: ['1'] } })).toMatchObject(
      nothing,
    ));
});

describe('F7: creditors, on a page', () => {
  const own = { scope: 'own' as const };
  const page = (organisations?: CellEvidence['organisations'], count = 100) =>
    judge(
      tableOf(['partner-type'], {
        rent: { count, ...(organisations !== undefined && { organisations }) },
        energy: { count: 50, organisations: { count: 3, largestRows: 20 } },
      }),
      own,
    );
  test.each([
    [2, 40, true],
    [3, 80, false],
    [4, 80, false],
    [3, 81, true],
    [3, Number.NaN, true],
    [Number.NaN, 40, true],
  ])('%d creditors of which the largest has %d of 100 rows are withheld: %s', (count, largestRows, hidden) =>
    expect(page({ count, largestRows }).hidden).toEqual([hidden, false]),
  );
  test('say what was measured', () =>
    expect(page({ count: 2, largestRows: 40 }).findings).toEqual([finding('organisations', 'rent', 2, 3)]));
  test('unknown creditors are too few, and so is a number of no rows', () => {
    expect(page().findings).toEqual([finding('organisations', 'rent', 0, 3)]);
    expect(page({ count: 3, largestRows: 0 }, 0).hidden).toEqual([true, false]);
  });
  test('a filter on creditors counts as well', () => {
    const table = tableOf(['age-band'], { old: 100 });
    expect(judge(table, { ...own, where: { 'partner-type': ['rent'] } }).hidden).toEqual([true]);
    expect(judge(table, own).hidden).toEqual([false]);
  });
  test('pooled numbers are over many creditors', () =>
    expect(judge(tableOf(['partner-type'], { rent: 100, energy: 90 }))).toMatchObject(nothing));
});

test('a stricter policy is followed', () => {
  const strict = withValues(policy, 'test', { minimumDenominator: 200, largestGroupShare: 0.6, maximumDimensions: 1 });
  const checks = judge(tableOf(['kind', 'help-accepted'], { 'a yes': 70, 'a no': 30 }, ['yes']), {
    policy: strict,
  }).findings;
  expect(checks.map(({ check }) => check)).toEqual(['group-share', 'minimum-denominator', 'dimensions']);
});
