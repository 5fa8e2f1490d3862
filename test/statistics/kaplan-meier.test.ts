import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kaplanMeier, type SurvivalPoint, survivalAt } from '../../lib/statistics/kaplan-meier.ts';
import { addRiskTables, coarsen, riskIntervals } from '../../lib/statistics/risk-table.ts';
import type { SurvivalTransform } from '../../lib/statistics/survival-limits.ts';
import { medianSurvival, survivalQuantile } from '../../lib/statistics/survival-quantile.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';
import { distinctTimes, type FollowUp, tabulate } from '../support/survival-tables.ts';

const lung = referenceData('lung');
const followUp = (row: DataRow): FollowUp => ({ timeDays: row.number('time'), event: row.number('status') === 2 });
const persons = lung.map(followUp);
const grid = distinctTimes(persons);
const table = tabulate(persons, grid);

const at = (points: readonly SurvivalPoint[], times: readonly number[]): readonly SurvivalPoint[] =>
  times.flatMap((time) => survivalAt(points, time) ?? []);

function expectCurve(points: readonly SurvivalPoint[], id: string, tolerance = 1e-10): void {
  const expected = reference(id);
  const named = [
    ['surv', points.map((point) => point.survival)],
    ['se_surv', points.map((point) => point.standardError ?? Number.NaN)],
    ['lower', points.map((point) => point.lower ?? Number.NaN)],
    ['upper', points.map((point) => point.upper ?? Number.NaN)],
  ] as const;
  for (const [name, values] of named) {
    expect([name, relativeError(values, expected.numbers(name)) < tolerance]).toEqual([name, true]);
  }
}

describe('Kaplan-Meier against R survfit', () => {
  test.each(['log-log', 'log', 'plain', 'logit', 'arcsin'] as const)('%s limits and median of lung', (transform) => {
    const id = `km.lung.overall.${transform satisfies SurvivalTransform}`;
    const points = kaplanMeier(table, { transform });
    expectCurve(at(points, reference(id).numbers('time')), id);
    const { timeDays, lowerDays, upperDays } = medianSurvival(points);
    const expected = ['median', 'median_lower', 'median_upper'].map((name) => reference(id).number(name));
    expect([timeDays, lowerDays, upperDays]).toEqual(expected);
  });

  test('every point of the lung curve', () => {
    const points = kaplanMeier(table);
    expectCurve(points, 'km.lung.full');
    expect(points.map((point) => point.atRisk)).toEqual(reference('km.lung.full').numbers('n_risk'));
  });

  test('curves and quartiles by sex', () => {
    const expected = reference('km.lung.sex');
    const curves = ['1', '2'].map((sex) => {
      const group = lung.filter((row) => row.text('sex') === sex).map(followUp);
      return kaplanMeier(tabulate(group, distinctTimes(group)));
    });
    const times = [90, 180, 365, 500];
    expectCurve(
      curves.flatMap((curve) => at(curve, times)),
      'km.lung.sex',
    );
    const quartiles = curves.map((curve) => [0.25, 0.5, 0.75].map((share) => survivalQuantile(curve, share)));
    const named = [
      ['quantiles', 'timeDays'],
      ['quantiles_lower', 'lowerDays'],
      ['quantiles_upper', 'upperDays'],
    ] as const;
    for (const [name, field] of named) {
      expect(quartiles.map((group) => group.map((quartile) => quartile[field]))).toEqual(expected.matrix(name));
    }
  });

  test('the synthetic cases on a weekly grid', () => {
    const expected = reference('syn.km');
    const cases = referenceData('vs_cases').map((row) => ({
      timeDays: 7 * Math.ceil(row.number('time') / 7),
      event: row.number('status') === 1,
    }));
    const points = at(kaplanMeier(tabulate(cases, distinctTimes(cases))), expected.numbers('time'));
    expect(
      relativeError(
        points.map((point) => point.survival),
        expected.numbers('surv'),
      ),
    ).toBeLessThan(1e-12);
    expect(
      relativeError(
        points.map((point) => point.standardError ?? 0),
        expected.numbers('se'),
      ),
    ).toBeLessThan(1e-10);
    expect(
      relativeError(
        points.map((point) => point.lower ?? 0),
        expected.numbers('lower'),
      ),
    ).toBeLessThan(1e-10);
    expect(
      relativeError(
        points.map((point) => point.upper ?? 0),
        expected.numbers('upper'),
      ),
    ).toBeLessThan(1e-10);
  });
});

