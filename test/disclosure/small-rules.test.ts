import { describe, expect, test } from 'vitest';
import { isStructuralZero } from '../../lib/disclosure/codebook-facts.ts';
import type { Evidence, RiskEvidence } from '../../lib/disclosure/evidence.ts';
import { withinBudget } from '../../lib/disclosure/functional-budget.ts';
import { onGrid } from '../../lib/disclosure/grid.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import {
  copyDimensions,
  gridUnit,
  protectionOf,
  roundCount,
  roundTo,
  thirdDigit,
  toUnit,
} from '../../lib/disclosure/rounding.ts';
import { chooseRung } from '../../lib/disclosure/rungs.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import { cellOf } from '../support/cell.ts';

describe('rounding', () => {
  test.each([
    [0, 0],
    [2, 0],
    [3, 5],
    [7, 5],
    [8, 10],
    [12.5, 15],
  ])('brings %d to %d', (count, rounded) => {
    expect(roundCount(count)).toBe(rounded);
    expect(roundTo(count, 5)).toBe(rounded);
  });
  test('follows another base', () =>
    expect([roundTo(14, 10), roundTo(15, 10), roundTo(149, 100)]).toEqual([10, 20, 100]));
  test('says by which base, and that the gate was there', () =>
    expect(protectionOf(withValues(policy, 'test', { roundingBase: 10 }))).toEqual({
      roundingBase: 10,
      uncontrolled: false,
    }));
  test('copies dimensions', () => {
    const given = [{ variable: 'a', levels: ['x', 'y'] }];
    expect(copyDimensions(given)).toEqual(given);
    expect(copyDimensions(given)[0]?.levels).not.toBe(given[0]?.levels);
  });
  test.each([
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, Number.MAX_VALUE],
    [1, 1],
    [1.000_001, 2],
    [2, 2],
    [2.1, 5],
    [5, 5],
    [5.1, 10],
    [0.03, 0.05],
    [0.009, 0.01],
    [1234, 2000],
  ])('the unit that covers %d is %d', (size, unit) => expect(gridUnit(size)).toBe(unit));
  test('to a unit leaves no trace of binary fractions', () => {
    expect(toUnit(0.29, 0.1)).toBe(0.3);
    expect(toUnit(-1.26, 0.05)).toBe(-1.25);
    expect(toUnit(1249, 500)).toBe(1000);
  });
  test.each([
    [0, 0],
    [1234, 10],
    [-999, 1],
    [0.0123, 0.0001],
    [100, 1],
  ])('the third digit of %d is %d', (value, unit) => expect(thirdDigit(value)).toBe(unit));
});

describe('a budget of numbers', () => {
  const cell = (id: number, changes: Partial<Cell> = {}): Cell =>
    cellOf(id, { selection: { kind: [String(id)] }, rows: 12, households: 10, largestRows: 2, ...changes });
  const cells = (count: number, changes: Partial<Cell> = {}) =>
    Array.from({ length: count }, (_, id) => cell(id, changes));
  const refused = (given: readonly Cell[], nearMiss = false) => {
    const { cells: judged, denied } = withinBudget(given, policy, { nearMiss });
    return {
      ids: judged.flatMap(({ id, primary }, index) => (primary && given[index]?.primary !== true ? [id] : [])),
      denied,
    };
  };
  test('of a tenth of the households: thirty cells of ten allow thirty numbers', () =>
    expect(refused(cells(30))).toEqual({ ids: [], denied: false }));
  test('is used in the order of the task', () =>
    expect(refused(cells(30, { households: 5 }))).toEqual({
      ids: Array.from({ length: 15 }, (_, index) => 15 + index),
      denied: true,
    }));
  test('is not used by what is withheld anyway, nor by what everybody knows', () => {
    const given = [...cells(2, { primary: true }), cell(2, { fixedBase: 5 }), cell(3)];
    expect(refused(given)).toEqual({ ids: [], denied: false });
  });
  test('is used by earlier numbers, which add nothing to it', () => {
    const earlier = Array.from({ length: 5 }, (_, id) => cell(100 + id, { part: -1, fixedBase: 5, households: 40 }));
    expect(refused([...earlier, cell(0)])).toEqual({ ids: [0], denied: true });
    expect(refused([...earlier.slice(0, 3), cell(0)])).toEqual({ ids: [], denied: false });
  });
  test('is used by earlier numbers that are asked again, once each', () => {
    const again = Array.from({ length: 5 }, (_, id) => cell(100 + id, { part: 1, fixedBase: 5, households: 0 }));
    const table = [cell(0, { households: 50 })];
    expect(refused([...again, ...table])).toEqual({ ids: [0], denied: true });
    expect(refused([...again.slice(0, 4), ...again.slice(0, 4), ...table])).toEqual({ ids: [], denied: false });
  });
  test('keeps what is known in a group of which another number is refused', () => {
    const mixed = [cell(0, { group: 7, fixedBase: 5, households: 0 }), cell(1, { group: 7, households: 5 })];
    expect(refused(mixed)).toEqual({ ids: [1], denied: true });
  });
  test('is not widened by earlier numbers without rows', () =>
    expect(refused([cell(9, { part: -1, fixedBase: 5, rows: 0, households: 300 }), cell(0)]).denied).toBe(true));
  test('counts households of the fullest table, and of a cell with rows', () => {
    const total = cell(9, { part: 1, households: 300 });
    expect(refused([...cells(29), total]).denied).toBe(false);
    expect(refused([...cells(5, { households: 0 }), cell(9, { part: 1, households: 50, rows: 0 })]).denied).toBe(true);
  });
  test('cells of one group are refused together', () => {
    const group = [
      cell(0, { households: 10 }),
      cell(1, { group: 7, households: 0 }),
      cell(2, { group: 7, households: 0 }),
    ];
    expect(refused(group)).toEqual({ ids: [1, 2], denied: true });
  });
  test('is nothing where participants differ by one or two municipalities', () =>
    expect(refused([...cells(3), cell(4, { fixedBase: 5 })], true)).toEqual({ ids: [0, 1, 2], denied: true }));
  test('of nobody is nothing', () => expect(refused([]).denied).toBe(false));
});

