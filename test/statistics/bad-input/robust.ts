import { addClusterSums, clusterSums } from '../../../lib/statistics/cluster-robust.ts';
import { satterthwaiteDegrees, satterthwaiteSums } from '../../../lib/statistics/cluster-robust-few.ts';
import { householdMeat, municipalitySums } from '../../../lib/statistics/clustered-cells.ts';
import { fitGlm } from '../../../lib/statistics/glm.ts';
import { accuracy, accuracySums } from '../../../lib/statistics/glm-accuracy.ts';
import { householdRobust, municipalityRobust } from '../../../lib/statistics/glm-robust.ts';
import { riskContrast, riskSums } from '../../../lib/statistics/glm-standardised-risk.ts';
import { metaAnalysis, metaVarianceInterval } from '../../../lib/statistics/meta-analysis.ts';
import { eggerTest } from '../../../lib/statistics/meta-analysis-egger.ts';
import { metaInference, moderatorTest } from '../../../lib/statistics/meta-analysis-inference.ts';
import type { BadCase } from './bad-case.ts';

const halves = Array.from({ length: 40 }, (_, index) => [1, index % 2, Math.floor(index / 8)]);
const counts = halves.map((_, index) => (index % 3) + (index % 7 === 0 ? 4 : 0));
const site = (covariates: readonly (readonly number[])[], response: readonly number[]) => ({ covariates, response });
const events = (counted: readonly number[]) => counted.map((count) => Math.min(count, 1));

const reached = fitGlm([site(halves, events(counts))], 'logistic');
/** Each municipality holds one level of the covariate, so that none repeats what another tells. */
const split = fitGlm(
  [
    site(
      [
        [1, 1],
        [1, 1],
      ],
      [3, 1],
    ),
    site(
      [
        [1, 0],
        [1, 0],
      ],
      [3, 2],
    ),
  ],
  'linear',
);
const agreeing = metaAnalysis([
  [
    { estimate: 0, variance: 1 },
    { estimate: 0, variance: 1 },
  ],
]);
const alike = metaAnalysis([[1, 2, 3].map((estimate) => ({ estimate, variance: 1, moderators: [4] }))]);

/** Clustered errors, standardised risks and meta-analyses of data that cannot answer. */
export const robustCases: readonly BadCase[] = [
  [
    'glm-robust',
    'one cluster',
    () => [householdRobust(reached, 'logistic', () => 'one', 'CR1'), municipalityRobust(reached, 'logistic', 'CR2')],
    [null, null],
  ],
  [
    'glm-robust',
    'as many coefficients as rows',
    () => householdRobust(reached, 'logistic', (_, row) => row, { count: 3, size: 3 }),
    null,
  ],
  ['glm-robust', 'not fitted', () => municipalityRobust(fitGlm([], 'linear'), 'linear', 'CR2'), null],
  [
    'glm-robust',
    'one stratum alone tells a coefficient',
    () => municipalityRobust(split, 'linear', 'CR2'),
    { standardErrors: [null, null], degreesOfFreedom: [null, null] },
  ],
  [
    'cluster-robust',
    'no clusters',
    () => addClusterSums(clusterSums([], 1), clusterSums([], 1)),
    { meat: [[0]], clusters: 0 },
  ],
  ['cluster-robust-few', 'no clusters', () => satterthwaiteDegrees([[1]], satterthwaiteSums([[1]], [], [1])), null],
  ['clustered-cells', 'nobody', () => [householdMeat([], [], 1), municipalitySums([], 1)], [[[0]], { clusters: 0 }]],
  [
    'glm-standardised-risk',
    'nobody in a scenario',
    () => riskContrast(riskSums(site([], []), 'logistic', [1]), riskSums(site([[1]], [0]), 'logistic', [1]), [[1]]),
    null,
  ],
  [
    'glm-accuracy',
    'nobody, only events',
    () => [
      accuracy(accuracySums(site([], []), 'logistic', [1])),
      accuracy(accuracySums(site([[1]], [1]), 'logistic', [1])),
    ],
    [null, null],
  ],
  [
    'meta-analysis',
    'no sites, one site',
    () => [metaAnalysis([]), metaAnalysis([[{ estimate: 1, variance: 1 }]])],
    [{ status: 'too-few' }, { status: 'too-few' }],
  ],
  [
    'meta-analysis',
    'one site without information',
    () =>
      metaAnalysis([
        [
          { estimate: 1, variance: 1 },
          { estimate: 2, variance: 0 },
        ],
      ]),
    { status: 'too-few', sites: 1 },
  ],
  ['meta-analysis-variance', 'one site', () => metaVarianceInterval([[{ estimate: 1, variance: 1 }]]), null],
  [
    'meta-analysis-inference',
    'sites that agree to the last digit',
    () => (agreeing.status === 'estimated' ? metaInference(agreeing, 'hartung-knapp') : agreeing),
    { statistic: null, pValue: null },
  ],
  [
    'meta-analysis-inference',
    'a moderator with one level',
    () => (alike.status === 'estimated' ? [alike.aliased, moderatorTest(alike)] : alike),
    [[1], null],
  ],
  [
    'meta-analysis-egger',
    'sites of one size',
    () => eggerTest([[1, 2, 3].map((estimate) => ({ estimate, variance: 1 }))]),
    null,
  ],
];
