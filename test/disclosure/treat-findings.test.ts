import { describe, expect, test } from 'vitest';
import type { CompetingEvidence, PersonTimeEvidence } from '../../lib/disclosure/evidence.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { unitWithin } from '../../lib/disclosure/rounding.ts';
import { treatCompeting } from '../../lib/disclosure/treat-competing.ts';
import { checkModel, treatModel } from '../../lib/disclosure/treat-model.ts';
import { treatPersonTime } from '../../lib/disclosure/treat-person-time.ts';
import { treatScoreSums } from '../../lib/disclosure/treat-score-sums.ts';
import { treatSiteSums } from '../../lib/disclosure/treat-site-sums.ts';
import { fittedModel } from '../support/attacked-models.ts';

const finding = (evidence: string, check: string, cell: string, [measured, limit]: readonly [number, number]) => ({
  check,
  evidence,
  cell,
  measured,
  limit,
});

describe('a model', () => {
  const of = (check: string, measured: number, limit: number) => finding('model', check, '(all)', [measured, limit]);
  test.each([
    [{ households: 11 }, of('residual-degrees-of-freedom', 9, 10)],
    [{ eventHouseholds: 19 }, of('events-per-parameter', 9.5, 10)],
    [{ quietHouseholds: 19 }, of('events-per-parameter', 9.5, 10)],
    [{ levels: [{ households: 40, eventHouseholds: 9 }] }, of('events-per-level', 9, 10)],
    [{ levels: [{ households: 40, eventHouseholds: 31 }] }, of('non-events-per-level', 9, 10)],
    [{ leftOut: [1] }, of('estimable-terms', -1, 0)],
    [{ coefficients: [1, Number.NaN] }, of('finite-numbers', 0, 1)],
    [{ standardErrors: [1, Number.POSITIVE_INFINITY] }, of('finite-numbers', 0, 1)],
    [{ influence: [1, Number.NaN] }, of('finite-numbers', 0, 1)],
    [{ logLikelihood: Number.NEGATIVE_INFINITY }, of('finite-numbers', 0, 1)],
  ])('%j fails one rule and is withheld as a whole', (changes, expected) => {
    expect(checkModel(fittedModel(changes))).toEqual([expected]);
    expect(treatModel(fittedModel(changes))).toEqual({ treated: null, findings: [expected] });
  });
  test.each([
    [{ households: 12, eventHouseholds: 20, quietHouseholds: 20, levels: [] }],
    [{ quietHouseholds: 20 }],
    [
      {
        levels: [
          { households: 40, eventHouseholds: 10 },
          { households: 40, eventHouseholds: 30 },
        ],
      },
    ],
    [{ quietHouseholds: null, levels: [{ households: 40, eventHouseholds: 40 }] }],
  ])('%j is at the limits and passes', (changes) => expect(checkModel(fittedModel(changes))).toEqual([]));
  test('is printed in few digits: errors in two, values to half of them at most', () =>
    expect(treatModel(fittedModel()).treated).toEqual({
      n: 400,
      events: 120,
      coefficients: [
        { term: '(intercept)', value: -0.8, unit: 0.05, standardError: 0.11 },
        { term: 'x', value: 0.42, unit: 0.02, standardError: 0.099 },
      ],
      logLikelihood: -230,
    }));
  test('rounds rows and events to fives and the likelihood to two digits', () =>
    expect(treatModel(fittedModel({ n: 403, events: 118, logLikelihoodUnit: 0.1 })).treated).toMatchObject({
      n: 405,
      events: 120,
      logLikelihood: -230,
    }));
  test.each([
    ['an influence above the error', { influence: [0.01, 0.1] }],
    ['an error of nothing', { standardErrors: [0.1, 0] }],
    ['no influence and no value', { influence: [0.01, 0], coefficients: [1, 0] }],
  ])('withholds a coefficient with %s', (_, changes) =>
    expect(treatModel(fittedModel(changes)).treated?.coefficients[1]).toEqual({
      term: 'x',
      value: null,
      unit: null,
      standardError: null,
    }),
  );
  test.each([
    [0.049, 0.05],
    [0.05, 0.05],
    [0.051, null],
    [0.0001, 0.05],
  ])('beside an error of 0.1 one household may move %d: the unit is %s', (influence, unit) =>
    expect(
      treatModel(fittedModel({ influence: [0.01, influence], standardErrors: [0.1, 0.1] })).treated?.coefficients[1]
        ?.unit,
    ).toBe(unit),
  );
  test.each([
    [0.0345, 0.01],
    [0.02, 0.01],
    [1, 0.5],
    [0, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('half of %d is %d in steps of 1, 2 and 5, from below', (error, unit) => expect(unitWithin(error / 2)).toBe(unit));
  test('of which a number is missing withholds that term', () =>
    expect(treatModel(fittedModel({ influence: [0.01] })).treated?.coefficients[1]?.value).toBeNull());
});

describe('sums over municipalities', () => {
  const evidence = {
    kind: 'site-sums' as const,
    households: 900,
    name: 'sites',
    sites: 8,
    weight: 400,
    squaredWeights: 9e4,
    mean: 0.1,
    weightedSquares: 9,
    largestWeight: 100,
  };
  const findings = (changes: object) => treatSiteSums({ ...evidence, ...changes }, policy).findings;
  test('of five, of which one has half of the weight, pass', () =>
    expect(findings({ sites: 5, largestWeight: 200 })).toEqual([]));
  test('of four, or with more than half in one, do not, and say so', () => {
    expect(findings({ sites: 4 })).toEqual([finding('sites', 'minimum-sites', '(all)', [4, 5])]);
    expect(findings({ largestWeight: 202 })).toEqual([finding('sites', 'largest-share', '(all)', [0.505, 0.5])]);
    expect(findings({ weight: 0, largestWeight: 0 })).toEqual([finding('sites', 'largest-share', '(all)', [1, 0.5])]);
    expect(findings({ sites: Number.NaN })).toHaveLength(1);
  });
  test('say how they are protected', () =>
    expect(treatSiteSums(evidence, policy).released).toMatchObject({
      kind: 'site-sums',
      name: 'sites',
      protection: { roundingBase: 5, uncontrolled: false },
    }));
});

describe('sums of a stratified test', () => {
  const evidence = {
    kind: 'score-sums' as const,
    untilDays: 180,
    name: 'test',
    groups: ['a', 'b'],
    municipalities: 5,
    observed: [40, 23],
    expected: [41.234, 21.8],
    variance: [
      [9.876, -9.876],
      [-9.876, 9.876],
    ],
    protectedHouseholds: [10, 10],
    protectedEvents: [10, 10],
  };
  test('at the limits pass', () =>
    expect(treatScoreSums(evidence, policy)).toEqual({
      released: {
        kind: 'score-sums',
        name: 'test',
        groups: ['a', 'b'],
        sums: {
          observed: [40, 25],
          expected: [42.5, 22.5],
          variance: [
            [9.88, -9.88],
            [-9.88, 9.88],
          ],
        },
        protection: { roundingBase: 5, uncontrolled: false },
      },
      findings: [],
    }));
  test.each([
    [{ municipalities: 4 }, [finding('test', 'minimum-sites', '(all)', [4, 5])]],
    [{ protectedHouseholds: [10, 9] }, [finding('test', 'minimum-households', 'b', [9, 10])]],
    [{ protectedEvents: [9, 10] }, [finding('test', 'minimum-events', 'a', [9, 10])]],
    [
      { protectedHouseholds: [10], protectedEvents: [10] },
      [finding('test', 'minimum-households', 'b', [0, 10]), finding('test', 'minimum-events', 'b', [0, 10])],
    ],
  ])('%j fails and says so', (changes, expected) => {
    const { released, findings } = treatScoreSums({ ...evidence, ...changes }, policy);
    expect(findings).toEqual(expected);
    expect(released.sums).toBeNull();
  });
  test('where nothing is expected, nothing is', () =>
    expect(treatScoreSums({ ...evidence, expected: [0, 0] }, policy).released.sums?.expected).toEqual([0, 0]));
  test('that are no numbers fail', () =>
    expect(treatScoreSums({ ...evidence, protectedEvents: [Number.NaN, 10] }, policy).findings).toHaveLength(1));
});

describe('person-time', () => {
  const cell = (changes: object = {}) => ({
    events: 31,
    personDays: 4321,
    protectedHouseholds: 10,
    protectedEvents: 10,
    ...changes,
  });
  const evidence = (levels: readonly string[], second: object = {}): PersonTimeEvidence => ({
    kind: 'person-time',
    name: 'time',
    dimensions: [{ variable: 'arm', levels: ['a'] }],
    rungs: [{ edgesDays: [28, 45], patterns: [{ levels, intervals: [cell(), cell(second)] }] }],
  });
  test('at the limits passes', () =>
    expect(treatPersonTime(evidence(['a']), policy)).toEqual({
      released: {
        kind: 'person-time',
        name: 'time',
        dimensions: [{ variable: 'arm', levels: ['a'] }],
        edgesDays: [28, 45],
        patterns: [
          {
            levels: ['a'],
            intervals: [
              { events: 30, personDays: 4340 },
              { events: 30, personDays: 4335 },
            ],
          },
        ],
        protection: { roundingBase: 5, uncontrolled: false },
      },
      findings: [],
    }));
  test('with nine households or nine events fails and says where', () => {
    expect(treatPersonTime(evidence(['a'], { protectedHouseholds: 9 }), policy).findings).toEqual([
      finding('time', 'minimum-households', 'a step 2', [9, 10]),
    ]);
    expect(treatPersonTime(evidence([], { protectedEvents: 9 }), policy).findings).toEqual([
      finding('time', 'minimum-events', '(all) step 2', [9, 10]),
    ]);
    expect(treatPersonTime(evidence([], { protectedEvents: Number.NaN }), policy).findings).toHaveLength(1);
  });
  test('without any rung is empty', () =>
    expect(treatPersonTime({ ...evidence([]), rungs: [] }, policy).released).toMatchObject({
      edgesDays: [],
      patterns: [],
    }));
});

describe('a table with causes', () => {
  const evidence = (events: readonly (readonly number[])[], households = 30): CompetingEvidence => ({
    kind: 'competing-table',
    name: 'causes',
    dimensions: [],
    causes: ['same', 'other'],
    rungs: [
      {
        edgesDays: events.map((_, index) => 30 * (index + 1)),
        patterns: [
          {
            levels: ['a'],
            entries: 300,
            protectedHouseholds: households,
            intervals: [
              ...events.map((each) => ({ events: each, censored: 12, protectedEvents: each })),
              { events: [1, 2], censored: 97, protectedEvents: [0, 0] },
            ],
          },
        ],
      },
    ],
  });
  test('at the limits passes, with what is beyond in the entries', () =>
    expect(treatCompeting(evidence([[10, 11]]), policy)).toEqual({
      released: {
        kind: 'competing-table',
        name: 'causes',
        dimensions: [],
        causes: ['same', 'other'],
        edgesDays: [30],
        patterns: [{ levels: ['a'], entries: 10 + 10 + 10 + 100, intervals: [{ events: [10, 10], censored: 10 }] }],
        protection: { roundingBase: 5, uncontrolled: false },
      },
      findings: [],
    }));
  test('of which one cause has nine is withheld, with a finding for the provider', () => {
    const { released, findings } = treatCompeting(evidence([[10, 9]]), policy);
    expect(released.patterns).toEqual([{ levels: ['a'], entries: null, intervals: null }]);
    expect(findings.length).toBeGreaterThan(0);
  });
  test('of 29 households fails for each cause', () =>
    expect(treatCompeting(evidence([[10, 10]], 29), policy).findings.map(({ check, cell }) => [check, cell])).toEqual(
      expect.arrayContaining([
        ['minimum-entries', 'a · same'],
        ['minimum-entries', 'a · other'],
      ]),
    ));
  test('ends where fewer than twenty are at risk, counting leavers of all causes', () => {
    const given = evidence([
      [100, 100],
      [20, 20],
      [10, 10],
    ]);
    expect(treatCompeting(given, policy).released.edgesDays).toEqual([30, 60]);
  });
  test('follows another policy', () =>
    expect(
      treatCompeting(evidence([[10, 11]]), withValues(policy, 'test', { minimumEvents: 11 })).released.patterns[0]
        ?.entries,
    ).toBeNull());
  test('without any rung is empty', () =>
    expect(treatCompeting({ ...evidence([]), rungs: [] }, policy).released).toMatchObject({
      edgesDays: [],
      patterns: [],
    }));
});
