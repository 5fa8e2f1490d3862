import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../lib/disclosure/evidence.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';

const protection = { roundingBase: 1, uncontrolled: true };
const dimensions = [{ variable: 'arm', levels: ['a', 'b'] }];
const cell = { levels: ['a'], count: 3, households: 2, protectedHouseholds: 1 };
const named = { name: 'given', dimensions };

describe('evidence without control is exact, marked, and says nothing of households', () => {
  test.each([[['yes', 'no']], [null]])('counts, of a proportion of %j', (success) => {
    const evidence: Evidence = { kind: 'counts', ...named, success, cells: [cell] };
    expect(withoutControl(evidence)).toEqual({
      kind: 'counts',
      ...named,
      success,
      cells: [{ levels: ['a'], count: 3 }],
      protection,
    });
  });
  test('amounts, whose mean has no step', () => {
    const amount = { ...cell, total: 9, largest: 8, secondLargest: 1, mean: 4.5, sumOfSquaredDeviations: 24.5 };
    expect(withoutControl({ kind: 'sums', ...named, householdCap: 10, finestStep: 1, cells: [amount] })).toEqual({
      kind: 'sums',
      ...named,
      cells: [{ levels: ['a'], count: 3, mean: 4.5, meanStep: 0, sumOfSquaredDeviations: 24.5 }],
      protection,
    });
  });
  test('values', () => {
    const values = { kind: 'values' as const, name: 'last', measure: 'date' as const };
    const cells = [{ group: 'a', value: '2026-01-02', count: 3 }];
    expect(withoutControl({ ...values, cells })).toEqual({ ...values, cells, protection });
  });
});

describe('tables over time without control hold the finest rung, up to the end of its grid', () => {
  const pattern = { levels: ['a'], entries: 9, protectedHouseholds: 1 };
  const step = (events: number) => ({ events, censored: 1, protectedEvents: 1 });
  const [first, coarse] = [
    { edgesDays: [30, 60], patterns: [{ ...pattern, intervals: [step(3), step(2), step(0)] }] },
    { edgesDays: [60], patterns: [{ ...pattern, intervals: [step(5), step(0)] }] },
  ];
  test('curves', () =>
    expect(withoutControl({ kind: 'risk-table', ...named, rungs: [first, coarse] })).toEqual({
      kind: 'risk-table',
      ...named,
      edgesDays: [30, 60],
      patterns: [
        {
          levels: ['a'],
          entries: 9,
          intervals: [
            { events: 3, censored: 1 },
            { events: 2, censored: 1 },
          ],
        },
      ],
      protection,
    }));
  test('curves by cause', () => {
    const intervals = [
      [3, 1],
      [2, 0],
      [0, 0],
    ].map((events) => ({ events, censored: 1, protectedEvents: events }));
    const rungs = [{ edgesDays: [30, 60], patterns: [{ ...pattern, intervals }] }];
    expect(withoutControl({ kind: 'competing-table', ...named, causes: ['same', 'other'], rungs })).toEqual({
      kind: 'competing-table',
      ...named,
      causes: ['same', 'other'],
      edgesDays: [30, 60],
      patterns: [
        {
          levels: ['a'],
          entries: 9,
          intervals: [
            { events: [3, 1], censored: 1 },
            { events: [2, 0], censored: 1 },
          ],
        },
      ],
      protection,
    });
  });
  test('person-time', () => {
    const intervals = [{ events: 3, personDays: 77, protectedHouseholds: 2, protectedEvents: 1 }];
    const rungs = [{ edgesDays: [30], patterns: [{ levels: ['a'], intervals }] }];
    expect(withoutControl({ kind: 'person-time', ...named, rungs })).toEqual({
      kind: 'person-time',
      ...named,
      edgesDays: [30],
      patterns: [{ levels: ['a'], intervals: [{ events: 3, personDays: 77 }] }],
      protection,
    });
  });
  const empty = { ...named, edgesDays: [], patterns: [], protection };
  test.each<readonly [Evidence, object]>([
    [
      { kind: 'risk-table', ...named, rungs: [] },
      { kind: 'risk-table', ...empty },
    ],
    [
      { kind: 'competing-table', ...named, causes: ['same'], rungs: [] },
      { kind: 'competing-table', ...empty, causes: ['same'] },
    ],
    [
      { kind: 'person-time', ...named, rungs: [] },
      { kind: 'person-time', ...empty },
    ],
  ])('without any rung are empty: $kind', (evidence, expected) => expect(withoutControl(evidence)).toEqual(expected));
});

describe('sums of models without control have all their digits', () => {
  test('over municipalities', () => {
    const sums = { sites: 2, weight: 1.23456, squaredWeights: 2.34567, mean: 0.12345, weightedSquares: 3.45678 };
    const evidence: Evidence = { kind: 'site-sums', name: 'sites', households: 3, largestWeight: 1, ...sums };
    expect(withoutControl(evidence)).toEqual({ kind: 'site-sums', name: 'sites', sums, protection });
  });
  test('of a stratified test', () => {
    const sums = {
      observed: [1, 2],
      expected: [1.23456, 1.76544],
      variance: [
        [0.98765, -0.98765],
        [-0.98765, 0.98765],
      ],
    };
    const behind = { municipalities: 1, untilDays: 180, protectedHouseholds: [1, 1], protectedEvents: [1, 1] };
    expect(withoutControl({ kind: 'score-sums', name: 'test', groups: ['a', 'b'], ...sums, ...behind })).toEqual({
      kind: 'score-sums',
      name: 'test',
      groups: ['a', 'b'],
      sums,
      protection,
    });
  });
  test('over clusters', () => {
    const fits = [{ ties: 'efron', edgesDays: [30], meat: [[1.23456]], adjusted: [[2.34567]] }];
    const behind = {
      municipalities: 1,
      protectedHouseholds: 1,
      protectedEvents: 1,
      protectedRepeated: 1,
      largestShare: 1,
    };
    const sums = { clusters: 3, degreesOfFreedom: 2, fits };
    expect(withoutControl({ kind: 'cluster-sums', name: 'household', terms: ['x'], ...sums, ...behind })).toEqual({
      kind: 'cluster-sums',
      name: 'household',
      terms: ['x'],
      sums,
      protection,
    });
  });
});
