import { describe, expect, test } from 'vitest';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import type {
  CompetingEvidence,
  Evidence,
  PersonTimeEvidence,
  ScoreSumsEvidence,
} from '../../lib/disclosure/evidence.ts';
import { type GateOutcome, type GateRequest, gateTask } from '../../lib/disclosure/gate.ts';
import { leverages } from '../../lib/disclosure/leverage.ts';
import { type GateFacts, nothingAsked, questionsOf } from '../../lib/disclosure/questions.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { treat } from '../../lib/disclosure/treatment.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { after, domains, generous, withoutSecondary } from '../support/gate.ts';

const solver = await loadSolver();

const scoped = (analysis: string, evidence: Evidence, where: Selection = {}): ScopedEvidence => ({
  analysis,
  evidence,
  scope: {
    universe: 'spells@all',
    unit: 'invented',
    where,
    domains: new Map([...domains, ['cause-creditor', ['same', 'other']]]),
    rename: { cause: 'cause-creditor' },
    axis: 'leaving-any',
    registered: false,
  },
});

const gate = (parts: readonly ScopedEvidence[], more: Partial<GateRequest> = {}): GateOutcome =>
  gateTask({ parts, policy: generous, solver, earlier: nothingEarlier, ...more });

/** As if a small difference of sums were none of the gate's business. */
function ruleOff(parts: readonly ScopedEvidence[], earlier = nothingEarlier): GateFacts {
  const { amounts } = questionsOf({ parts, policy: generous, solver, earlier });
  return { ...nothingAsked, admitted: new Set(amounts.flatMap(({ asked }) => asked.map(({ group }) => group))) };
}

/** Two causes in one step of a hundred days, and who stays. */
const competing = (groups: Readonly<Record<string, readonly [same: number, other: number]>>): CompetingEvidence => ({
  kind: 'competing-table',
  name: 'return',
  dimensions: Object.keys(groups).join() === '' ? [] : [{ variable: 'age', levels: Object.keys(groups) }],
  causes: ['same', 'other'],
  rungs: [
    {
      edgesDays: [100],
      patterns: Object.entries(groups).map(([level, events]) => {
        const staying = level === '' ? 400 : 200;
        const still = { events: [0, 0], censored: staying, protectedEvents: [0, 0] };
        const step = { events, censored: 0, protectedEvents: events };
        const entries = staying + events[0] + events[1];
        const levels = level === '' ? [] : [level];
        return { levels, entries, protectedHouseholds: entries, intervals: [step, still] };
      }),
    },
  ],
});

const eventsOf = (released: ReleasedEvidence | undefined, pattern: number): readonly number[] | undefined =>
  released?.kind === 'competing-table' ? released.patterns[pattern]?.intervals?.[0]?.events : undefined;

describe('B1 a lone cell of competing causes', () => {
  const all = competing({ '': [60, 45] });
  const byAge = competing({ young: [20, 5], old: [40, 40] });
  const parts = [scoped('all', all), scoped('by-age', byAge)];
  /** What is left for the young of a cause, whatever the numbers before rounding were. */
  const left = (released: readonly ReleasedEvidence[], cause: number) => {
    const whole = eventsOf(released[0], 0)?.[cause];
    const old = eventsOf(released[1], 1)?.[cause];
    const base = Math.max(...released.map(({ protection }) => protection.roundingBase));
    return whole === undefined || old === undefined ? undefined : { rest: whole - old, slack: base - 1 };
  };
  test('works on exact numbers: the withheld pattern is the total without the other', () => {
    const [one, other] = [all, byAge].map(withoutControl);
    expect((eventsOf(one, 0)?.[1] ?? 0) - (eventsOf(other, 1)?.[1] ?? 0)).toBe(5);
  });
  test('works on a margin of 4 where each table is judged by itself', () => {
    expect(left(withoutSecondary(parts, generous), 1)).toEqual({ rest: 5, slack: 4 });
    const few = [
      scoped('all', competing({ '': [60, 41] })),
      scoped('by-age', competing({ young: [20, 1], old: [40, 40] })),
    ];
    expect(left(withoutSecondary(few, generous), 1)).toEqual({ rest: 0, slack: 4 });
  });
  test.each([0, 1, 3, 5, 9])('is stopped for %d events: each count is in the system of the attacker', (events) => {
    const given = [
      scoped('all', competing({ '': [60, 40 + events] })),
      scoped('by-age', competing({ young: [20, events], old: [40, 40] })),
    ];
    const { released, certificate } = gate(given);
    expect(certificate.populations[0]).toMatchObject({ finished: true, exact: true });
    expect(certificate.populations[0]?.secrets).toBeGreaterThanOrEqual(1);
    const found = left(released, 1);
    if (found === undefined) return;
    expect(found.rest - found.slack).toBeLessThanOrEqual(3);
    expect(found.rest + found.slack).toBeGreaterThanOrEqual(7);
  });
  test('the events of all causes are those of a curve of any event: one question, one answer', () => {
    const keys = gate([scoped('all', all)]).numbers[0]?.numbers.map(({ selection }) => selection);
    expect(keys).toContainEqual({ 'leaving-any': ['e:0:100'], 'cause-creditor': ['same'] });
    expect(keys).toContainEqual({ 'leaving-any': ['x:100:'] });
  });
});

