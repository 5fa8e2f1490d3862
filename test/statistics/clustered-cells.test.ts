import { expect, test } from 'vitest';
import { householdMeat, municipalityClusters, municipalitySums } from '../../lib/statistics/clustered-cells.ts';
import { cellScores } from '../../lib/statistics/cox/cell-scores.ts';
import { coxFromPatterns } from '../../lib/statistics/cox/estimate.ts';
import { clusterRobust } from '../../lib/statistics/cox/robust.ts';
import type { Ties } from '../../lib/statistics/cox/ties.ts';
import { addMatrices } from '../../lib/statistics/linear-algebra.ts';
import { covarianceError, lungRows, numbers, patternsOf } from '../support/cox-data.ts';
import { reference, relativeError } from '../support/reference.ts';

function lungCells(ties: Ties) {
  const patterns = patternsOf(lungRows);
  const fit = coxFromPatterns(patterns, ties);
  const scores = cellScores(patterns, fit.location, ties);
  return { fit, rows: lungRows.map((row) => ({ row, ...scores({ ...row, event: row.event }) })) };
}

test.each(['efron', 'breslow'] as const)(
  'errors from cells of a risk table equal R coxph(cluster = inst), %s',
  (ties) => {
    const { fit, rows } = lungCells(ties);
    const expected = reference(`cox.lung.cluster_inst.${ties}`);
    const cells = rows.map(({ row, score, information }) => ({
      municipality: String(row.cluster),
      rows: 1,
      score,
      information,
    }));
    const clusters = municipalityClusters(cells, 3);
    const municipality = clusterRobust(fit, municipalitySums(clusters, 3));
    expect(relativeError(numbers(municipality.standardErrors), expected.numbers('robust_se'))).toBeLessThan(1e-8);
    expect(covarianceError(municipality.covariance, expected.matrix('robust_vcov'))).toBeLessThan(1e-8);

    const pairs = rows.flatMap((one, index) =>
      rows.flatMap((other, place) =>
        index !== place && one.row.cluster === other.row.cluster
          ? [{ pairs: 1, one: one.score, other: other.score }]
          : [],
      ),
    );
    const household = clusterRobust(fit, { meat: householdMeat(cells, pairs, 3), clusters: clusters.length });
    expect(covarianceError(household.covariance, expected.matrix('robust_vcov'))).toBeLessThan(1e-8);
  },
);

test('the parts of all rows are the information of the fit, whoever holds them', () => {
  const { fit, rows } = lungCells('efron');
  const cells = rows.map(({ row, ...each }) => ({ municipality: String(row.cluster), rows: 1, ...each }));
  const information = municipalityClusters(cells, 3)
    .map((cluster) => cluster.information)
    .reduce(addMatrices);
  const product = fit.covariance.map((row) =>
    information.map((_, column) =>
      row.reduce((sum, value, index) => sum + value * (information[index]?.[column] ?? 0), 0),
    ),
  );
  for (const [row, values] of product.entries())
    for (const [column, value] of values.entries()) expect(value).toBeCloseTo(row === column ? 1 : 0, 6);
});
