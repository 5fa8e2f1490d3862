import { describe, expect, test } from 'vitest';
import type {
  CompetingEvidence,
  PersonTimeEvidence,
  ScoreSumsEvidence,
  SiteSumsEvidence,
} from '../../lib/disclosure/evidence.ts';
import { treat } from '../../lib/disclosure/treatment.ts';

describe('risk tables with causes', () => {
  const evidence = (steps: readonly (readonly [number, number])[], households = 400): CompetingEvidence => {
    const rung = (cells: readonly (readonly [number, number])[], edgesDays: readonly number[]) => ({
      edgesDays,
      patterns: [
        {
          levels: [],
          entries: 400,
          protectedHouseholds: households,
          intervals: [
            ...cells.map((events) => ({ events, censored: 0, protectedEvents: events })),
            {
              events: [0, 0],
              censored: 400 - cells.reduce((sum, [one, other]) => sum + one + other, 0),
              protectedEvents: [0, 0],
            },
          ],
        },
      ],
    });
    const sum = (index: 0 | 1) => steps.reduce((total, step) => total + step[index], 0);
    return {
      kind: 'competing-table',
      name: 'return',
      dimensions: [],
      causes: ['same', 'other'],
      rungs: [rung(steps, [45, 105]), rung([[sum(0), sum(1)]], [105])],
    };
  };
  const released = (given: CompetingEvidence) => {
    const { released: found } = treat(given);
    return found.kind === 'competing-table' ? found : undefined;
  };

  test('stay fine when each cause has ten events in each step', () =>
    expect(
      released(
        evidence([
          [12, 11],
          [20, 13],
        ]),
      )?.edgesDays,
    ).toEqual([45, 105]));
  test.each([9, 1, 0])('are coarsened when one cause has %d events in a step', (events) =>
    expect(
      released(
        evidence([
          [12, events],
          [20, 13],
        ]),
      )?.edgesDays,
    ).toEqual([105]),
  );
  test('show nothing when a cause has nine events in all', () => {
    const found = released(
      evidence([
        [40, 4],
        [40, 5],
      ]),
    );
    expect(found?.patterns).toEqual([{ levels: [], entries: null, intervals: null }]);
    expect(JSON.stringify(found)).toBe(
      JSON.stringify(
        released(
          evidence([
            [60, 0],
            [20, 0],
          ]),
        ),
      ),
    );
  });
  test('show nothing of 29 households', () =>
    expect(
      released(
        evidence(
          [
            [20, 20],
            [20, 20],
          ],
          29,
        ),
      )?.patterns[0]?.entries,
    ).toBeNull());
  test('hold rounded counts, and entries that are their sum', () => {
    const pattern = released(
      evidence([
        [12, 13],
        [18, 22],
      ]),
    )?.patterns[0];
    expect(pattern?.intervals).toEqual([
      { events: [10, 15], censored: 0 },
      { events: [20, 20], censored: 0 },
    ]);
    expect(pattern?.entries).toBe(10 + 15 + 20 + 20 + 335);
  });
});

describe('person-time', () => {
  type Given = { readonly events?: number; readonly households?: number; readonly protectedEvents?: number };
  const evidence = (first: Given, second: Given = {}): PersonTimeEvidence => {
    const cell = ({ events = 31, households = 200, protectedEvents = events }: Given) => ({
      events,
      personDays: 4321,
      protectedHouseholds: households,
      protectedEvents,
    });
    const pattern = { levels: ['reached'], intervals: [cell(first), cell(second)] };
    const merged = { levels: ['reached'], intervals: [{ ...cell(first), events: 70, protectedEvents: 70 }] };
    const rungs = [
      { edgesDays: [28, 45], patterns: [pattern] },
      { edgesDays: [45], patterns: [merged] },
    ];
    return { kind: 'person-time', name: 'return', dimensions: [], rungs };
  };
  const released = (given: PersonTimeEvidence) => {
    const { released: found } = treat(given);
    return found.kind === 'person-time' ? found : undefined;
  };

  test('rounds events to fives and days to five times the length of the interval', () =>
    expect(released(evidence({}))?.patterns[0]?.intervals).toEqual([
      { events: 30, personDays: 4340 },
      { events: 30, personDays: 4335 },
    ]));
  test.each([9, 0])('is coarsened when a step has %d events', (events) =>
    expect(released(evidence({}, { events }))?.edgesDays).toEqual([45]),
  );
  test('is coarsened when one municipality has all but nine households with an event', () =>
    expect(released(evidence({}, { events: 500, protectedEvents: 9 }))?.edgesDays).toEqual([45]));
  test('shows nothing where nine households were under observation', () => {
    const found = released(evidence({ households: 9 }, { households: 9 }));
    expect(found?.patterns[0]?.intervals).toBeNull();
    expect(found?.edgesDays).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/4321|31/);
  });
});

describe('sums over municipalities', () => {
  const sums = (change: Partial<SiteSumsEvidence>) => {
    const { released, findings } = treat({
      kind: 'site-sums',
      households: 900,
      name: 'municipalities',
      sites: 8,
      weight: 812.3456,
      squaredWeights: 98765.4321,
      mean: -0.123456,
      weightedSquares: 17.654321,
      largestWeight: 200,
      ...change,
    });
    return { sums: released.kind === 'site-sums' ? released.sums : undefined, findings };
  };
  test('leave with three digits', () =>
    expect(sums({}).sums).toEqual({
      sites: 8,
      weight: 812,
      squaredWeights: 98800,
      mean: -0.12,
      weightedSquares: 17.7,
    }));
  test.each([
    ['four municipalities', { sites: 4 }, 'minimum-sites'],
    ['one municipality with more than half of the weight', { largestWeight: 410 }, 'largest-share'],
    ['no municipality', { sites: 0, weight: 0, largestWeight: 0 }, 'minimum-sites'],
    ['a weight that is no number', { weight: Number.NaN }, 'largest-share'],
  ])('of %s do not leave', (_, change, check) => {
    const found = sums(change);
    expect(found.sums).toBeNull();
    expect(found.findings.map((finding) => finding.check)).toContain(check);
  });
});

describe('sums of a stratified test', () => {
  const sums = (change: Partial<ScoreSumsEvidence>) => {
    const { released, findings } = treat({
      kind: 'score-sums',
      untilDays: 180,
      name: 'states',
      groups: ['before', 'after'],
      municipalities: 8,
      observed: [412, 23],
      expected: [401.2345, 33.7655],
      variance: [
        [29.8765, -29.8765],
        [-29.8765, 29.8765],
      ],
      protectedHouseholds: [900, 60],
      protectedEvents: [300, 15],
      ...change,
    });
    return { sums: released.kind === 'score-sums' ? released.sums : undefined, findings };
  };
  test('leave with rounded events and three digits', () =>
    expect(sums({}).sums).toEqual({
      observed: [410, 25],
      expected: [401, 33.8],
      variance: [
        [29.9, -29.9],
        [-29.9, 29.9],
      ],
    }));
  test.each([
    ['four municipalities', { municipalities: 4 }, 'minimum-sites'],
    ['nine households with an event in a state', { protectedEvents: [300, 9] }, 'minimum-events'],
    [
      'a state of which one municipality has all but nine households',
      { protectedHouseholds: [900, 9] },
      'minimum-households',
    ],
    ['a state without anybody', { protectedHouseholds: [900, 0], protectedEvents: [300, 0] }, 'minimum-events'],
  ])('of %s do not leave', (_, change, check) => {
    const found = sums(change);
    expect(found.sums).toBeNull();
    expect(found.findings.map((finding) => finding.check)).toContain(check);
  });
});
