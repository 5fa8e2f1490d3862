import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquareQuantile } from '../../lib/statistics/distributions/chi-square.ts';
import {
  type MetaAnalysis,
  metaAnalysis,
  metaAnalysisOf,
  metaVarianceInterval,
} from '../../lib/statistics/meta-analysis.ts';
import { eggerTest } from '../../lib/statistics/meta-analysis-egger.ts';
import { explainedShare, metaInference, moderatorTest } from '../../lib/statistics/meta-analysis-inference.ts';
import { metaSums, type SiteEstimate } from '../../lib/statistics/meta-analysis-sums.ts';
import { reference, referenceData, relativeError } from '../support/reference.ts';

function estimated(analysis: MetaAnalysis): Extract<MetaAnalysis, { status: 'estimated' }> {
  if (analysis.status !== 'estimated') throw new Error(analysis.status);
  return analysis;
}

function sitesOf(id: string): readonly SiteEstimate[] {
  const variances = reference(id).numbers('vi');
  return reference(id)
    .numbers('yi')
    .map((estimate, index) => ({ estimate, variance: variances[index] ?? 0 }));
}

const limits = ({ lower, upper }: { readonly lower: number; readonly upper: number }): number[] => [lower, upper];

const analyses = [
  ['meta.bcg.RR.REML', 'REML'],
  ['meta.bcg.RR.DL', 'DL'],
  ['meta.bcg.RR.PM', 'PM'],
  ['meta.bcg.RR.ML', 'ML'],
  ['meta.bcg.RR.EE', 'EE'],
  ['meta.bcg.OR.REML', 'REML'],
  ['meta.bcg.RD.REML', 'REML'],
] as const;

describe.each(analyses)('%s', (id, method) => {
  const expected = reference(id);
  const sites = sitesOf(id);
  const analysis = estimated(metaAnalysis([sites.slice(0, 4), sites.slice(4)], method));
  // metafor finds roots to 1.2e-4 only (uniroot's default); that ours are exact is tested below
  const tolerance = method === 'PM' ? 1e-4 : 1e-8;

  test('mean, variance between sites and heterogeneity equal metafor', () => {
    const { interval, ...mean } = metaInference(analysis, 'model');
    const found = [mean.estimate, mean.standardError, mean.statistic, ...limits(interval), analysis.betweenVariance];
    const values = ['mu', 'se', 'z'].map((name) => expected.number(name));
    expect(relativeError(found, [...values, ...expected.numbers('ci'), expected.number('tau2')])).toBeLessThan(
      tolerance,
    );
    expect(relativeError([mean.pValue], [expected.number('p')])).toBeLessThan(10 * tolerance);
    const spread = [analysis.heterogeneity.statistic, 100 * analysis.inconsistency, analysis.relativeExcess];
    expect(
      relativeError(
        spread,
        ['Q', 'I2', 'H2'].map((name) => expected.number(name)),
      ),
    ).toBeLessThan(tolerance);
    expect(relativeError([analysis.heterogeneity.pValue], [expected.number('Q_p')])).toBeLessThan(tolerance);
    expect(relativeError([analysis.logLikelihood], [expected.number('loglik')])).toBeLessThan(tolerance);
  });
});

describe.each(analyses.filter(([, method]) => method !== 'EE'))('%s', (id, method) => {
  const expected = reference(id);
  const analysis = estimated(metaAnalysis([sitesOf(id)], method));
  const tolerance = method === 'PM' ? 1e-4 : 1e-8;

  test('prediction, Hartung-Knapp errors and the error of tau² equal metafor', () => {
    const knapp = metaInference(analysis, 'hartung-knapp');
    const found = [
      knapp.standardError,
      knapp.statistic,
      knapp.pValue,
      ...limits(knapp.interval),
      ...limits(knapp.predictionInterval),
    ];
    const values = ['hk.se', 'hk.t', 'hk.p'].map((name) => expected.number(name));
    expect(relativeError(found, [...values, ...expected.numbers('hk.ci'), ...expected.numbers('hk.pi')])).toBeLessThan(
      10 * tolerance,
    );
    const { predictionInterval } = metaInference(analysis, 'model');
    expect(relativeError(limits(predictionInterval), expected.numbers('pi'))).toBeLessThan(tolerance);
    expect(relativeError([analysis.betweenVarianceStandardError ?? 0], [expected.number('se_tau2')])).toBeLessThan(
      10 * tolerance,
    );
  });
});

test.each(['meta.bcg.RR.REML', 'meta.bcg.RD.REML'])('%s: Q-profile limits of tau² equal metafor', (id) => {
  const [lower = 0, upper = 0] = reference(id).numbers('tau2_ci_qprofile');
  const sites = sitesOf(id);
  const interval = metaVarianceInterval([sites.slice(0, 3), sites.slice(3)]);
  expect(Math.abs((interval?.lower ?? 0) - lower)).toBeLessThan(1.3e-4);
  expect(Math.abs((interval?.upper ?? 0) - upper)).toBeLessThan(1.3e-4);
});

test('Paule-Mandel and the Q-profile solve their equations exactly', () => {
  const sites = sitesOf('meta.bcg.RD.REML');
  const residualAt = (tauSquared: number): number => {
    const weights = sites.map(({ variance }) => 1 / (variance + tauSquared));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = sites.reduce((sum, { estimate }, index) => sum + estimate * (weights[index] ?? 0), 0) / total;
    return sites.reduce((sum, { estimate }, index) => sum + (weights[index] ?? 0) * (estimate - mean) ** 2, 0);
  };
  const analysis = estimated(metaAnalysis([sites], 'PM'));
  const { lower, upper } = metaVarianceInterval([sites]) ?? { lower: 0, upper: 0 };
  const targets = [12, chiSquareQuantile(0.975, 12), chiSquareQuantile(0.025, 12)];
  expect(relativeError([analysis.betweenVariance, lower, upper].map(residualAt), targets)).toBeLessThan(1e-10);
});

