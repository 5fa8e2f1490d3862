import { describe, expect, test } from 'vitest';
import type { RiskPattern } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { treatRisk } from '../../lib/disclosure/treat-risk.ts';

const pattern = (level: string, households: number, events: readonly number[]): RiskPattern => {
  const intervals = events.map((each) => ({ events: each, censored: 0, protectedEvents: each }));
  const entries = events.reduce((sum, each) => sum + each, 0);
  return { levels: [level], entries, protectedHouseholds: households, intervals };
};
const dimensions = [{ variable: 'age', levels: ['young', 'old'] }];
const treated = (...patterns: readonly RiskPattern[]) =>
  treatRisk({ kind: 'risk-table', name: 'age', dimensions, rungs: [{ edgesDays: [30, 60], patterns }] }, policy);
const long = pattern('young', 200, [20, 20, 160]);

describe('K1, K4: which curves end the others', () => {
  test('one of 29 households does not: it is withheld, and the other keeps both steps', () => {
    const { released, findings } = treated(long, pattern('old', 29, [15, 20, 5]));
    expect(released.edgesDays).toEqual([30, 60]);
    expect(released.dimensions).toEqual(dimensions);
    expect(released.patterns.map(({ entries, intervals }) => [entries, intervals?.length])).toEqual([
      [200, 2],
      [null, undefined],
    ]);
    expect(findings.map(({ check, cell }) => [check, cell])).toEqual([['minimum-entries', 'old']]);
  });
  test('one of 30 does: both end where fewer than ten of it would be left', () => {
    const { released, findings } = treated(long, pattern('old', 30, [15, 20, 5]));
    expect(released.edgesDays).toEqual([30]);
    expect(released.patterns.map(({ entries, intervals }) => [entries, intervals?.length])).toEqual([
      [200, 1],
      [40, 1],
    ]);
    expect(findings).toEqual([]);
  });
  test('where none passes, each says what it fails by itself', () => {
    const { released, findings } = treated(pattern('young', 200, [9, 20, 160]), pattern('old', 29, [15, 20, 5]));
    expect(released.patterns.every(({ intervals }) => intervals === null)).toBe(true);
    expect(findings.map(({ check, cell }) => [check, cell])).toEqual([
      ['minimum-events', 'young step 1'],
      ['minimum-entries', 'old'],
    ]);
  });
  test('without any rung nothing is shown', () =>
    expect(treatRisk({ kind: 'risk-table', name: 'age', dimensions, rungs: [] }, policy).released).toMatchObject({
      edgesDays: [],
      patterns: [],
    }));
});

test('a curve that is shown: events and leavers in fives, with what is beyond the grid in the entries', () => {
  const step = { events: 12, censored: 13, protectedEvents: 12 };
  const beyond = { events: 1, censored: 97, protectedEvents: 0 };
  const given = { levels: ['old'], entries: 123, protectedHouseholds: 100, intervals: [step, beyond] };
  const rungs = [{ edgesDays: [30], patterns: [given] }];
  expect(treatRisk({ kind: 'risk-table', name: 'age', dimensions, rungs }, policy)).toEqual({
    released: {
      kind: 'risk-table',
      name: 'age',
      dimensions,
      edgesDays: [30],
      patterns: [{ levels: ['old'], entries: 10 + 15 + 100, intervals: [{ events: 10, censored: 15 }] }],
      protection: { roundingBase: 5, uncontrolled: false },
    },
    findings: [],
  });
});
