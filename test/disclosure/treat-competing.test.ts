import { describe, expect, test } from 'vitest';
import type { CompetingPattern } from '../../lib/disclosure/evidence.ts';
import { type Policy, policy, withValues } from '../../lib/disclosure/policy.ts';
import { treatCompeting } from '../../lib/disclosure/treat-competing.ts';

const pattern = (
  level: string,
  households: number,
  events: readonly (readonly [number, number])[],
): CompetingPattern => ({
  levels: [level],
  entries: events.reduce((sum, [one, other]) => sum + one + other, 0),
  protectedHouseholds: households,
  intervals: events.map((each) => ({ events: each, censored: 0, protectedEvents: each })),
});
const treated = (patterns: readonly CompetingPattern[], given: Policy = policy) => {
  const rungs = [{ edgesDays: [30, 60], patterns }];
  const { released, findings } = treatCompeting(
    { kind: 'competing-table', name: 'age', dimensions: [], causes: ['same', 'other'], rungs },
    given,
  );
  return {
    edgesDays: released.edgesDays,
    steps: released.patterns.map(({ intervals }) => intervals?.length ?? null),
    findings: findings.map(({ check, cell, measured, limit }) => [check, cell, measured, limit]),
  };
};
const long = pattern('young', 200, [
  [10, 10],
  [10, 10],
  [80, 80],
]);
const short = (households: number) =>
  pattern('old', households, [
    [10, 10],
    [10, 10],
    [5, 0],
  ]);

describe('K1, K4: which curves by cause end the others', () => {
  test('one of 29 households does not: it is withheld, and the other keeps both steps', () =>
    expect(treated([long, short(29)])).toEqual({
      edgesDays: [30, 60],
      steps: [2, null],
      findings: [
        ['minimum-entries', 'old · same', 29, 30],
        ['minimum-entries', 'old · other', 29, 30],
      ],
    }));
  test('one of 30 does: both end where fewer than ten of it would be left', () =>
    expect(treated([long, short(30)])).toEqual({ edgesDays: [30], steps: [1, 1], findings: [] }));
});

describe('where no curve by cause passes', () => {
  const few = pattern('few', 200, [
    [9, 10],
    [10, 10],
    [80, 80],
  ]);
  test('each says what it fails by itself, on the steps that it could show alone', () =>
    expect(treated([few, short(29)])).toEqual({
      edgesDays: [],
      steps: [null, null],
      findings: [
        ['minimum-events', 'few · same step 1', 9, 10],
        ['minimum-entries', 'old · same', 29, 30],
        ['minimum-entries', 'old · other', 29, 30],
      ],
    }));
  test('by the limits of the provider', () =>
    expect(treated([few], withValues(policy, 'own', { minimumEvents: 11 })).findings).toEqual([
      ['minimum-events', 'few · same step 1', 9, 11],
      ['minimum-events', 'few · same step 2', 10, 11],
      ['minimum-events', 'few · other step 1', 10, 11],
      ['minimum-events', 'few · other step 2', 10, 11],
    ]));
});
