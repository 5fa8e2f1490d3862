import { describe, expect, test } from 'vitest';
import { applyTreatment, type DecidedCell } from '../../lib/disclosure/secondary/apply.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { decided, partOf, protection, withBase } from '../support/scoped.ts';

const values = { kind: 'values', name: 'median', measure: 'quantile', cells: [] } as const;
const apply = (released: ReleasedEvidence, cells: readonly DecidedCell[]) =>
  applyTreatment(partOf(values), released, cells);
const levels = ['x'];

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
