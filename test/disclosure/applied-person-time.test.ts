import { describe, expect, test } from 'vitest';
import type { PersonTimeEvidence } from '../../lib/disclosure/evidence.ts';
import { applyTreatment, type DecidedCell } from '../../lib/disclosure/secondary/apply.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { decided, partOf, protection, withBase } from '../support/scoped.ts';

const levels = ['x'];

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
    expect(
      applyTreatment(partOf({ kind: 'values', name: 'x', measure: 'date', cells: [] }), released([30], null), []),
    ).toEqual(released([30], null)));
});
