import type { ResultRow } from '../dataset/plan.ts';
import type { ClusterSumsEvidence } from '../disclosure/evidence.ts';
import type { GlmParameters } from '../protocol/analysis-models.ts';
import type { Dimension } from '../protocol/evidence.ts';
import { fitGlm } from '../statistics/glm.ts';
import { glmKernel } from '../statistics/glm-family.ts';
import { dot, outer, scaleMatrix, scaleVector, type Vector } from '../statistics/linear-algebra.ts';
import { levelsOf, numberOf } from './cells.ts';
import { clusterEvidence, leastBehindTerms, type ScoredFit } from './cluster-evidence.ts';
import { termsOf } from './model-terms.ts';

/** Name of the first term of a logistic model in sums over clusters. */
const interceptName = '(intercept)';

/** A row of the design, and whether the outcome is the one that counts. */
type Observed = { readonly design: Vector; readonly success: boolean };

/** Score and information of one row of a logistic model at the coefficients. */
function scoreOf({ design, success }: Observed, coefficients: Vector) {
  const kernel = glmKernel('logistic', { response: success ? 1 : 0, trials: 1 }, dot(design, coefficients));
  return { score: scaleVector(design, kernel.score), information: scaleMatrix(outer(design, design), kernel.weight) };
}

type Seen = Observed & { readonly row: ResultRow; readonly n: number };

/** The fit on the provider's own rows with the score of each cell; nothing when it did not converge. */
function scoredFits(
  seen: readonly Seen[],
  pairs: readonly ResultRow[],
  sideOf: (row: ResultRow, side: 'a' | 'b') => Observed,
): readonly ScoredFit[] {
  const data = {
    covariates: seen.map((each) => each.design),
    response: seen.map((each) => (each.success ? each.n : 0)),
    trials: seen.map((each) => each.n),
  };
  const { result } = fitGlm([data], 'logistic');
  if (!('coefficients' in result)) return [];
  const { coefficients } = result;
  const side = (row: ResultRow, name: 'a' | 'b') => scoreOf(sideOf(row, name), coefficients).score;
  const cells = seen.map(({ row, n, ...each }) => ({
    municipality: String(row['municipality_code']),
    rows: n,
    ...scoreOf(each, coefficients),
  }));
  const scored = pairs.map((row) => ({ pairs: numberOf(row, 'pairs'), one: side(row, 'a'), other: side(row, 'b') }));
  return [{ ties: '', edgesDays: [], cells, pairs: scored }];
}

/**
 * Sums over clusters of a logistic model, from the rows of its contingency table (covariates, then the outcome) and of `clusterQueries`.
 */
export function glmClusters(
  parameters: GlmParameters,
  dimensions: readonly Dimension[],
  rows: readonly ResultRow[],
  results: readonly (readonly ResultRow[])[],
): readonly ClusterSumsEvidence[] {
  const { unit, success, clusters } = parameters;
  if (clusters === undefined) return [];
  const { terms } = termsOf(parameters, dimensions.slice(0, -1), unit);
  const observed = (levels: readonly string[]): Observed => ({
    design: [1, ...terms.map((term) => term.value(levels))],
    success: success.includes(levels.at(-1) ?? ''),
  });
  const seen = rows.map((row) => ({ row, n: numberOf(row, 'n'), ...observed(levelsOf(row, dimensions)) }));
  const sideOf = (row: ResultRow, side: 'a' | 'b') =>
    observed(dimensions.map((_, index) => String(row[`${side}${index}`])));
  const values = [() => 1, ...terms.map((term) => term.value)];
  const least = (outcome: boolean) => {
    const found = seen.filter((each) => each.success === outcome).map((each) => each.row);
    return leastBehindTerms(values, found, (row) => levelsOf(row, dimensions), 'households');
  };
  return clusterEvidence({
    unit,
    terms: [interceptName, ...terms.map((term) => term.name)],
    clusters,
    fits: scoredFits(seen, results[1] ?? [], sideOf),
    households: results[0] ?? [],
    protectedHouseholds: least(false),
    protectedEvents: least(true),
  });
}
