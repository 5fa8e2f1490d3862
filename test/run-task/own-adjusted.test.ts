import { expect, test } from 'vitest';
import { estimate } from '../../lib/analyses/estimate-rows.ts';
import type { Estimate } from '../../lib/protocol/estimate.ts';
import { adjustedReturn } from '../../lib/run-task/own-adjusted.ts';

const row = (group: string, n: number, value: number | null, standardError: number): Estimate =>
  estimate({
    measure: 'cumulative-incidence',
    group,
    time_days: 105,
    method: 'Kaplan-Meier, log-log limits',
    status: value === null ? 'withheld' : 'rounded',
    n: value === null ? null : n,
    value,
    standard_error: value === null ? null : standardError,
  });

const name = (method: string, band: string) => `first-method=${method};arrears-band=${band}`;

/** Shares and errors of R survival: survfit(Surv(t, e) ~ 1), std.err of the survival function. */
const rows = [
  row(name('phone', '0-200'), 200, 0.25, 0.030618621785),
  row(name('phone', '200-700'), 120, 0.4, 0.04472135955),
  row(name('letter', '0-200'), 300, 0.2, 0.023094010768),
  row(name('letter', '200-700'), 80, 0.375, 0.054126587737),
];

test('equals the weighted mean of the strata in R, with the strata of all as weights', () => {
  const expected = {
    'first-method=phone': [0.292857142857, 0.025329461752, 0.246459520583, 0.345801648554],
    'first-method=letter': [0.25, 0.022611214182, 0.208848645066, 0.297617966399],
  };
  const found = adjustedReturn(rows);
  expect(found.map(({ group }) => group)).toEqual(Object.keys(expected));
  for (const [index, [value, error, low, high]] of Object.values(expected).entries()) {
    expect(found[index]?.value).toBeCloseTo(value ?? 0, 10);
    expect(found[index]?.standard_error).toBeCloseTo(error ?? 0, 10);
    expect(found[index]?.ci_low).toBeCloseTo(low ?? 0, 10);
    expect(found[index]?.ci_high).toBeCloseTo(high ?? 0, 10);
  }
  expect(found.map(({ n }) => n)).toEqual([320, 380]);
});

test('methods that differ only in whom they reach become equal', () => {
  const equal = [
    row(name('phone', '0-200'), 900, 0.1, 0.01),
    row(name('phone', '200-700'), 100, 0.5, 0.05),
    row(name('letter', '0-200'), 100, 0.1, 0.03),
    row(name('letter', '200-700'), 900, 0.5, 0.02),
  ];
  expect(adjustedReturn(equal).map(({ value }) => value)).toEqual([0.3, 0.3]);
});

test.each([
  [
    'of which one stratum is withheld',
    [...rows, row(name('card', '0-200'), 0, null, 0), row(name('card', '200-700'), 90, 0.2, 0.04)],
    'card',
  ],
  ['with a stratum that is not there', [...rows, row(name('card', '0-200'), 90, 0.2, 0.04)], 'card'],
])('a way of contact %s is withheld, the others stay', (_, given, withheld) => {
  const found = adjustedReturn(given);
  const shown = found.filter(({ value }) => value !== null).map(({ group }) => group);
  expect(shown).toEqual(['first-method=phone', 'first-method=letter']);
  expect(found.find(({ group }) => group === `first-method=${withheld}`)).toMatchObject({
    status: 'withheld',
    n: null,
    ci_low: null,
  });
});

test('a rare stratum that only one way of contact has leaves the standard; a large one does not', () => {
  const rare = adjustedReturn([...rows, row(name('phone', 'over-2000'), 60, 0.6, 0.06)]);
  expect(rare).toEqual(adjustedReturn(rows));
  const large = adjustedReturn([...rows, row(name('phone', 'over-2000'), 400, 0.6, 0.03)]);
  expect(large.map(({ status }) => status)).toEqual(['withheld', 'withheld']);
});

test('one way of contact alone is withheld: nothing is left to compare', () => {
  expect(adjustedReturn(rows.slice(0, 2)).map(({ status }) => status)).toEqual(['withheld']);
});

test('households whose way of contact or arrears are not known are in no figure', () => {
  const unknown = [row(name('unknown', '0-200'), 500, 0.9, 0.01), row(name('phone', 'unknown'), 500, 0.9, 0.01)];
  expect(adjustedReturn([...rows, ...unknown])).toEqual(adjustedReturn(rows));
});
