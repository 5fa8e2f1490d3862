import { describe, expect, test } from 'vitest';
import { aalenJohansen, type CompetingInterval } from '../../lib/statistics/aalen-johansen.ts';
import { nelsonAalen } from '../../lib/statistics/nelson-aalen.ts';
import { restrictedMean } from '../../lib/statistics/restricted-mean.ts';
import { type Contrast, contrastRestrictedMeans } from '../../lib/statistics/restricted-mean-contrast.ts';
import { gridOverstatementDays, onUnknownDays } from '../../lib/statistics/restricted-mean-grid.ts';
import { type RiskInterval, riskIntervals } from '../../lib/statistics/risk-table.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';
import { distinctTimes, type FollowUp, tabulate } from '../support/survival-tables.ts';

const numbers = (values: readonly (number | null | undefined)[]): readonly number[] =>
  values.map((value) => value ?? Number.NaN);
const own = (persons: readonly FollowUp[]): readonly RiskInterval[] => tabulate(persons, distinctTimes(persons));
const lung = referenceData('lung');
const lungPerson = (row: DataRow): FollowUp => ({ timeDays: row.number('time'), event: row.number('status') === 2 });
const cases = referenceData('vs_cases');
const weekly = (row: DataRow): number => 7 * Math.ceil(row.number('time') / 7);

describe('Nelson-Aalen against R survfit', () => {
  test('lung', () => {
    const expected = reference('na.lung');
    const curve = nelsonAalen(own(lung.map(lungPerson)));
    const points = expected.numbers('time').map((time) => curve.findLast((point) => point.timeDays <= time));
    const named = [
      ['cumhaz', points.map((point) => point?.cumulativeHazard)],
      ['se_cumhaz', points.map((point) => point?.cumulativeHazardError)],
      ['surv', points.map((point) => point?.survival)],
      ['se_surv', points.map((point) => point?.standardError)],
      ['lower', points.map((point) => point?.lower)],
      ['upper', points.map((point) => point?.upper)],
    ] as const;
    for (const [name, values] of named) {
      expect([name, relativeError(numbers(values), expected.numbers(name)) < 1e-10]).toEqual([name, true]);
    }
  });
});

describe('restricted mean against R', () => {
  test.each([365, 730])('lung by sex to %d days', (horizonDays) => {
    const expected = reference(`rmst.lung.${horizonDays}`);
    const [men, women] = ['1', '2'].map((sex) =>
      restrictedMean(own(lung.filter((row) => row.text('sex') === sex).map(lungPerson)), horizonDays),
    );
    if (men === undefined || women === undefined) throw new Error('two groups');
    expect(relativeError(numbers([men.mean, women.mean]), expected.numbers('rmst'))).toBeLessThan(1e-10);
    expect(relativeError(numbers([men.standardError, women.standardError]), expected.numbers('se'))).toBeLessThan(
      1e-10,
    );
    const { difference } = contrastRestrictedMeans(women, men);
    expect(relativeError([difference?.estimate ?? 0], [expected.number('diff')])).toBeLessThan(1e-10);
  });

  test('survRM2 on pbc to 10 years', () => {
    const expected = reference('rmst.pbc');
    const arms = ['1', '0'].map((arm) => {
      const rows = referenceData('pbc312').filter((row) => row.text('arm') === arm);
      const persons = rows.map((row) => ({ timeDays: row.number('years'), event: row.number('status') === 2 }));
      return restrictedMean(own(persons), 10);
    });
    const [first, second] = arms;
    if (first === undefined || second === undefined) throw new Error('two arms');
    const row = (arm: typeof first): readonly number[] => numbers([arm.mean, arm.standardError, arm.lower, arm.upper]);
    expect(relativeError(row(first), expected.numbers('rm2_arm1'))).toBeLessThan(1e-10);
    expect(relativeError(row(second), expected.numbers('rm2_arm0'))).toBeLessThan(1e-10);
    const { difference, ratio, lostTimeRatio } = contrastRestrictedMeans(first, second);
    const found = [difference, ratio, lostTimeRatio].map((contrast: Contrast | null) =>
      numbers([contrast?.estimate, contrast?.lower, contrast?.upper, contrast?.pValue]),
    );
    expect(relativeError(found.flat(), expected.matrix('rm2_unadjusted').flat())).toBeLessThan(1e-9);
  });

  test('synthetic cases to day 364', () => {
    const expected = reference('syn.rmst364');
    const persons = cases.map((row) => ({ timeDays: weekly(row), event: row.number('status') === 1 }));
    const found = restrictedMean(own(persons), 364);
    expect(relativeError(numbers([found.mean]), [expected.number('rmst')])).toBeLessThan(1e-12);
    expect(relativeError(numbers([found.standardError]), [expected.number('se')])).toBeLessThan(1e-10);
  });

  test.each([
    ['a horizon beyond follow-up', [{ timeDays: 7, event: false }], 'follow-up-too-short', null],
    ['nobody', [], 'follow-up-too-short', null],
    ['everyone had the event before the horizon', [{ timeDays: 7, event: true }], 'estimated', 7],
    ['no event before the horizon', [{ timeDays: 40, event: false }], 'estimated', 28],
    ['follow-up that ends on the horizon', [{ timeDays: 28, event: false }], 'estimated', 28],
  ])('%s', (_, persons, status, mean) => {
    const found = restrictedMean(own(persons), 28);
    expect([found.status, found.mean]).toEqual([status, mean]);
    const contrasts = contrastRestrictedMeans(found, found);
    expect([contrasts.difference, contrasts.ratio, contrasts.lostTimeRatio]).toEqual([null, null, null]);
  });

  test('different horizons cannot be contrasted', () => {
    const group = own([{ timeDays: 40, event: false }]);
    expect(() => contrastRestrictedMeans(restrictedMean(group, 28), restrictedMean(group, 30))).toThrow('horizons');
  });
});

