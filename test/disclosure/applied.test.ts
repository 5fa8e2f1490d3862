import { describe, expect, test } from 'vitest';
import type { PersonTimeEvidence } from '../../lib/disclosure/evidence.ts';
import { applyTreatment, type DecidedCell } from '../../lib/disclosure/secondary/apply.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { cellOf } from '../support/attacker-system.ts';
import { partOf, protection } from '../support/scoped.ts';

/** A cell of so many rows with the base that was decided. */
const decided = (rows: number, base: number | null, changes: Partial<DecidedCell> = {}): DecidedCell => ({
  ...cellOf(0, { rows }),
  base,
  ...changes,
});

const values = { kind: 'values', name: 'median', measure: 'quantile', cells: [] } as const;
const apply = (released: ReleasedEvidence, cells: readonly DecidedCell[]) =>
  applyTreatment(partOf(values), released, cells);
const levels = ['x'];
const withBase = (roundingBase: number) => ({ ...protection, roundingBase });

describe('counts', () => {
  const counts = (...given: readonly (number | null)[]): ReleasedEvidence => ({
    kind: 'counts',
    name: 'count',
    dimensions: [],
    success: null,
    protection,
    cells: given.map((count) => ({ levels, count })),
  });
  test('are rounded to the base of their cell; without a base, or without a cell, they are withheld', () =>
    expect(apply(counts(40, 40, 40, 40), [decided(44, 5), decided(44, 10), decided(44, null)])).toEqual({
      ...counts(45, 40, null, null),
      protection: withBase(10),
    }));
  test('keep the base of the primary rules where that is wider', () =>
    expect(apply(counts(40), [decided(44, 1)])).toEqual(counts(44)));
  test('kept from an earlier snapshot are those rows, and may be away from them by the drift on either side', () => {
    const kept = { rows: 51, drift: 9 };
    expect(apply(counts(40), [decided(44, 5, { kept })])).toEqual({ ...counts(50), protection: withBase(23) });
    expect(apply(counts(40), [decided(44, null, { kept })])).toEqual(counts(null));
  });
});

describe('sums', () => {
  const sums = (
    ...cells: readonly { count: number | null; mean: number | null; squares: number | null; meanStep: number }[]
  ): ReleasedEvidence => ({
    kind: 'sums',
    name: 'debt',
    dimensions: [],
    protection,
    cells: cells.map(({ squares, ...cell }) => ({ levels, ...cell, sumOfSquaredDeviations: squares })),
  });
  const withheld = { count: null, mean: null, squares: null, meanStep: 0 };
  const cell = (count: number | null, squares: number | null) => ({ count, mean: 120, squares, meanStep: 10 });
  test('keep their mean, and a spread for the number that is shown now', () =>
    expect(
      apply(sums(cell(40, 800), cell(40, null), cell(0, 80)), [decided(44, 10), decided(46, 10), decided(12, 5)]),
    ).toEqual({
      ...sums({ ...cell(40, 800) }, cell(50, null), cell(10, 800)),
      protection: withBase(10),
    }));
  test('are scaled by the share of the numbers', () =>
    expect(apply(sums(cell(40, 800)), [decided(52, 10)])).toMatchObject({
      cells: [{ sumOfSquaredDeviations: 1_000 }],
    }));
  test('are withheld as a whole with their number, before or now', () =>
    expect(apply(sums(cell(40, 800), cell(null, 800), cell(40, 800)), [decided(44, null), decided(44, 5)])).toEqual(
      sums(withheld, withheld, withheld),
    ));
});

describe('curves', () => {
  const pattern = (numbers: readonly number[], base: number | null, group = 0) =>
    numbers.map((rows) => decided(rows, base, { group }));
  const risk = (
    intervals: null | { events: number; censored: number }[],
    entries: number | null,
  ): ReleasedEvidence => ({
    kind: 'risk-table',
    name: 'return',
    dimensions: [],
    edgesDays: [30, 60],
    protection,
    patterns: [{ levels, entries, intervals }],
  });
  const steps = [0, 0].map(() => ({ events: 0, censored: 0 }));
  const numbers = [21, 4, 12, 6, 61];
  test('have events and other leavers of each step, and begin with all of them', () =>
    expect(apply(risk(steps, 0), pattern(numbers, 5))).toEqual(
      risk(
        [
          { events: 20, censored: 5 },
          { events: 10, censored: 5 },
        ],
        100,
      ),
    ));
  test('are withheld when one number of the pattern is, when they were, or when there is no number', () => {
    const none = risk(null, null);
    expect(apply(risk(steps, 0), [...pattern(numbers.slice(1), 5), decided(3, null)])).toEqual(none);
    expect(apply(none, pattern(numbers, 5))).toEqual(none);
    expect(apply(risk(steps, 0), pattern(numbers, 5, 1))).toEqual(none);
  });
  test('say by which base', () =>
    expect(apply(risk(steps, 0), pattern(numbers, 10))).toMatchObject({ protection: withBase(10) }));

  const competing = (
    intervals: null | { events: number[]; censored: number }[],
    entries: number | null,
  ): ReleasedEvidence => ({
    kind: 'competing-table',
    name: 'end',
    dimensions: [],
    causes: ['signal', 'moved'],
    edgesDays: [30, 60],
    protection,
    patterns: [{ levels, entries, intervals }],
  });
  const byCause = [0, 0].map(() => ({ events: [0, 0], censored: 0 }));
  const all = [21, 11, 4, 12, 16, 6, 61];
  test('with causes have the events of each cause', () =>
    expect(apply(competing(byCause, 0), pattern(all, 5))).toEqual(
      competing(
        [
          { events: [20, 10], censored: 5 },
          { events: [10, 15], censored: 5 },
        ],
        125,
      ),
    ));
  test('with causes are withheld as other curves are', () => {
    const none = competing(null, null);
    expect(apply(competing(byCause, 0), [...pattern(all.slice(1), 5), decided(3, null)])).toEqual(none);
    expect(apply(none, pattern(all, 5))).toEqual(none);
    expect(apply(competing(byCause, 0), pattern(all, 10))).toMatchObject({ protection: withBase(10) });
  });
});