const personTime = (households: number, days: number, events = 60): PersonTimeEvidence => ({
  kind: 'person-time',
  name: 'return',
  dimensions: [],
  rungs: [
    {
      edgesDays: [28],
      patterns: [
        {
          levels: [],
          intervals: [{ events, personDays: days, protectedHouseholds: households, protectedEvents: events }],
        },
      ],
    },
  ],
});

const daysOf = (released: ReleasedEvidence | undefined): number | undefined =>
  released?.kind === 'person-time' ? released.patterns[0]?.intervals?.[0]?.personDays : undefined;

describe('A2 the days of nine households, as a difference of two sums', () => {
  const [all, less] = [
    scoped('all', personTime(300, 8_000)),
    scoped('less', personTime(291, 7_750, 40), { age: ['young'] }),
  ];
  test('works without the rule: nine households were under observation for most of 28 days', () => {
    const one = gate([all], { facts: ruleOff([all]) });
    const other = gate([less], { earlier: after(one), facts: ruleOff([less], after(one)) });
    const difference = (daysOf(one.released[0]) ?? 0) - (daysOf(other.released[0]) ?? 0);
    expect(difference).toBe(280);
    expect(Math.abs(difference - (8_000 - 7_750))).toBeLessThan(140);
  });
  test('is stopped: a sum that nobody asked the rows about is withheld with its events', () => {
    const one = gate([all], { facts: ruleOff([all]) });
    const { amounts } = questionsOf({ parts: [less], policy: generous, solver, earlier: after(one) });
    expect(amounts).toEqual([
      {
        universe: 'spells@all',
        unit: 'invented',
        amount: 'person-days',
        known: [{ 'sum:person-days': ['yes'] }],
        asked: [{ group: '0:0', selection: { age: ['young'], 'sum:person-days': ['yes'] } }],
      },
    ]);
    expect(
      leverages(
        [291, 9],
        [
          [true, true],
          [true, false],
        ],
      ).every((each) => each > 0.5),
    ).toBe(true);
    const other = gate([less], { earlier: after(one) });
    expect(other.released[0]).toMatchObject({ patterns: [{ levels: [], intervals: null }] });
    expect(other.numbers[0]?.numbers.every(({ base }) => base === null)).toBe(true);
  });
  test('a sum is no count: it binds nothing, and needs no certificate', () => {
    const { certificate, numbers } = gate([all], { facts: ruleOff([all]) });
    expect(certificate.populations[0]).toMatchObject({ cells: 2, secrets: 0 });
    expect(numbers[0]?.numbers.map(({ base }) => base)).toEqual([5, 5]);
  });
});

const scores: ScoreSumsEvidence = {
  kind: 'score-sums',
  name: 'states',
  groups: ['young', 'old'],
  municipalities: 8,
  observed: [41, 22],
  expected: [40.25, 22.75],
  variance: [
    [9.5, -9.5],
    [-9.5, 9.5],
  ],
  protectedHouseholds: [200, 200],
  protectedEvents: [41, 22],
  untilDays: 180,
};

describe('B6 the total of expected events is that of the observed, unrounded', () => {
  const totals = (released: ReleasedEvidence) =>
    released.kind === 'score-sums'
      ? [released.sums?.observed, released.sums?.expected].map((each) =>
          (each ?? []).reduce((sum, one) => sum + one, 0),
        )
      : [];
  test('works on exact sums', () => expect(totals(withoutControl(scores))).toEqual([63, 63]));
  test('is stopped: the expected follow the rounded events, alike for 62 and 63', () => {
    const [one, other] = [scores, { ...scores, observed: [40, 22], expected: [39.6, 22.4] }].map(
      (each) => treat(each).released,
    );
    expect(one === undefined ? [] : totals(one)).toEqual([60, 60]);
    expect(other === undefined ? [] : totals(other)).toEqual([60, 60]);
  });
});

describe('A10 and G9: sums of scores, products and municipalities over nearly the same rows', () => {
  const sites = (mean: number): Evidence => ({
    kind: 'site-sums',
    name: 'municipalities',
    sites: 12,
    households: 900,
    weight: 120,
    squaredWeights: 1_400,
    mean,
    weightedSquares: 9,
    largestWeight: 12,
  });
  const given = [
    [scoped('all', sites(0.5)), scoped('less', sites(0.52), { age: ['young'] })],
    [scoped('all', scores), scoped('less', { ...scores, observed: [41, 21] }, { age: ['young'] })],
  ] as const;
  test.each(given)('works without the rule, is stopped with it', (all, less) => {
    const shows = ({ released }: GateOutcome) => released.map((part) => 'sums' in part && part.sums !== null);
    const one = gate([all], { facts: ruleOff([all]) });
    expect(shows(one)).toEqual([true]);
    const earlier = after(one);
    expect(shows(gate([less], { earlier, facts: ruleOff([less], earlier) }))).toEqual([true]);
    expect(shows(gate([less], { earlier }))).toEqual([false]);
    expect(shows(gate([all], { earlier }))).toEqual([true]);
  });
});
