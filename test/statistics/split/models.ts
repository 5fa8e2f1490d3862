import { fitFirth } from '../../../lib/statistics/firth-logistic-fit.ts';
import { fitGlm } from '../../../lib/statistics/glm.ts';
import { accuracy, accuracySums } from '../../../lib/statistics/glm-accuracy.ts';
import type { GlmFamily } from '../../../lib/statistics/glm-family.ts';
import type { GlmData } from '../../../lib/statistics/glm-message.ts';
import { householdRobust, municipalityRobust } from '../../../lib/statistics/glm-robust.ts';
import { addRiskSums, riskContrast, riskSums } from '../../../lib/statistics/glm-standardised-risk.ts';
import { addVectors, type Vector } from '../../../lib/statistics/linear-algebra.ts';
import { metaAnalysis, metaVarianceInterval } from '../../../lib/statistics/meta-analysis.ts';
import { eggerTest } from '../../../lib/statistics/meta-analysis-egger.ts';
import { metaInference } from '../../../lib/statistics/meta-analysis-inference.ts';
import { fitNegativeBinomial } from '../../../lib/statistics/negative-binomial-fit.ts';
import {
  addPiecewiseCells,
  type PiecewiseCell,
  piecewiseCells,
  poissonCells,
} from '../../../lib/statistics/piecewise-exponential.ts';
import { type Providers, type SiteRow, summed } from '../../support/site-rows.ts';
import type { Estimator } from './estimator.ts';

const design = (row: SiteRow): readonly number[] => [1, row.arm, row.amount / 100];
const sited = (rows: readonly SiteRow[], responseOf: (row: SiteRow) => number): GlmData => ({
  covariates: rows.map(design),
  response: rows.map(responseOf),
});
const success = (row: SiteRow): number => row.success;
const responses: { readonly [family in GlmFamily]: (row: SiteRow) => number } = {
  logistic: success,
  cloglog: success,
  poisson: (row) => row.signals,
  linear: (row) => row.signals + row.amount / 50,
};
const families: readonly GlmFamily[] = ['logistic', 'cloglog', 'poisson', 'linear'];

function fitted(providers: Providers, family: GlmFamily) {
  const sites = providers.flat();
  const fit = fitGlm(
    sites.map((rows) => sited(rows, responses[family])),
    family,
  );
  const households = householdRobust(fit, family, (site, index) => sites[site]?.[index]?.household ?? -1, 'CR1');
  return { fit, households };
}

function glm(family: GlmFamily): Estimator {
  return {
    name: `${family} with household errors`,
    covers: ['glm', 'glm-family', 'glm-message', 'glm-rounds', 'glm-robust', 'cluster-robust', 'standardisation'],
    numbers: (providers) => {
      const { fit, households } = fitted(providers, family);
      if (!('coefficients' in fit.result)) return [];
      const { coefficients, standardErrors, logLikelihood, deviance } = fit.result;
      return [...coefficients, ...standardErrors, logLikelihood, deviance, ...(households?.standardErrors ?? [])];
    },
  };
}

const scenario = (arm: number) => (rows: readonly SiteRow[]) =>
  sited(
    rows.map((row) => ({ ...row, arm })),
    success,
  );

const fromPatterns = (cells: readonly PiecewiseCell[]): GlmData => {
  const sorted = cells.toSorted(
    (one, other) =>
      JSON.stringify(one.covariates).localeCompare(JSON.stringify(other.covariates)) || one.interval - other.interval,
  );
  const rows = poissonCells(sorted, 3);
  return {
    covariates: rows.map((row) => row.design),
    response: rows.map((row) => row.response),
    offset: rows.map((row) => row.offset),
  };
};

/** Estimate and variance of a municipality's difference in means between the arms. */
const siteEstimate = (rows: readonly SiteRow[]) => {
  const { result } = fitGlm([sited(rows, responses.linear)], 'linear');
  if (!('coefficients' in result)) return [];
  return [{ estimate: result.coefficients[1] ?? 0, variance: (result.standardErrors[1] ?? 0) ** 2 }];
};

const coefficients: Vector = [-0.8, 0.9, 0.3];

