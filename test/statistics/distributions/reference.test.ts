import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { betaQuantile, betaTails } from '../../../lib/statistics/distributions/beta.ts';
import { chiSquareQuantile, chiSquareTails } from '../../../lib/statistics/distributions/chi-square.ts';
import {
  binomialDensity,
  binomialTails,
  negativeBinomialDensity,
  poissonDensity,
  poissonTails,
} from '../../../lib/statistics/distributions/counts.ts';
import { fisherQuantile, fisherTails } from '../../../lib/statistics/distributions/fisher.ts';
import { gammaQuantile, gammaTails } from '../../../lib/statistics/distributions/gamma.ts';
import { digamma, logGamma, trigamma } from '../../../lib/statistics/distributions/log-gamma.ts';
import { normalQuantile, normalTails } from '../../../lib/statistics/distributions/normal.ts';
import { studentQuantile, studentTails } from '../../../lib/statistics/distributions/student.ts';
import { reference, relativeError } from '../../support/reference.ts';

type Three = (x: number, first: number, second: number) => number;

const functions: Record<string, Three> = {
  pnorm: (x) => normalTails(x).lower,
  pnorm_upper: (x) => normalTails(x).upper,
  qnorm: normalQuantile,
  pt: (x, df) => studentTails(x, df).lower,
  qt: studentQuantile,
  pchisq: (x, df) => chiSquareTails(x, df).lower,
  pchisq_upper: (x, df) => chiSquareTails(x, df).upper,
  qchisq: chiSquareQuantile,
  pf: (x, first, second) => fisherTails(x, first, second).lower,
  pf_upper: (x, first, second) => fisherTails(x, first, second).upper,
  qf: fisherQuantile,
  pgamma: (x, shape) => gammaTails(x, shape).lower,
  pgamma_upper: (x, shape) => gammaTails(x, shape).upper,
  qgamma: gammaQuantile,
  pbeta: (x, first, second) => betaTails(x, first, second).lower,
  qbeta: betaQuantile,
  lgamma: logGamma,
  digamma,
  trigamma,
  dbinom: binomialDensity,
  pbinom: (x, trials, probability) => binomialTails(x, trials, probability).lower,
  dpois: poissonDensity,
  ppois: (x, mean) => poissonTails(x, mean).lower,
  dnbinom_mu: negativeBinomialDensity,
};

const Case = z.strictObject({ fn: z.string(), args: z.union([z.number(), z.array(z.number())]), value: z.number() });
const cases = z
  .array(Case)
  .parse(reference('distributions').json('cases'))
  .map((entry) => ({ ...entry, args: [entry.args].flat() }));

test('the reference holds 591 values', () => {
  expect(cases).toHaveLength(591);
});

describe.each(Object.entries(functions))('%s equals R', (name, compute) => {
  test.each(cases.filter((entry) => entry.fn === name))('$fn($args)', ({ args, value }) => {
    const [x = 0, first = 0, second = 0] = args;
    // With a million degrees of freedom the continued fraction takes hundreds of terms, and their rounding shows.
    const tolerance = name === 'pt' && first === 1e6 ? 2e-11 : 1e-11;
    expect(relativeError([compute(x, first, second)], [value])).toBeLessThanOrEqual(tolerance);
  });
});