const trials = referenceData('bcg').map((row, index) => ({
  ...(sitesOf('meta.bcg.RR.REML')[index] ?? { estimate: 0, variance: 0 }),
  moderators: [row.number('ablat'), row.number('year')],
}));

test('meta-regression on latitude and year equals metafor', () => {
  const expected = reference('metareg.bcg');
  const analysis = estimated(metaAnalysis([trials.slice(0, 6), trials.slice(6)]));
  const errors = analysis.coefficients.map(
    (_, term) => metaInference(analysis, 'hartung-knapp', { term }).standardError,
  );
  const moderators = moderatorTest(analysis);
  expect(relativeError(analysis.coefficients, expected.numbers('coef'))).toBeLessThan(1e-6);
  expect(relativeError(errors, expected.numbers('se'))).toBeLessThan(1e-6);
  expect(relativeError([analysis.betweenVariance], [expected.number('tau2')])).toBeLessThan(1e-7);
  const tests = [moderators?.statistic ?? 0, moderators?.pValue ?? 0];
  expect(relativeError(tests, [expected.number('QM'), expected.number('QMp')])).toBeLessThan(1e-6);
  const without = estimated(metaAnalysis([sitesOf('meta.bcg.RR.REML')]));
  expect(100 * (explainedShare(without, analysis) ?? 0)).toBeCloseTo(expected.number('R2'), 6);
  expect(moderatorTest(without)).toBeNull();
});

test('Egger regression equals metafor', () => {
  const expected = reference('egger.bcg');
  const sites = sitesOf('meta.bcg.RR.REML');
  const egger = eggerTest([sites.slice(0, 5), sites.slice(5)]);
  expect(
    relativeError([egger?.statistic ?? 0, egger?.pValue ?? 0], [expected.number('t'), expected.number('p')]),
  ).toBeLessThan(1e-8);
});

const site = fc.record({
  estimate: fc.double({ min: -2, max: 2, noNaN: true }),
  variance: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

test('sums of two providers equal all sites at one place, in any order', () => {
  fc.assert(
    fc.property(fc.array(site, { minLength: 4, maxLength: 30 }), fc.nat(30), (sites, cut) => {
      for (const method of ['REML', 'DL', 'PM'] as const) {
        const whole = estimated(metaAnalysis([sites], method));
        const split = estimated(metaAnalysis([sites.slice(cut), sites.slice(0, cut)], method));
        expect(split.betweenVariance).toBeCloseTo(whole.betweenVariance, 10);
        expect(relativeError(split.standardErrors, whole.standardErrors)).toBeLessThan(1e-10);
        expect(split.coefficients[0]).toBeCloseTo(whole.coefficients[0] ?? Number.NaN, 10);
      }
    }),
    { seed: 3, numRuns: 25 },
  );
});

test('DerSimonian-Laird needs two exchanges, restricted likelihood about ten', () => {
  const sites = sitesOf('meta.bcg.RR.REML');
  const asked = (method: 'DL' | 'REML'): number => {
    const questions = new Set<number>();
    metaAnalysisOf((tauSquared) => {
      questions.add(tauSquared);
      return metaSums(sites, tauSquared);
    }, method);
    return questions.size;
  };
  expect(asked('DL')).toBe(2);
  expect(asked('REML')).toBeLessThanOrEqual(12);
});

test('equal estimates have no variance between sites, and modified errors do not vanish', () => {
  const sites = [0.1, 0.2, 0.3, 0.4].map((variance) => ({ estimate: 1, variance }));
  const analysis = estimated(metaAnalysis([sites]));
  expect(analysis.betweenVariance).toBe(0);
  expect(metaVarianceInterval([sites])).toEqual({ lower: 0, upper: 0 });
  expect(metaInference(analysis, 'hartung-knapp').standardError).toBeCloseTo(0, 7);
  const modified = metaInference(analysis, 'modified-hartung-knapp');
  expect(modified.standardError).toBeCloseTo(metaInference(analysis, 'model').standardError, 12);
  expect(explainedShare(analysis, analysis)).toBeNull();
});

test('one site, none, or none with a variance are too few', () => {
  expect(metaAnalysis([[{ estimate: 1, variance: 1 }]])).toEqual({ status: 'too-few', sites: 1 });
  expect(metaAnalysis([])).toEqual({ status: 'too-few', sites: 0 });
  const useless = [0, Number.NaN, Number.POSITIVE_INFINITY].map((variance) => ({ estimate: 1, variance }));
  expect(metaVarianceInterval([useless])).toBeNull();
  expect(metaVarianceInterval([[{ estimate: 1, variance: 1 }]])).toBeNull();
  expect(metaAnalysis([useless])).toEqual({ status: 'too-few', sites: 0 });
  expect(eggerTest([[{ estimate: 1, variance: 1 }]])).toBeNull();
  expect(eggerTest([[1, 2, 3].map((estimate) => ({ estimate, variance: 1 }))])).toBeNull();
});

test('a moderator that does not vary is aliased', () => {
  const constant = trials.map(({ estimate, variance }) => ({ estimate, variance, moderators: [1] }));
  const analysis = estimated(metaAnalysis([constant]));
  const plain = estimated(metaAnalysis([trials.map(({ estimate, variance }) => ({ estimate, variance }))]));
  expect(analysis.aliased).toEqual([1]);
  expect(analysis.betweenVariance).toBeCloseTo(plain.betweenVariance, 10);
  expect(analysis.logLikelihood).toBeCloseTo(plain.logLikelihood, 9);
});
