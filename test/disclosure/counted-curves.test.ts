import { describe, expect, test } from 'vitest';
import type { CompetingEvidence, RiskEvidence } from '../../lib/disclosure/evidence.ts';
import { cellsOf } from '../../lib/disclosure/secondary/cells.ts';
import type { EvidenceScope } from '../../lib/disclosure/secondary/plan.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { partOf, protection } from '../support/scoped.ts';

const interval = (events: number, censored: number, protectedEvents = events) => ({
  events,
  censored,
  protectedEvents,
});
const dimensions = [{ variable: 'age', levels: ['young', 'old'] }];

/** Two patterns on steps of 30 and 60 days: the old have few events in the second step. */
const curve: RiskEvidence = {
  kind: 'risk-table',
  name: 'return',
  dimensions,
  rungs: [
    {
      edgesDays: [30, 60],
      patterns: [
        {
          levels: ['young'],
          entries: 100,
          protectedHouseholds: 90,
          intervals: [{ ...interval(20, 3, 15), eventHouseholds: 18 }, interval(12, 4), interval(5, 56)],
        },
        {
          levels: ['old'],
          entries: 60,
          protectedHouseholds: 50,
          intervals: [interval(11, 1, 10), interval(12, 2, 9), interval(0, 34)],
        },
      ],
    },
    {
      edgesDays: [60],
      patterns: [
        { levels: ['young'], entries: 100, protectedHouseholds: 10, intervals: [interval(32, 7), interval(5, 56)] },
        { levels: ['old'], entries: 60, protectedHouseholds: 9, intervals: [interval(23, 3), interval(0, 34)] },
      ],
    },
  ],
};

const shownRisk = (edgesDays: readonly number[], isShown: readonly boolean[]): ReleasedEvidence => ({
  kind: 'risk-table',
  name: 'return',
  dimensions,
  edgesDays: [...edgesDays],
  protection,
  patterns: isShown.map((each) => ({ levels: [], entries: null, intervals: each ? [] : null })),
});

const riskCells = (edges: readonly number[], isShown: readonly boolean[], changes: Partial<EvidenceScope> = {}) =>
  cellsOf([partOf(curve, changes)], [shownRisk(edges, isShown)], 10);

describe('cells of a curve', () => {
  const found = riskCells([30, 60], [true, false]);
  test('are who leaves in each step, with an event or without, and who stays beyond', () =>
    expect(found.map(({ selection, rows }) => [selection['age']?.[0], selection['leaving-any']?.[0], rows])).toEqual([
      ['young', 'e:0:30', 20],
      ['young', 'c:0:30', 3],
      ['young', 'e:30:60', 12],
      ['young', 'c:30:60', 4],
      ['young', 'x:60:', 61],
      ['old', 'e:0:30', 11],
      ['old', 'c:0:30', 1],
      ['old', 'e:30:60', 12],
      ['old', 'c:30:60', 2],
      ['old', 'x:60:', 34],
    ]));
  test('have the households and the largest municipality of their events', () =>
    expect(found.slice(0, 2)).toEqual([
      {
        id: 0,
        part: 0,
        group: 0,
        name: 'arrears/return young e:0:30',
        selection: { help: ['yes'], age: ['young'], 'leaving-any': ['e:0:30'] },
        rows: 20,
        households: 18,
        largestRows: 5,
        primary: false,
        secret: false,
        least: 10,
        fixedBase: null,
        line: '0',
      },
      expect.objectContaining({
        name: 'arrears/return young c:0:30',
        rows: 3,
        households: 3,
        largestRows: 0,
        least: 0,
      }),
    ]));
  test('of a pattern are shown or withheld together', () =>
    expect(found.map(({ group, line, primary }) => [group, line, primary])).toEqual([
      ...found.slice(0, 5).map(() => [0, '0', false]),
      ...found.slice(5).map(() => [1, '1', true]),
    ]));
  test('of a withheld pattern are secret where fewer than ten households have the event', () =>
    expect(found.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['arrears/return old e:30:60']));
  test('of fewer than ten households have all their events secret', () => {
    const coarse = riskCells([60], [false, false]);
    expect(coarse.map(({ name, rows, secret }) => [name.slice('arrears/return '.length), rows, secret])).toEqual([
      ['young e:0:60', 32, false],
      ['young c:0:60', 7, false],
      ['young x:60:', 61, false],
      ['old e:0:60', 23, true],
      ['old c:0:60', 3, false],
      ['old x:60:', 34, false],
    ]);
  });
  test('are those of the shown rung, of its first steps where the rest is cut off, of the coarsest where nothing is shown', () => {
    const rowsOf = (edges: readonly number[]) => riskCells(edges, [true, true]).map(({ rows }) => rows);
    expect(rowsOf([30])).toEqual([20, 3, 77, 11, 1, 48]);
    expect(rowsOf([60])).toEqual([32, 7, 61, 23, 3, 34]);
    expect(rowsOf([])).toEqual([32, 7, 61, 23, 3, 34]);
  });
  test('are those of the rung with exactly these steps', () => {
    const [pattern] = curve.rungs[0]?.patterns ?? [];
    const rung = (edgesDays: readonly number[], events: number) => ({
      edgesDays,
      patterns: pattern === undefined ? [] : [{ ...pattern, intervals: edgesDays.map(() => interval(events, 0)) }],
    });
    const rungs = [rung([30, 45], 11), rung([30, 60], 12), rung([60], 13)];
    const first = (edges: readonly number[]) =>
      cellsOf([partOf({ ...curve, rungs })], [shownRisk(edges, [true])], 10)[0];
    expect([first([30, 60])?.rows, first([])?.rows]).toEqual([12, 13]);
  });
  test('are on the axis of their event, and none are secret where the codebook has nobody', () => {
    const [cell] = riskCells([30], [false, false], { axis: 'leaving-same' });
    expect(cell?.selection).toEqual({ help: ['yes'], age: ['young'], 'leaving-same': ['e:0:30'] });
    const impossible = riskCells([60], [false, false], { where: { 'contact-arm': ['unknown'] } });
    expect(impossible.filter(({ secret }) => secret)).toEqual([]);
  });
  test('of evidence without rungs there are none', () =>
    expect(cellsOf([partOf({ ...curve, rungs: [] })], [shownRisk([], [])], 10)).toEqual([]));
});

