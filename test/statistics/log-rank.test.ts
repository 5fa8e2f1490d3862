import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logRank, stratifiedLogRank } from '../../lib/statistics/log-rank.ts';
import { addRiskTables, type RiskInterval } from '../../lib/statistics/risk-table.ts';
import { type DataRow, reference, referenceData, relativeError } from '../support/reference.ts';
import { distinctTimes, type FollowUp, tabulate } from '../support/survival-tables.ts';

const lung = referenceData('lung');
const followUp = (row: DataRow): FollowUp => ({ timeDays: row.number('time'), event: row.number('status') === 2 });
const weekly = (row: DataRow): FollowUp => ({
  timeDays: 7 * Math.ceil(row.number('time') / 7),
  event: row.number('status') === 1,
});
const cases = referenceData('vs_cases');
const lungGrid = distinctTimes(lung.map(followUp));
const caseGrid = distinctTimes(cases.map(weekly));

const levels = (rows: readonly DataRow[], column: string): readonly string[] =>
  [...new Set(rows.map((row) => row.text(column)))].sort();

function lungGroups(rows: readonly DataRow[], column: string, values: readonly string[]): readonly RiskInterval[][] {
  return values.map((value) => [...tabulate(rows.filter((row) => row.text(column) === value).map(followUp), lungGrid)]);
}

const arms = ['A', 'B', 'C'] as const;
const caseGroups = (rows: readonly DataRow[]): readonly (readonly RiskInterval[])[] =>
  arms.map((arm) => tabulate(rows.filter((row) => row.text('arm') === arm).map(weekly), caseGrid));

describe('log-rank against R survdiff', () => {
  test.each([
    ['logrank.lung.sex', 'sex', ['1', '2'], 0],
    ['logrank.lung.sex.peto', 'sex', ['1', '2'], 1],
    ['logrank.lung.ecog', 'ph.ecog', ['0', '1', '2', '3'], 0],
  ] as const)('%s', (id, column, values, rho) => {
    const expected = reference(id);
    const found = logRank(lungGroups(lung, column, values), rho);
    expect(relativeError(found.observed, expected.numbers('obs'))).toBeLessThan(1e-12);
    expect(relativeError(found.expected, expected.numbers('exp'))).toBeLessThan(1e-12);
    expect(relativeError(found.variance.flat(), expected.matrix('var').flat())).toBeLessThan(1e-10);
    expect(relativeError([found.chiSquare ?? 0], [expected.number('chisq')])).toBeLessThan(1e-10);
    expect(relativeError([found.pValue ?? 0], [expected.number('p')])).toBeLessThan(1e-9);
    expect(found.degreesOfFreedom).toBe(expected.number('df'));
  });

  test('stratified by institution from sums per stratum', () => {
    const expected = reference('logrank.lung.sex.strat_inst');
    const strata = levels(
      lung.filter((row) => !['', 'NA'].includes(row.text('inst'))),
      'inst',
    ).map((inst) =>
      lungGroups(
        lung.filter((row) => row.text('inst') === inst),
        'sex',
        ['1', '2'],
      ),
    );
    const found = stratifiedLogRank(strata);
    expect(relativeError([found.chiSquare ?? 0], [expected.number('chisq')])).toBeLessThan(1e-10);
    expect(relativeError(found.variance.flat(), expected.matrix('var').flat())).toBeLessThan(1e-10);
    expect(relativeError([found.pValue ?? 0], [expected.number('p')])).toBeLessThan(1e-9);
  });

  test('three arms of the synthetic cases, pooled and stratified by municipality', () => {
    const expected = reference('syn.logrank');
    const found = logRank(caseGroups(cases));
    expect(found.observed).toEqual(expected.numbers('obs'));
    expect(relativeError(found.expected, expected.numbers('exp'))).toBeLessThan(1e-12);
    const strata = levels(cases, 'muni').map((muni) => caseGroups(cases.filter((row) => row.text('muni') === muni)));
    const chiSquares = [found.chiSquare ?? 0, stratifiedLogRank(strata).chiSquare ?? 0];
    expect(relativeError(chiSquares, [expected.number('chisq'), expected.number('chisq_strat')])).toBeLessThan(1e-10);
    const combined = arms.map((_, arm) => addRiskTables(strata.flatMap((groups) => groups.slice(arm, arm + 1))));
    expect(logRank(combined)).toEqual(found);
  });
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const weeks = [7, 14, 21, 28];
const person = fc.record({ timeDays: fc.constantFrom(...weeks), event: fc.boolean() });

describe('log-rank on any data', () => {
  test('the order of the groups does not matter and expected events add up to the observed', () => {
    fc.assert(
      fc.property(fc.array(fc.array(person, { maxLength: 20 }), { minLength: 2, maxLength: 4 }), (groups) => {
        const tables = groups.map((group) => tabulate(group, weeks));
        const found = logRank(tables);
        const turned = logRank(tables.toReversed());
        expect(sum(found.expected)).toBeCloseTo(sum(found.observed), 10);
        expect(turned.degreesOfFreedom).toBe(found.degreesOfFreedom);
        expect(turned.chiSquare ?? -1).toBeCloseTo(found.chiSquare ?? -1, 8);
        expect(found.status === 'estimated').toBe(found.pValue !== null);
      }),
      { seed: 31, numRuns: 60 },
    );
  });

  test.each([
    ['no strata', []],
    ['one group', [[tabulate([{ timeDays: 7, event: true }], weeks)]]],
    [
      'no events',
      [[tabulate([{ timeDays: 7, event: false }], weeks), tabulate([{ timeDays: 7, event: false }], weeks)]],
    ],
    ['nobody in one arm', [[tabulate([{ timeDays: 7, event: true }], weeks), tabulate([], weeks)]]],
  ])('%s cannot be tested', (_, strata) => {
    const found = stratifiedLogRank(strata);
    expect([found.status, found.chiSquare, found.pValue, found.degreesOfFreedom]).toEqual([
      'not-estimable',
      null,
      null,
      0,
    ]);
  });

  test('an arm without events is tested', () => {
    const event = { timeDays: 7, event: true };
    const free = { timeDays: 28, event: false };
    const found = logRank([tabulate([event, event, free], weeks), tabulate([free, free, free], weeks)]);
    expect(found.status).toBe('estimated');
    expect(found.observed).toEqual([2, 0]);
  });
});
