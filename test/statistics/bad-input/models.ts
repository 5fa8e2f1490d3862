import { firthProfileInterval, fitFirth } from '../../../lib/statistics/firth-logistic-fit.ts';
import { fitGlm } from '../../../lib/statistics/glm.ts';
import type { GlmFamily } from '../../../lib/statistics/glm-family.ts';
import { fitNegativeBinomial } from '../../../lib/statistics/negative-binomial-fit.ts';
import { advanceNewton, startNewton } from '../../../lib/statistics/newton.ts';
import { columnMoments, standardisationOf } from '../../../lib/statistics/standardisation.ts';
import type { BadCase } from './bad-case.ts';

const halves = Array.from({ length: 40 }, (_, index) => [1, index % 2, Math.floor(index / 8)]);
const counts = halves.map((_, index) => (index % 3) + (index % 7 === 0 ? 4 : 0));
const zeros = halves.map(() => 0);
const oneArm = halves.map((row, index) => (row[1] === 1 ? 0 : index % 3));
const twice = halves.map((row) => [...row, 2 * (row[2] ?? 0)]);
const oneLevel = halves.map((row) => [...row, 0.1]);
const site = (covariates: readonly (readonly number[])[], response: readonly number[]) => ({ covariates, response });
const single = [site([[1, 1]], [1])];
const events = (counted: readonly number[]) => counted.map((count) => Math.min(count, 1));
const families: readonly GlmFamily[] = ['logistic', 'cloglog', 'poisson'];

function glmCases(family: GlmFamily): readonly BadCase[] {
  const answers = (counted: readonly number[]) => (family === 'poisson' ? counted : events(counted));
  const fit = (rows: readonly (readonly number[])[], counted: readonly number[]) =>
    fitGlm([site(rows, answers(counted))], family).result;
  return [
    ['glm', `${family}: nobody`, () => fitGlm([], family).result, { status: 'empty' }],
    ['glm', `${family}: no events`, () => fit(halves, zeros), { status: 'no-variation' }],
    ['glm', `${family}: zero events in an arm`, () => fit(halves, oneArm), { status: 'separated', terms: [1] }],
    ['glm', `${family}: a collinear term`, () => fit(twice, counts), { status: 'aliased', aliased: [3] }],
    ['glm', `${family}: one level`, () => fit(oneLevel, counts), { status: 'aliased', aliased: [3] }],
  ];
}

const worse = { score: [1], information: [[1]], logLikelihood: -2 };

/** Models and meta-analyses of data that cannot answer. */
export const modelCases: readonly BadCase[] = [
  ...families.flatMap(glmCases),
  ['glm', 'logistic: one subject', () => fitGlm(single, 'logistic').result, { status: 'no-variation' }],
  ['glm', 'linear: one subject', () => fitGlm(single, 'linear').result, { status: 'saturated' }],
  [
    'glm',
    'linear: as many coefficients as rows',
    () =>
      fitGlm(
        [
          site(
            [
              [1, 0],
              [1, 1],
            ],
            [3, 5],
          ),
        ],
        'linear',
      ).result,
    { status: 'saturated' },
  ],
  [
    'newton',
    'non-convergence: too few rounds',
    () => advanceNewton(startNewton([0]), worse, { rounds: 1 }),
    { status: 'not-converged' },
  ],
  [
    'newton',
    'no likelihood',
    () => advanceNewton(startNewton([0]), { ...worse, logLikelihood: Number.NaN }, { rounds: 9 }).status,
    'not-converged',
  ],
  [
    'standardisation',
    'nobody, one level',
    () => [standardisationOf([]).scales, standardisationOf(columnMoments([[5], [5]])).scales],
    [[], [1]],
  ],
  ['negative-binomial-fit', 'nobody', () => fitNegativeBinomial([]), { status: 'empty' }],
  ['negative-binomial-fit', 'one subject', () => fitNegativeBinomial(single), { status: 'poisson' }],
  ['negative-binomial-fit', 'no events', () => fitNegativeBinomial([site(halves, zeros)]), { status: 'no-variation' }],
  [
    'negative-binomial-fit',
    'zero events in an arm',
    () =>
      fitNegativeBinomial([
        site(
          halves,
          oneArm.map((count) => 5 * count),
        ),
      ]),
    { status: 'separated', terms: [1] },
  ],
  [
    'negative-binomial-fit',
    'a collinear term',
    () => fitNegativeBinomial([site(twice, counts)]),
    { status: 'aliased', aliased: [3] },
  ],
  ['firth-logistic-fit', 'nobody', () => [fitFirth([]), firthProfileInterval([], 1)], [{ status: 'empty' }, null]],
  [
    'firth-logistic-fit',
    'zero events in an arm: finite',
    () => fitFirth([site(halves, events(oneArm))]),
    { status: 'converged' },
  ],
  [
    'firth-logistic-fit',
    'one level',
    () => [fitFirth([site(oneLevel, events(counts))]), firthProfileInterval([site(oneLevel, events(counts))], 3)],
    [{ status: 'aliased', aliased: [3] }, null],
  ],
];