describe('cells of a curve with causes', () => {
  const evidence: CompetingEvidence = {
    kind: 'competing-table',
    name: 'end',
    dimensions,
    causes: ['signal', 'moved'],
    rungs: [
      {
        edgesDays: [30, 60],
        patterns: [
          {
            levels: ['young'],
            entries: 100,
            protectedHouseholds: 90,
            intervals: [
              { events: [20, 11], censored: 3, protectedEvents: [15, 9], eventHouseholds: [18, 10] },
              { events: [12, 10], censored: 4, protectedEvents: [12, 10] },
              { events: [5, 6], censored: 29, protectedEvents: [5, 6] },
            ],
          },
        ],
      },
    ],
  };
  const released = (intervals: null | [], edgesDays = [30, 60]): ReleasedEvidence => ({
    kind: 'competing-table',
    name: 'end',
    dimensions,
    causes: ['signal', 'moved'],
    edgesDays,
    protection,
    patterns: [{ levels: [], entries: null, intervals }],
  });
  const cells = (shown: null | [], given = evidence, rename: Readonly<Record<string, string>> = {}) =>
    cellsOf([partOf(given, { rename })], [released(shown)], 10);

  test('are events by cause, then who leaves without, and who stays beyond with or without', () =>
    expect(cells([]).map(({ name, rows, households, largestRows }) => [name, rows, households, largestRows])).toEqual([
      ['arrears/end young e:0:30 signal', 20, 18, 5],
      ['arrears/end young e:0:30 moved', 11, 10, 2],
      ['arrears/end young c:0:30', 3, 3, 0],
      ['arrears/end young e:30:60 signal', 12, 12, 0],
      ['arrears/end young e:30:60 moved', 10, 10, 0],
      ['arrears/end young c:30:60', 4, 4, 0],
      ['arrears/end young x:60:', 40, 40, 0],
    ]));
  test('beyond the first step are all who stay beyond it', () =>
    expect(cellsOf([partOf(evidence)], [released([], [30])], 10).at(-1)).toMatchObject({
      name: 'arrears/end young x:30:',
      rows: 66,
    }));
  test('have the cause as a level, under its name in other analyses', () => {
    const base = { help: ['yes'], age: ['young'], 'leaving-any': ['e:0:30'] };
    expect(cells([])[1]?.selection).toEqual({ ...base, cause: ['moved'] });
    expect(cells([], evidence, { cause: 'cause-of-end' })[1]?.selection).toEqual({
      ...base,
      'cause-of-end': ['moved'],
    });
  });
  test('are secret where fewer than ten households have the event by that cause, all where the pattern has fewer', () => {
    const secrets = (given: CompetingEvidence) => cells(null, given).map(({ secret }) => secret);
    expect(secrets(evidence)).toEqual([false, true, false, false, false, false, false]);
    const withHouseholds = (protectedHouseholds: number) => ({
      ...evidence,
      rungs: evidence.rungs.map((rung) => ({
        ...rung,
        patterns: rung.patterns.map((pattern) => ({ ...pattern, protectedHouseholds })),
      })),
    });
    expect(secrets(withHouseholds(10))).toEqual([false, true, false, false, false, false, false]);
    expect(secrets(withHouseholds(9))).toEqual([true, true, false, true, true, false, false]);
    expect(cells([]).some(({ secret, primary }) => secret || primary)).toBe(false);
  });
});