/** So many single events bring survival to just below one half, by rounding. */
const PLATEAU = 12;

const people = fc.array(
  fc.record({ timeDays: fc.integer({ min: 1, max: 12 }).map((week) => 7 * week), event: fc.boolean() }),
  { minLength: 1, maxLength: 80 },
);
const weeks = Array.from({ length: 12 }, (_, index) => 7 * (index + 1));

describe('risk tables', () => {
  test('any partition into sites adds up to the table of all', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 7 }), (all, sites) => {
        const parts = Array.from({ length: sites }, (_, site) => all.filter((_, index) => index % sites === site));
        expect(addRiskTables(parts.map((part) => tabulate(part, weeks)))).toEqual(tabulate(all, weeks));
      }),
      { seed: 21, numRuns: 50 },
    );
  });

  test('coarsening the table equals rounding the times up to the coarse grid', () => {
    const edges = [28, 56, 84];
    fc.assert(
      fc.property(people, (all) => {
        const coarse = all.map((person) => ({ ...person, timeDays: 28 * Math.ceil(person.timeDays / 28) }));
        expect(coarsen(tabulate(all, weeks), edges)).toEqual(tabulate(coarse, edges));
      }),
      { seed: 22, numRuns: 50 },
    );
  });

  test('who joins late is at risk only from then on', () => {
    const cells = riskIntervals(
      10,
      [
        { events: 2, censored: 1 },
        { events: 1, censored: 0, entered: 5 },
      ],
      [28, 45],
    );
    expect(cells.map((cell) => cell.atRisk)).toEqual([10, 12]);
    expect(coarsen(cells, [45])).toEqual([{ endDays: 45, atRisk: 15, events: 3, censored: 1 }]);
  });

  test('edges that do not nest or do not match are refused', () => {
    expect(() => coarsen(table, [6])).toThrow('does not nest');
    expect(() => coarsen(table, [12, 11])).toThrow('does not nest');
    expect(() => riskIntervals(3, [], [7])).toThrow('as many edges');
    expect(() => addRiskTables([tabulate([], [7]), tabulate([], [14])])).toThrow('different edges');
  });
});

describe('curves that cannot be estimated everywhere', () => {
  test('all censored: survival stays 1 without limits and the median is unknown', () => {
    const points = kaplanMeier(tabulate([{ timeDays: 7, event: false }], [7, 14]));
    expect(points.map(({ survival, standardError, lower, upper }) => [survival, standardError, lower, upper])).toEqual([
      [1, 0, null, null],
      [1, 0, null, null],
    ]);
    expect(medianSurvival(points)).toEqual({ timeDays: null, lowerDays: null, upperDays: null });
  });

  test('all events: survival 0 has neither standard error nor limits', () => {
    const points = kaplanMeier(tabulate([{ timeDays: 7, event: true }], [7]));
    expect(points).toEqual([
      { timeDays: 7, atRisk: 1, events: 1, survival: 0, standardError: null, lower: null, upper: null },
    ]);
  });

  test('nobody at risk gives no NaN', () => {
    for (const point of kaplanMeier(tabulate([], [7, 14]), { roundingVariance: 2 })) {
      expect([point.survival, point.standardError]).toEqual([1, 0]);
    }
  });

  test('a plateau exactly on the level gives its middle', () => {
    const four = [7, 14, 21, 28].map((timeDays) => ({ timeDays, event: true }));
    expect(medianSurvival(kaplanMeier(tabulate(four, weeks))).timeDays).toBe(17.5);
    const many = Array.from({ length: PLATEAU }, (_, index) => ({ timeDays: index + 1, event: true }));
    const curve = kaplanMeier(tabulate(many, distinctTimes(many)));
    expect(curve[PLATEAU / 2 - 1]?.survival).toBeLessThan(0.5);
    expect(medianSurvival(curve).timeDays).toBe(PLATEAU / 2 + 0.5);
  });
});
