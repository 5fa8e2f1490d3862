import { type ChiSquareTest, chiSquareTest } from './trend.ts';

/** Counts by row and column. */
export type CrossTable = readonly (readonly number[])[];

type Margins = { readonly rows: readonly number[]; readonly columns: readonly number[]; readonly total: number };

function margins(table: CrossTable): Margins {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (table[0] ?? []).map((_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  return { rows, columns, total: rows.reduce((sum, count) => sum + count, 0) };
}

/** Counts expected without association, row total times column total over the total; zeros for an empty table. */
export function expectedCounts(table: CrossTable): CrossTable {
  const { rows, columns, total } = margins(table);
  return rows.map((row) => columns.map((column) => (total === 0 ? 0 : (row * column) / total)));
}

/** (O - E) / sqrt(E (1 - row share)(1 - column share)) (Agresti 2007, 2.4.5); 0 where a margin is empty or full. */
export function standardisedResiduals(table: CrossTable): CrossTable {
  const { rows, columns, total } = margins(table);
  const expected = expectedCounts(table);
  const residual = (row: number, column: number): number => {
    const count = table[row]?.[column] ?? 0;
    const expectation = expected[row]?.[column] ?? 0;
    const variance = expectation * (1 - (rows[row] ?? 0) / total) * (1 - (columns[column] ?? 0) / total);
    return variance > 0 ? (count - expectation) / Math.sqrt(variance) : 0;
  };
  return rows.map((_, row) => columns.map((_, column) => residual(row, column)));
}

function sumOverCells(table: CrossTable, term: (count: number, expectation: number) => number): number {
  const expected = expectedCounts(table);
  return table.reduce(
    (sum, row, i) =>
      row.reduce((rowSum, count, j) => {
        const expectation = expected[i]?.[j] ?? 0;
        return expectation > 0 ? rowSum + term(count, expectation) : rowSum;
      }, sum),
    0,
  );
}

/** Degrees of freedom over rows and columns that hold anything, or why there are none. */
function shape(table: CrossTable): { rows: number; columns: number } | 'empty' | 'one-level' {
  const { rows, columns, total } = margins(table);
  const used = { rows: rows.filter((sum) => sum > 0).length, columns: columns.filter((sum) => sum > 0).length };
  if (total === 0) return 'empty';
  return used.rows < 2 || used.columns < 2 ? 'one-level' : used;
}

function testOf(table: CrossTable, statistic: () => number): ChiSquareTest {
  const used = shape(table);
  if (typeof used === 'string') return { status: 'not-estimable', reason: used };
  return chiSquareTest(statistic(), (used.rows - 1) * (used.columns - 1));
}

/** Pearson's X² = Σ (O - E)² / E (R `chisq.test(correct = FALSE)`); empty rows and columns do not count. */
export function pearsonTest(table: CrossTable): ChiSquareTest {
  return testOf(table, () => sumOverCells(table, (count, expected) => (count - expected) ** 2 / expected));
}

function likelihoodTerm(count: number, expected: number): number {
  return count > 0 ? 2 * count * Math.log(count / expected) : 0;
}

/** Likelihood ratio G² = 2 Σ O ln(O / E) (Agresti 2007, 2.4.1). */
export function likelihoodRatioTest(table: CrossTable): ChiSquareTest {
  return testOf(table, () => sumOverCells(table, likelihoodTerm));
}

/** Cramér's V from 0 to 1; null if it does not exist. */
export function cramersV(table: CrossTable): number | null {
  const used = shape(table);
  const test = pearsonTest(table);
  if (typeof used === 'string' || test.status !== 'estimated') return null;
  return Math.sqrt(test.chiSquare / (margins(table).total * (Math.min(used.rows, used.columns) - 1)));
}

/** Rao and Scott's first-order correction: X² over the mean design effect of the cells (1981). */
export function raoScottTest(test: ChiSquareTest, meanDesignEffect: number): ChiSquareTest {
  if (test.status !== 'estimated' || meanDesignEffect <= 0) return test;
  return chiSquareTest(test.chiSquare / meanDesignEffect, test.degreesOfFreedom);
}
