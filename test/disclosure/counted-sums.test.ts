import { describe, expect, test } from 'vitest';
import type { ClusterSumsEvidence, PersonTimeEvidence, ScoreSumsEvidence } from '../../lib/disclosure/evidence.ts';
import { cellsOf } from '../../lib/disclosure/secondary/cells.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { partOf, protection } from '../support/scoped.ts';

const dimensions = [{ variable: 'age', levels: ['young', 'old'] }];

describe('cells of person-time', () => {
  const days = (events: number, protectedHouseholds: number, protectedEvents: number) => ({
    events,
    personDays: 900,
    protectedHouseholds,
    protectedEvents,
  });
  const evidence: PersonTimeEvidence = {
    kind: 'person-time',
    name: 'rate',
    dimensions,
    rungs: [
      {
        edgesDays: [30, 60, 90],
        patterns: [
          {
            levels: ['young'],
            intervals: [{ ...days(20, 40, 15), eventHouseholds: 17 }, days(10, 10, 10), days(11, 10, 9)],
          },
          { levels: ['old'], intervals: [days(30, 9, 30), days(20, 9, 20), days(20, 8, 20)] },
        ],
      },
    ],
  };
  const cells = (isShown: boolean, edgesDays = [30, 60, 90]) =>
    cellsOf(
      [partOf(evidence)],
      [
        {
          kind: 'person-time',
          name: 'rate',
          dimensions,
          edgesDays,
          protection,
          patterns: [0, 1].map(() => ({ levels: [], intervals: isShown ? [] : null })),
        },
      ],
      10,
    );

  test('are the events of each step, and the days as a sum over the most households of a step', () =>
    expect(
      cells(true).map(({ name, rows, households, largestRows, least }) => [name, rows, households, largestRows, least]),
    ).toEqual([
      ['arrears/rate young e:0:30', 20, 17, 5, 10],
      ['arrears/rate young e:30:60', 10, 10, 0, 10],
      ['arrears/rate young e:60:90', 11, 9, 2, 10],
      ['arrears/rate young days', 40, 40, 0, 0],
      ['arrears/rate old e:0:30', 30, 30, 0, 10],
      ['arrears/rate old e:30:60', 20, 20, 0, 10],
      ['arrears/rate old e:60:90', 20, 20, 0, 10],
      ['arrears/rate old days', 9, 9, 0, 0],
    ]));
  test('the days are a question of their own, of the whole pattern', () =>
    expect(cells(true)[3]?.selection).toEqual({ help: ['yes'], age: ['young'], 'sum:person-days': ['yes'] }));
  test('events are secret where fewer than ten households have one, or are observed', () => {
    expect(cells(false).map(({ secret }) => secret)).toEqual([false, false, true, false, true, true, true, false]);
    expect(cells(true).some(({ secret }) => secret)).toBe(false);
  });
  test('only shown steps are counted', () =>
    expect(cells(true, [30]).map(({ rows }) => rows)).toEqual([20, 40, 30, 9]));
});

describe('sums over all rows of an analysis', () => {
  const score: ScoreSumsEvidence = {
    kind: 'score-sums',
    name: 'log-rank',
    groups: ['a', 'b', 'c'],
    municipalities: 5,
    observed: [30, 12, 40],
    expected: [32, 10, 40],
    variance: [],
    protectedHouseholds: [100, 50, 9],
    protectedEvents: [25, 9, 38],
    eventHouseholds: [28, 11, 39],
    untilDays: 365,
  };
  const scoreCells = (sums: null | { observed: []; expected: []; variance: [] }, given = score) =>
    cellsOf([partOf(given)], [{ kind: 'score-sums', name: 'log-rank', groups: ['a', 'b'], sums, protection }], 10);

  test('of scores are the events of each group, as counts, and the sum', () => {
    const cells = scoreCells({ observed: [], expected: [], variance: [] });
    expect(cells.map(({ name, rows, households, largestRows }) => [name, rows, households, largestRows])).toEqual([
      ['arrears/log-rank a events', 30, 28, 5],
      ['arrears/log-rank b events', 12, 11, 3],
      ['arrears/log-rank c events', 40, 39, 2],
      ['arrears/log-rank (all) sums', 159, 159, 0],
    ]);
    expect(cells[0]).toMatchObject({
      group: 0,
      selection: { help: ['yes'], 'leaving-any': ['e:0:365'], state: ['a'] },
      primary: false,
      secret: false,
      least: 10,
      line: '',
    });
    expect(cells[3]).toMatchObject({
      selection: { help: ['yes'], 'sum:scores': ['yes'] },
      group: 0,
      primary: false,
      secret: false,
      least: 0,
      fixedBase: null,
      line: '',
    });
  });
  test('of scores are withheld together; secret are groups of few households, with an event or observed', () => {
    const cells = scoreCells(null);
    expect(cells.map(({ group, primary, secret }) => [group, primary, secret])).toEqual([
      [0, true, false],
      [0, true, true],
      [0, true, true],
      [0, true, false],
    ]);
    const ten = scoreCells(null, { ...score, protectedHouseholds: [10, 10, 10], protectedEvents: [10, 10, 10] });
    expect(ten.some(({ secret }) => secret)).toBe(false);
  });
  test('of municipalities count the households that the rules counted', () => {
    const evidence = {
      kind: 'site-sums',
      name: 'pooled',
      sites: 4,
      households: 120,
      weight: 1,
      squaredWeights: 1,
      mean: 1,
      weightedSquares: 1,
      largestWeight: 1,
    } as const;
    const part = partOf(evidence, { rename: { 'complete-cases': 'complete(age)' } });
    const cells = cellsOf([part], [{ kind: 'site-sums', name: 'pooled', sums: null, protection }], 10);
    expect(cells).toEqual([
      {
        id: 0,
        part: 0,
        group: 0,
        name: 'arrears/pooled (all) sums',
        selection: { help: ['yes'], 'sum:sites': ['yes'] },
        rows: 120,
        households: 120,
        largestRows: 0,
        primary: true,
        secret: false,
        least: 0,
        fixedBase: null,
        line: '',
      },
    ]);
  });
  test('of a model count its complete cases', () => {
    const evidence: ClusterSumsEvidence = {
      kind: 'cluster-sums',
      name: 'household',
      terms: ['age'],
      clusters: 200,
      degreesOfFreedom: 2,
      fits: [],
      municipalities: 5,
      protectedHouseholds: 150,
      protectedEvents: 40,
      protectedRepeated: null,
      largestShare: 0.1,
    };
    const sums = { clusters: 200, degreesOfFreedom: 2, fits: [] };
    const released: ReleasedEvidence = { kind: 'cluster-sums', name: 'household', terms: ['age'], sums, protection };
    const of = (rename: Readonly<Record<string, string>>) => cellsOf([partOf(evidence, { rename })], [released], 10)[0];
    expect(of({ 'complete-cases': 'complete(age)' })).toMatchObject({
      selection: { help: ['yes'], 'complete(age)': ['yes'], 'sum:products': ['yes'] },
      rows: 150,
      primary: false,
    });
    expect(of({})?.selection).toEqual({ help: ['yes'], 'sum:products': ['yes'] });
  });
});
