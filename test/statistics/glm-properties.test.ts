import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addClusterSums, type ClusterSums } from '../../lib/statistics/cluster-robust.ts';
import {
  addSatterthwaiteSums,
  adjustedClusterSums,
  satterthwaiteDegrees,
  satterthwaiteSums,
} from '../../lib/statistics/cluster-robust-few.ts';
import { fitFirth } from '../../lib/statistics/firth-logistic-fit.ts';
import { fitGlm } from '../../lib/statistics/glm.ts';
import type { GlmFamily } from '../../lib/statistics/glm-family.ts';
import { type GlmData, glmMessage } from '../../lib/statistics/glm-message.ts';
import { householdRobust } from '../../lib/statistics/glm-robust.ts';
import { addMatrices } from '../../lib/statistics/linear-algebra.ts';
import { fitNegativeBinomial } from '../../lib/statistics/negative-binomial-fit.ts';
import { relativeError } from '../support/reference.ts';

type Row = {
  readonly site: number;
  readonly household: number;
  readonly covariates: readonly number[];
  readonly response: number;
};

const row = fc.record({
  site: fc.integer({ min: 0, max: 4 }),
  household: fc.integer({ min: 0, max: 15 }),
  covariates: fc.tuple(fc.constant(1), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 30_000 })),
  response: fc.integer({ min: 0, max: 1 }),
});
const rows = fc.array(row, { minLength: 60, maxLength: 120 });

function siteOf(part: readonly Row[]): GlmData {
  return { covariates: part.map((one) => one.covariates), response: part.map((one) => one.response) };
}

function sitesOf(all: readonly Row[]): readonly (readonly Row[])[] {
  return [...Map.groupBy(all, (one) => one.site).values()];
}

const families: readonly GlmFamily[] = ['logistic', 'cloglog', 'poisson', 'linear'];

describe.each(families)('%s', (family) => {
  test('sites together equal all rows at one place, household errors too', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const parts = sitesOf(all);
        const split = fitGlm(parts.map(siteOf), family);
        const whole = fitGlm([siteOf(all)], family);
        expect(split.result.status).toBe(whole.result.status);
        fc.pre(split.result.status === 'converged');
        if (split.result.status !== 'converged' || whole.result.status !== 'converged') throw new Error('no fit');
        expect(relativeError(split.result.coefficients, whole.result.coefficients)).toBeLessThan(1e-10);
        expect(relativeError(split.result.standardErrors, whole.result.standardErrors)).toBeLessThan(1e-10);
        const key = (one: Row | undefined): string => `${one?.site}-${one?.household}`;
        const splitErrors = householdRobust(split, family, (site, index) => key(parts[site]?.[index]), 'CR1');
        const wholeErrors = householdRobust(whole, family, (_, index) => key(all[index]), 'CR1');
        expect(relativeError(splitErrors?.standardErrors ?? [], wholeErrors?.standardErrors ?? [1])).toBeLessThan(
          1e-10,
        );
      }),
      { seed: 7, numRuns: 15 },
    );
  });
});

test('sums of two providers give the errors and degrees of freedom of all municipalities', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 3 }), (all, cut) => {
      const clusters = sitesOf(all).map((part) => {
        const scaled = part.map((one) => ({
          ...one,
          covariates: one.covariates.map((value, at) => (at === 2 ? value / 1e4 : value)),
        }));
        return glmMessage(siteOf(scaled), 'linear', [0.5, 0, 0]);
      });
      const information = clusters.map((cluster) => cluster.information).reduce(addMatrices);
      const providers = [clusters.slice(0, cut), clusters.slice(cut)];
      for (const correction of ['CR0', 'CR2', 'CR3'] as const) {
        const parts: readonly ClusterSums[] = providers.map((some) =>
          adjustedClusterSums(information, some, correction),
        );
        const whole = adjustedClusterSums(information, clusters, correction);
        expect(relativeError(parts.reduce(addClusterSums).meat.flat(), whole.meat.flat())).toBeLessThan(1e-10);
      }
      const contrast = [0, 1, 0];
      const sums = providers.map((some) => satterthwaiteSums(information, some, contrast)).reduce(addSatterthwaiteSums);
      const whole = satterthwaiteSums(information, clusters, contrast);
      const degrees = satterthwaiteDegrees(information, sums) ?? 0;
      expect(relativeError([degrees], [satterthwaiteDegrees(information, whole) ?? 1])).toBeLessThan(1e-9);
      expect(degrees).toBeLessThanOrEqual(clusters.length);
    }),
    { seed: 8, numRuns: 15 },
  );
});

test('negative binomial and Firth models do not depend on the partition or the order of sites', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const counts = all.map((one) => ({ ...one, response: one.response * (1 + (one.household % 4)) }));
      const one = fitNegativeBinomial([siteOf(counts)]);
      const many = fitNegativeBinomial(sitesOf(counts).map(siteOf).toReversed());
      fc.pre(one.status === 'converged');
      if (one.status !== 'converged' || many.status !== 'converged') throw new Error(many.status);
      expect(relativeError([...many.coefficients, many.theta], [...one.coefficients, one.theta])).toBeLessThan(1e-9);
      const firth = fitFirth([siteOf(all)]);
      const parts = fitFirth(sitesOf(all).map(siteOf).toReversed());
      if (firth.status !== 'converged' || parts.status !== 'converged') throw new Error(firth.status);
      expect(relativeError(parts.coefficients, firth.coefficients)).toBeLessThan(1e-8);
      expect(relativeError(parts.standardErrors, firth.standardErrors)).toBeLessThan(1e-10);
    }),
    { seed: 9, numRuns: 10 },
  );
});