/** Estimators from scores, informations and site estimates. */
export const modelEstimators: readonly Estimator[] = [
  ...families.map(glm),
  {
    name: 'linear with CR2 and Satterthwaite degrees of freedom, logistic with CR3, over municipalities',
    covers: ['cluster-robust-few', 'clustered-cells'],
    stratified: true,
    numbers: (providers) => {
      const linear = municipalityRobust(fitted(providers, 'linear').fit, 'linear', 'CR2');
      const logistic = municipalityRobust(fitted(providers, 'logistic').fit, 'logistic', 'CR3');
      return [
        ...(linear?.standardErrors ?? []),
        ...(linear?.degreesOfFreedom ?? []),
        ...(logistic?.standardErrors ?? []),
      ];
    },
  },
  {
    name: 'negative binomial',
    covers: ['negative-binomial', 'negative-binomial-fit', 'negative-binomial-rounds', 'newton'],
    numbers: (providers) => {
      const result = fitNegativeBinomial(providers.flat().map((rows) => sited(rows, responses.poisson)));
      if (!('theta' in result)) return [];
      return [...result.coefficients, ...result.standardErrors, result.theta, result.logLikelihood];
    },
  },
  {
    name: 'Firth logistic',
    covers: ['firth-logistic', 'firth-logistic-fit'],
    numbers: (providers) => {
      const result = fitFirth(providers.flat().map((rows) => sited(rows, success)));
      return 'coefficients' in result
        ? [...result.coefficients, ...result.standardErrors, result.penalisedLogLikelihood]
        : [];
    },
  },
  {
    name: 'standardised risks',
    covers: ['glm-standardised-risk'],
    numbers: (providers) => {
      const sums = [1, 0].map((arm) =>
        summed(providers, (rows) => riskSums(scenario(arm)(rows), 'logistic', coefficients), addRiskSums),
      );
      const { fit } = fitted(providers, 'logistic');
      const [first, second] = sums;
      if (first === undefined || second === undefined || !('covariance' in fit.result)) return [];
      const contrast = riskContrast(first, second, fit.result.covariance);
      return [contrast?.first ?? null, contrast?.difference.standardError ?? null, contrast?.ratio?.value ?? null];
    },
  },
  {
    name: 'area under the curve within municipalities, Brier score',
    covers: ['glm-accuracy'],
    stratified: true,
    numbers: (providers) => {
      const sums = summed(
        providers,
        (rows) => {
          const { count, squaredErrors, concordant, discordant, tied } = accuracySums(
            sited(rows, success),
            'logistic',
            coefficients,
          );
          return [count, squaredErrors, concordant, discordant, tied];
        },
        addVectors,
      );
      const [count = 0, squaredErrors = 0, concordant = 0, discordant = 0, tied = 0] = sums;
      const found = accuracy({ count, squaredErrors, concordant, discordant, tied });
      return [found?.areaUnderCurve ?? null, found?.brierScore ?? null];
    },
  },
  {
    name: 'piecewise exponential',
    covers: ['piecewise-exponential'],
    numbers: (providers) => {
      const cells = summed<readonly PiecewiseCell[]>(
        providers,
        (rows) =>
          piecewiseCells(
            rows.map((row) => ({ ...row, event: row.cause === 1, covariates: [row.arm, row.band] })),
            [28, 56],
          ),
        (one, other) => addPiecewiseCells([...one, ...other]),
      );
      const { result } = fitGlm([fromPatterns(cells)], 'poisson');
      return 'coefficients' in result ? [...result.coefficients, ...result.standardErrors, result.logLikelihood] : [];
    },
  },
  {
    name: 'random effects over municipalities',
    covers: [
      'meta-analysis',
      'meta-analysis-sums',
      'meta-analysis-fit',
      'meta-analysis-variance',
      'meta-analysis-inference',
      'meta-analysis-egger',
    ],
    stratified: true,
    numbers: (providers) => {
      const sites = providers.map((municipalities) => municipalities.flatMap(siteEstimate));
      const interval = metaVarianceInterval(sites);
      const methods = (['REML', 'DL', 'PM'] as const).flatMap((method) => {
        const found = metaAnalysis(sites, method);
        if (found.status !== 'estimated') return [];
        const mean = metaInference(found, 'modified-hartung-knapp');
        return [found.betweenVariance, found.inconsistency, mean.estimate, mean.pValue, mean.predictionInterval.upper];
      });
      return [...methods, interval?.lower ?? null, interval?.upper ?? null, eggerTest(sites)?.pValue ?? null];
    },
  },
];