describe('a rung of the ladder', () => {
  const rung = (edges: readonly number[], households: readonly number[]) => ({
    edgesDays: edges,
    patterns: households.map((count, index) => ({ levels: [`p${index}`], count })),
  });
  const choose = (rungs: readonly ReturnType<typeof rung>[]) =>
    chooseRung(rungs, {
      large: ({ count }) => count >= 10,
      steps: (patterns, length) => Math.min(length, patterns.length === 0 ? 0 : 9),
      passes: ({ count }) => count % 2 === 0,
    });
  test('is the finest on which every pattern passes that passes anywhere', () => {
    expect(choose([rung([30, 60], [20, 30]), rung([60], [40, 50])])?.rung.edgesDays).toEqual([30, 60]);
    expect(choose([rung([30, 60], [20, 31]), rung([60], [40, 50])])?.rung.edgesDays).toEqual([60]);
    expect(choose([rung([30, 60], [20, 31]), rung([60], [40, 51])])?.rung.edgesDays).toEqual([30, 60]);
  });
  test('leaves out patterns that are too small or do not pass', () => {
    const chosen = choose([rung([30, 60], [20, 8, 31])]);
    expect(chosen?.passing.map(({ levels }) => levels)).toEqual([['p0']]);
    expect(chosen?.steps).toBe(2);
  });
  test('is none when nothing passes', () => {
    expect(choose([rung([30], [31]), rung([60], [8])])).toBeUndefined();
    expect(choose([])).toBeUndefined();
  });
});

describe('a given grid', () => {
  const interval = (events: number, censored: number) => ({ events, censored, protectedEvents: events });
  const evidence: RiskEvidence = {
    kind: 'risk-table',
    name: 'return',
    dimensions: [],
    rungs: [
      {
        edgesDays: [30, 60, 90],
        patterns: [
          {
            levels: [],
            entries: 100,
            protectedHouseholds: 90,
            intervals: [interval(10, 1), interval(11, 2), interval(12, 3), interval(0, 61)],
          },
        ],
      },
      {
        edgesDays: [90],
        patterns: [
          { levels: [], entries: 100, protectedHouseholds: 90, intervals: [interval(33, 6), interval(0, 61)] },
        ],
      },
    ],
  };
  test('cuts the rung that begins with it; later leavers are beyond', () =>
    expect(onGrid(evidence, [30, 60])).toEqual({
      ...evidence,
      rungs: [
        {
          edgesDays: [30, 60],
          patterns: [
            {
              levels: [],
              entries: 100,
              protectedHouseholds: 90,
              intervals: [interval(10, 1), interval(11, 2), { events: 0, censored: 76, protectedEvents: 0 }],
            },
          ],
        },
      ],
    }));
  test('may be a coarser rung', () => {
    const found = onGrid(evidence, [90]);
    expect(found.kind === 'risk-table' && found.rungs[0]?.patterns[0]?.intervals[0]).toEqual(interval(33, 6));
  });
  test('that is none, or unknown, changes nothing', () => {
    expect(onGrid(evidence, [])).toBe(evidence);
    expect(onGrid(evidence, [31])).toBe(evidence);
    expect(onGrid(evidence, [30, 61])).toBe(evidence);
    const other: Evidence = { kind: 'values', name: 'x', measure: 'maximum', cells: [] };
    expect(onGrid(other, [30])).toBe(other);
  });
});

describe('what the codebook says cannot be', () => {
  test.each(['cases', 'case-spells'])('%s never begin with an administrative record, which is no attempt', (unit) => {
    expect(isStructuralZero(unit, { 'first-method': ['administrative'] })).toBe(true);
    expect(isStructuralZero(unit, { 'primary-method': ['administrative'], 'age-band': ['18-29'] })).toBe(true);
    expect(isStructuralZero(unit, { 'first-method': ['administrative', 'phone'] })).toBe(false);
  });
});
