import { describe, expect, test } from 'vitest';
import type { CellEvidence, Evidence } from '../../lib/disclosure/evidence.ts';
import { cellsOf } from '../../lib/disclosure/secondary/cells.ts';
import { isImpossible, nameOf, selectionOf } from '../../lib/disclosure/secondary/draft.ts';
import { nowhere } from '../../lib/disclosure/selection.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { partOf, protection } from '../support/scoped.ts';

const dimensions = [
  { variable: 'age', levels: ['young', 'old'] },
  { variable: 'type', levels: ['rent', 'energy'] },
];

const cell = (levels: readonly string[], count: number, changes: Partial<CellEvidence> = {}): CellEvidence => ({
  levels,
  count,
  households: count,
  protectedHouseholds: count,
  ...changes,
});

const countsOf = (cells: readonly CellEvidence[]): Evidence => ({
  kind: 'counts',
  name: 'count',
  dimensions,
  success: null,
  cells,
});

const shownCounts = (counts: readonly (number | null)[]): ReleasedEvidence => ({
  kind: 'counts',
  name: 'count',
  dimensions,
  success: null,
  protection,
  cells: counts.map((count) => ({ levels: [], count })),
});

describe('the rows of a number', () => {
  const part = partOf(countsOf([]));
  test('are those of its levels among those of the analysis', () =>
    expect(selectionOf(part, { dimensions }, ['young', 'rent'])).toEqual({
      help: ['yes'],
      age: ['young'],
      type: ['rent'],
    }));
  test('are named as in other analyses', () =>
    expect(
      selectionOf(partOf(countsOf([]), { rename: { age: 'age-at-start' } }), { dimensions }, ['old', 'rent']),
    ).toEqual({
      help: ['yes'],
      'age-at-start': ['old'],
      type: ['rent'],
    }));
  test('are none where the filter excludes the level', () => {
    const filtered = partOf(countsOf([]), { where: { age: ['young'] } });
    expect(selectionOf(filtered, { dimensions }, ['old', 'rent'])).toBe(nowhere);
    expect(isImpossible(filtered, nowhere)).toBe(true);
    expect(isImpossible(filtered, { age: ['young'] })).toBe(false);
  });
  test('are none where the codebook has none', () =>
    expect(isImpossible(part, { 'help-accepted': ['unknown'], age: ['young'] })).toBe(true));
  test('have a name of the analysis, the table and the levels', () => {
    expect(nameOf(part, ['young', 'rent'])).toBe('arrears/count young · rent');
    expect(nameOf(part, [])).toBe('arrears/count (all)');
    expect(nameOf(partOf({ kind: 'values', name: 'median', measure: 'quantile', cells: [] }), [])).toBe(
      'arrears/ (all)',
    );
  });
});

describe('cells of a table', () => {
  const evidence = countsOf([
    cell(['young', 'rent'], 40, { households: 35, protectedHouseholds: 30, largestRows: 8 }),
    cell(['young', 'energy'], 9),
    cell(['old', 'rent'], 14, { households: 12, protectedHouseholds: 9 }),
    cell(['old', 'energy'], 10, { protectedHouseholds: -1 }),
  ]);
  const found = cellsOf([partOf(evidence)], [shownCounts([40, null, 15, 10])], 10);

  test('are counts of rows with their households', () =>
    expect(found[0]).toEqual({
      id: 0,
      part: 0,
      group: 0,
      name: 'arrears/count young · rent',
      selection: { help: ['yes'], age: ['young'], type: ['rent'] },
      rows: 40,
      households: 35,
      largestRows: 8,
      primary: false,
      secret: false,
      least: 10,
      fixedBase: null,
      line: 'young',
    }));
  test('are numbered, each of its own group; answers of one group are a line', () =>
    expect(found.map(({ id, group, line }) => [id, group, line])).toEqual([
      [0, 0, 'young'],
      [1, 1, 'young'],
      [2, 2, 'old'],
      [3, 3, 'old'],
    ]));
  test('lines of tables of three variables are told apart by the first two', () => {
    const wide = countsOf([cell(['a', 'b', 'c'], 40), cell(['a', 'b', 'd'], 40), cell(['a', 'x', 'c'], 40)]);
    const [one, other, third] = cellsOf([partOf(wide)], [shownCounts([40, 40, 40])], 10);
    expect(one?.line).toBe(other?.line);
    expect(one?.line).not.toBe(third?.line);
  });
  test('rows of the largest municipality are those that may belong to it, where they are not known', () =>
    expect(found.map(({ largestRows }) => largestRows)).toEqual([8, 0, 5, 10]));

  test.each([
    [9, true],
    [10, false],
    [11, false],
    [Number.NaN, true],
  ])('a withheld cell with %d protected households is secret: %j', (protectedHouseholds, secret) => {
    const given = countsOf([cell(['young', 'rent'], 40, { protectedHouseholds })]);
    expect(cellsOf([partOf(given)], [shownCounts([null])], 10)[0]).toMatchObject({ primary: true, secret });
    expect(cellsOf([partOf(given)], [shownCounts([40])], 10)[0]).toMatchObject({ primary: false, secret: false });
  });
  test('a withheld cell that the codebook excludes is no secret', () => {
    const given = partOf(countsOf([cell(['young', 'rent'], 0)]), { where: { 'contact-arm': ['unknown'] } });
    expect(cellsOf([given], [shownCounts([null])], 10)[0]).toMatchObject({ primary: true, secret: false });
  });
  test('of an answer that is missing there are none', () => expect(cellsOf([partOf(evidence)], [], 10)).toEqual([]));
  test('of exact values there are none', () => {
    const cells = [{ group: 'all', value: 12, count: 40 }];
    const values: ReleasedEvidence = { kind: 'values', name: 'x', measure: 'quantile', protection, cells };
    expect(cellsOf([partOf({ kind: 'values', name: 'x', measure: 'quantile', cells })], [values], 10)).toEqual([]);
  });
  test('are numbered through all tables of a task', () => {
    const parts = [partOf(countsOf([cell(['young', 'rent'], 40)])), partOf(countsOf([cell(['old', 'rent'], 50)]))];
    const shown = shownCounts([40]);
    expect(cellsOf(parts, [shown, shown], 10).map(({ id, part }) => [id, part])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

test('cells of sums count the rows of which the amount is known', () => {
  const moments = { total: 900, largest: 90, secondLargest: 80, mean: 30, sumOfSquaredDeviations: 100 };
  const evidence: Evidence = {
    kind: 'sums',
    name: 'debt',
    householdCap: 150_000,
    finestStep: 10,
    dimensions,
    cells: [
      { ...cell(['young', 'rent'], 30), ...moments },
      { ...cell(['old', 'rent'], 4), ...moments },
    ],
  };
  const shown = { levels: [], mean: 30, meanStep: 10, sumOfSquaredDeviations: null };
  const released: ReleasedEvidence = {
    kind: 'sums',
    name: 'debt',
    dimensions,
    protection,
    cells: [
      { ...shown, count: 30 },
      { ...shown, count: null },
    ],
  };
  const [one, other] = cellsOf([partOf(evidence)], [released], 10);
  expect(one).toMatchObject({
    selection: { help: ['yes'], age: ['young'], type: ['rent'], 'known-debt': ['yes'] },
    rows: 30,
    primary: false,
    secret: false,
  });
  expect(other).toMatchObject({ rows: 4, primary: true, secret: true });
});