function competing(rows: readonly DataRow[], edgesDays: readonly number[]): readonly CompetingInterval[] {
  let atRisk = rows.length;
  return edgesDays.map((endDays) => {
    const leaving = rows.filter((row) => weekly(row) === endDays);
    const count = (status: number): number => leaving.filter((row) => row.number('status') === status).length;
    const cell = { endDays, atRisk, events: [count(1), count(2)], censored: count(0) };
    atRisk -= leaving.length;
    return cell;
  });
}

describe('Aalen-Johansen against R survfit', () => {
  const edges = [...new Set(cases.map(weekly))].sort((left, right) => left - right);

  test('new signal against moving away, with standard errors', () => {
    const expected = reference('syn.aj');
    const curve = aalenJohansen(competing(cases, edges));
    const points = expected.numbers('time').map((time) => curve.findLast((point) => point.timeDays <= time));
    expect(relativeError(numbers(points.map((point) => point?.incidence[0])), expected.numbers('cif'))).toBeLessThan(
      1e-12,
    );
    expect(
      relativeError(numbers(points.map((point) => point?.standardErrors[0])), expected.numbers('se')),
    ).toBeLessThan(1e-10);
    for (const point of curve) {
      expect(point.incidence.reduce((sum, share) => sum + share, point.survival)).toBeCloseTo(1, 12);
    }
  });

  test('with one cause it is one minus Kaplan-Meier with its error, and nobody gives no NaN', () => {
    const table = own(lung.map(lungPerson));
    const curve = aalenJohansen(table.map((cell) => ({ ...cell, events: [cell.events] })));
    const survival = nelsonAalen(table).length;
    expect(curve).toHaveLength(survival);
    for (const point of curve) expect(point.incidence[0] ?? 0).toBeCloseTo(1 - point.survival, 12);
    const empty = aalenJohansen([{ endDays: 7, atRisk: 0, events: [0, 0], censored: 0 }], { roundingVariance: 2 });
    expect(empty[0]).toEqual({
      timeDays: 7,
      atRisk: 0,
      survival: 1,
      incidence: [0, 0],
      standardErrors: [0, 0],
      lower: [null, null],
      upper: [null, null],
    });
  });
});

test('a mean on a coarse grid lies between events at the ends and at the starts of intervals, and its limits hold both', () => {
  const daily = riskIntervals(
    100,
    Array.from({ length: 90 }, (_, day) => ({ events: day % 3 === 0 ? 1 : 0, censored: 0 })),
    Array.from({ length: 90 }, (_, day) => day + 1),
  );
  const coarse = riskIntervals(
    100,
    [
      { events: 10, censored: 0 },
      { events: 20, censored: 0 },
    ],
    [30, 90],
  );
  const truth = restrictedMean(daily, 90).mean ?? 0;
  const atEnds = restrictedMean(coarse, 90);
  const over = gridOverstatementDays(coarse, 90);
  expect(over).toBeCloseTo(0.1 * 30 + 0.2 * 60, 12);
  expect(gridOverstatementDays(coarse, 60)).toBeCloseTo(0.1 * 30 + 0.2 * 30, 12);
  const found = onUnknownDays(atEnds, over);
  expect(Math.abs((found.mean ?? 0) - truth)).toBeLessThan(0.6);
  expect(atEnds.lower ?? 0).toBeGreaterThan(truth);
  expect(found.lower ?? 0).toBeLessThan(truth);
  expect(found.upper).toBe(atEnds.upper);
  expect(onUnknownDays({ ...atEnds, mean: null, lower: null }, over)).toMatchObject({ mean: null, lower: null });
});
