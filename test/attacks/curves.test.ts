import { describe, expect, test } from 'vitest';
import type { RiskEvidence } from '../../lib/disclosure/evidence.ts';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { treat } from '../../lib/disclosure/treatment.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { ReleasedScoreSums } from '../../lib/protocol/evidence-sums.ts';
import { domains, gate } from '../support/gate.ts';

type Step = { readonly events: number; readonly censored: number };

/** A curve on one grid; who is left is observed beyond it. */
function curve(entries: number, steps: readonly Step[]): RiskEvidence {
  const left = steps.reduce((sum, each) => sum + each.events + each.censored, 0);
  const intervals = [...steps, { events: 0, censored: entries - left }];
  const pattern = {
    levels: [],
    entries,
    protectedHouseholds: entries,
    intervals: intervals.map((each) => ({ ...each, protectedEvents: each.events })),
  };
  const edgesDays = steps.map((_, index) => 30 * (index + 1));
  return { kind: 'risk-table', name: 'return', dimensions: [], rungs: [{ edgesDays, patterns: [pattern] }] };
}

const stepsOf = (released: ReleasedEvidence | undefined) =>
  released?.kind === 'risk-table' ? released.patterns[0] : undefined;

/** The curve that anybody computes from released steps. */
function survival(released: ReleasedEvidence): readonly number[] {
  const pattern = stepsOf(released);
  let [atRisk, value] = [pattern?.entries ?? 0, 1];
  return (pattern?.intervals ?? []).map(({ events, censored }) => {
    value *= 1 - events / atRisk;
    atRisk -= events + censored;
    return value;
  });
}

/** Events and numbers at risk that give a drop of a curve exactly, up to a hundred at risk. */
const fractions = (drop: number) =>
  Array.from({ length: 100 }, (_, index) => index + 1)
    .map((atRisk) => [Math.round(drop * atRisk), atRisk] as const)
    .filter(([events, atRisk]) => Math.abs(events / atRisk - drop) < 1e-12);

describe('B14 exact steps of a curve', () => {
  const exact = curve(
    37,
    Array.from({ length: 22 }, () => ({ events: 1, censored: 0 })),
  );
  test('works on an exact curve: every step gives back one event of so many at risk', () => {
    const values = survival(withoutControl(exact));
    const found = values.map((value, index) => fractions(1 - value / (values[index - 1] ?? 1))[0]);
    expect(found).toEqual(Array.from({ length: 22 }, (_, index) => [1, 37 - index]));
  });
  test('is stopped: steps of one event are no curve', () =>
    expect(stepsOf(treat(exact).released)).toMatchObject({ entries: null, intervals: null }));
  test('is stopped: a step that is shown holds multiples of five, alike for 38 and 42 events', () => {
    const [one, other] = [38, 42].map((events) => treat(curve(400, [{ events, censored: 0 }])).released);
    expect(stepsOf(one)?.intervals).toEqual([{ events: 40, censored: 0 }]);
    expect(stepsOf(one)?.intervals).toEqual(stepsOf(other)?.intervals);
  });
});

describe('B15 tail of a curve', () => {
  const tail = curve(60, [
    { events: 20, censored: 0 },
    { events: 21, censored: 0 },
    { events: 18, censored: 0 },
    { events: 1, censored: 0 },
  ]);
  test('works on an exact curve: it ends at zero with one household', () =>
    expect(survival(withoutControl(tail)).at(-1)).toBe(0));
  test('is stopped: the curve ends where fewer than twenty are at risk', () => {
    const released = treat(tail).released;
    expect(released.kind === 'risk-table' && released.edgesDays).toEqual([30, 60]);
    expect(survival(released).at(-1)).toBeGreaterThan(0.2);
  });
});

const scoped = (analysis: string, evidence: RiskEvidence, where: Selection): ScopedEvidence => ({
  analysis,
  evidence,
  scope: {
    universe: 'spells@all',
    unit: 'invented',
    where,
    domains,
    rename: {},
    axis: 'leaving-any',
    registered: false,
  },
});

describe('B16 differencing of two curves', () => {
  const all = [
    { events: 40, censored: 10 },
    { events: 33, censored: 12 },
  ];
  const less = [
    { events: 38, censored: 10 },
    { events: 32, censored: 12 },
  ];
  const parts = [scoped('all', curve(300, all), {}), scoped('less', curve(297, less), { age: ['young'] })];
  test('works on exact curves: two and one of the three others', () => {
    const [one, other] = parts.map(({ evidence }) => stepsOf(withoutControl(evidence))?.intervals);
    expect(one?.map((each, index) => each.events - (other?.[index]?.events ?? 0))).toEqual([2, 1]);
  });
  test('is stopped: each step is a number in the ledger, and differences below ten are secrets', () => {
    const { certificate, released } = gate(parts);
    const population = certificate.populations[0];
    expect(population?.secrets).toBeGreaterThanOrEqual(2);
    expect(population?.finished).toBe(true);
    const [one, other] = released.map((each) => stepsOf(each)?.intervals);
    const base = Math.max(...released.map((part) => part.protection.roundingBase));
    (one ?? []).forEach((each, index) => {
      const difference = each.events - (other?.[index]?.events ?? Number.NaN);
      if (Number.isNaN(difference)) return;
      expect(difference - base + 1).toBeLessThanOrEqual(3);
      expect(difference + base - 1).toBeGreaterThanOrEqual(7);
    });
  });
});

describe('B17 log-rank by event time', () => {
  test('works on terms by time: observed minus expected at a day with one event names its group', () => {
    const [inGroup, atRisk] = [40, 100];
    const terms = [1, 0].map((observed) => observed - inGroup / atRisk);
    expect(terms.map((term) => (term > 0 ? 'in' : 'out'))).toEqual(['in', 'out']);
  });
  test('is stopped: released sums have totals by group and no place for a time', () => {
    const sums = {
      kind: 'score-sums' as const,
      untilDays: 180,
      name: 'states',
      groups: ['a', 'b'],
      municipalities: 8,
      observed: [412, 23],
      expected: [401.2345, 33.7655],
      variance: [
        [29.8765, -29.8765],
        [-29.8765, 29.8765],
      ],
      protectedHouseholds: [900, 60],
      protectedEvents: [300, 15],
    };
    const { released } = treat(sums);
    expect(Object.keys(released).toSorted()).toEqual(['groups', 'kind', 'name', 'protection', 'sums']);
    expect(ReleasedScoreSums.safeParse({ ...released, byTime: [0.6] }).success).toBe(false);
    const one = treat({ ...sums, observed: [411, 24] }).released;
    expect(released.kind === 'score-sums' && released.sums?.observed).toEqual(
      one.kind === 'score-sums' && one.sums?.observed,
    );
  });
});

test('K1 without its limits a curve of 29 households would leave', () => {
  const small = curve(29, [{ events: 12, censored: 0 }]);
  const lax = withValues(research, 'test', { minimumEntries: 1, minimumAtRisk: 1 });
  expect(stepsOf(treat(small, lax).released)?.entries).not.toBeNull();
  expect(stepsOf(treat(small).released)?.entries).toBeNull();
});