describe('person-time', () => {
  const interval = (personDays: number) => ({
    events: 0,
    personDays,
    protectedHouseholds: 50,
    protectedEvents: 20,
  });
  const evidence: PersonTimeEvidence = {
    kind: 'person-time',
    name: 'rate',
    dimensions: [],
    rungs: [
      { edgesDays: [10, 30], patterns: [{ levels, intervals: [interval(1_234), interval(5_678)] }] },
      { edgesDays: [30], patterns: [{ levels, intervals: [interval(6_912)] }] },
    ],
  };
  const released = (
    edgesDays: number[],
    ...patterns: readonly (null | { events: number; personDays: number }[])[]
  ): ReleasedEvidence => ({
    kind: 'person-time',
    name: 'rate',
    dimensions: [],
    edgesDays,
    protection,
    patterns: patterns.map((intervals) => ({ levels, intervals })),
  });
  const give = (given: ReleasedEvidence, cells: readonly DecidedCell[]) =>
    applyTreatment(partOf(evidence), given, cells);
  const cells = [decided(21, 5), decided(33, 5), decided(50, 10)];
  test('has rounded events, and days in units of the base of the days times the length of the step', () =>
    expect(give(released([10, 30], []), cells)).toEqual({
      ...released(
        [10, 30],
        [
          { events: 20, personDays: 1_200 },
          { events: 35, personDays: 5_600 },
        ],
      ),
      protection: withBase(10),
    }));
  test('of each pattern has its own unit of days', () => {
    const rungs = [
      { edgesDays: [30], patterns: [5_000, 7_000].map((days) => ({ levels, intervals: [interval(days)] })) },
    ];
    const both = [1, 10].flatMap((base, group) => [decided(50, 5, { group }), decided(50, base, { group })]);
    const found = applyTreatment(partOf({ ...evidence, rungs }), released([30], [], []), both);
    expect(found).toEqual({
      ...released([30], [{ events: 50, personDays: 5_010 }], [{ events: 50, personDays: 6_900 }]),
      protection: withBase(10),
    });
  });
  test('is that of the rung that is shown', () =>
    expect(give(released([30], []), [decided(54, 5), decided(50, 5)])).toEqual(
      released([30], [{ events: 55, personDays: 6_900 }]),
    ));
  test('is withheld with one of its numbers, where it was, and where its days are not known', () => {
    expect(give(released([10, 30], []), [...cells.slice(1), decided(3, null)])).toMatchObject({
      patterns: [{ levels, intervals: null }],
    });
    expect(give(released([30], null), [decided(54, 5), decided(50, 5)])).toEqual(released([30], null));
    expect(give(released([90], []), [decided(54, 5), decided(50, 5)])).toEqual(released([90], null));
    const second = [decided(54, 5), decided(50, 5), decided(54, 5, { group: 1 })];
    expect(give(released([30], null, []), second)).toEqual(released([30], null, null));
  });
  test('is left as it is beside other evidence', () =>
    expect(apply(released([30], null), [])).toEqual(released([30], null)));
});

describe('sums over all rows', () => {
  const sums = { sites: 4, weight: 1, squaredWeights: 1, mean: 2, weightedSquares: 3 };
  test.each<ReleasedEvidence>([
    { kind: 'site-sums', name: 'pooled', sums, protection },
    {
      kind: 'score-sums',
      name: 'rank',
      groups: levels,
      sums: { observed: [], expected: [], variance: [] },
      protection,
    },
    {
      kind: 'cluster-sums',
      name: 'household',
      terms: levels,
      sums: { clusters: 9, degreesOfFreedom: 2, fits: [] },
      protection,
    },
  ])('are shown when all their numbers are, and withheld with any of them: %j', (released) => {
    expect(apply(released, [decided(40, 5), decided(50, 5)])).toBe(released);
    expect(apply(released, [decided(40, 5), decided(50, null)])).toEqual({ ...released, sums: null });
  });
});

test('values are left to the primary rules', () => {
  const released: ReleasedEvidence = { kind: 'values', name: 'x', measure: 'date', protection, cells: [] };
  expect(apply(released, [decided(1, null)])).toBe(released);
});
