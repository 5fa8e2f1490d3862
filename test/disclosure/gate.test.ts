import { describe, expect, test } from 'vitest';
import type { CellEvidence, RiskPattern } from '../../lib/disclosure/evidence.ts';
import { roundCount } from '../../lib/disclosure/rounding.ts';
import { treat } from '../../lib/disclosure/treatment.ts';

const cell = (count: number, households: number, levels: readonly string[] = []): CellEvidence => ({
  levels,
  count,
  households,
  protectedHouseholds: households,
});
const counts = (cells: readonly CellEvidence[]) =>
  treat({ kind: 'counts', name: 'count', dimensions: [], success: null, cells });

describe('cells of a table', () => {
  test.each([
    [0, null],
    [1, null],
    [9, null],
    [10, 40],
    [11, 40],
    [Number.NaN, null],
  ])('with %d households shows %s', (households, shown) => {
    const { released, findings } = counts([cell(41, households)]);
    expect(released.kind === 'counts' ? released.cells[0]?.count : undefined).toBe(shown);
    expect(findings).toHaveLength(shown === null ? 1 : 0);
  });

  test('count rows but are judged on households: 40 signals of 2 households are withheld', () => {
    const { released } = counts([cell(40, 2)]);
    expect(released.kind === 'counts' && released.cells[0]?.count).toBeNull();
  });

  test('are judged without their largest municipality', () => {
    const { released } = counts([{ ...cell(500, 500), protectedHouseholds: 9 }]);
    expect(released.kind === 'counts' && released.cells[0]?.count).toBeNull();
  });

  test.each([
    [12, 10],
    [13, 15],
    [17, 15],
    [18, 20],
    [100, 100],
  ])('of %d rows are rounded to %d', (count, rounded) => expect(roundCount(count)).toBe(rounded));

  test('give no trace of what they were when withheld', () => {
    const zero = counts([cell(0, 0)]);
    const nine = counts([cell(9, 9)]);
    expect(JSON.stringify(zero.released)).toBe(JSON.stringify(nine.released));
  });
});

describe('amounts', () => {
  const sums = (total: number, largest: number, secondLargest: number) => {
    const { released } = treat({
      kind: 'sums',
      name: 'mean',
      householdCap: 150_000,
      finestStep: 10,
      dimensions: [],
      cells: [{ ...cell(30, 30), mean: 100, sumOfSquaredDeviations: 5, total, largest, secondLargest }],
    });
    return released.kind === 'sums' ? released.cells[0]?.mean : undefined;
  };
  test.each([
    { which: 'one household with more than half', total: 1000, largest: 501, second: 10, shown: false },
    { which: 'one household with half', total: 1000, largest: 500, second: 10, shown: true },
    { which: 'two households with more than two thirds', total: 1000, largest: 400, second: 280, shown: false },
    { which: 'many alike', total: 1000, largest: 50, second: 50, shown: true },
    { which: 'nothing at all', total: 0, largest: 0, second: 0, shown: false },
  ])('of $which', ({ total, largest, second, shown }) => expect(sums(total, largest, second) !== null).toBe(shown));
});

describe('order statistics and dates', () => {
  test('never leave', () => {
    const { released } = treat({
      kind: 'values',
      name: 'date',
      measure: 'date',
      cells: [{ group: 'edge=first', value: '2026-01-02', count: 500 }],
    });
    expect(JSON.stringify(released)).not.toContain('2026-01-02');
  });
});

describe('risk tables', () => {
  const pattern = (events: readonly number[], entries = 500, households = entries): RiskPattern => ({
    levels: ['all'],
    entries,
    protectedHouseholds: households,
    intervals: [
      ...events.map((each) => ({ events: each, censored: 20, protectedEvents: each })),
      { events: 0, censored: entries - events.reduce((a, b) => a + b + 20, 0), protectedEvents: 0 },
    ],
  });
  const risk = (fine: readonly RiskPattern[], coarse: readonly RiskPattern[]) => {
    const { released } = treat({
      kind: 'risk-table',
      name: 'return',
      dimensions: [],
      rungs: [
        { edgesDays: [30, 60], patterns: fine },
        { edgesDays: [60], patterns: coarse },
      ],
    });
    return released.kind === 'risk-table' ? released : undefined;
  };

  test('stay on the finest rung when every step has ten events', () =>
    expect(risk([pattern([10, 12])], [pattern([22])])?.edgesDays).toEqual([30, 60]));
  test('are coarsened when a step has nine events', () =>
    expect(risk([pattern([9, 12])], [pattern([21])])?.edgesDays).toEqual([60]));
  test('are coarsened alike for a step without events', () =>
    expect(risk([pattern([0, 12])], [pattern([12])])?.edgesDays).toEqual([60]));
  test('show nothing of a curve with nine events in all', () =>
    expect(risk([pattern([4, 5])], [pattern([9])])?.patterns[0]).toEqual({
      levels: ['all'],
      entries: null,
      intervals: null,
    }));
  test('show nothing of a curve with 29 households', () =>
    expect(risk([pattern([10, 10], 500, 29)], [pattern([20], 500, 29)])?.patterns[0]?.intervals).toBeNull());
  test('end where fewer than twenty are at risk', () => {
    const short = { ...pattern([30, 12], 69), entries: 69 };
    expect(risk([short], [pattern([42], 69)])?.edgesDays).toEqual([30]);
  });
  test('hold rounded events and leavers, and entries that are their sum', () => {
    const released = risk([pattern([12, 13])], [pattern([25])]);
    expect(released?.patterns[0]).toEqual({
      levels: ['all'],
      entries: 500,
      intervals: [
        { events: 10, censored: 20 },
        { events: 15, censored: 20 },
      ],
    });
  });
});
