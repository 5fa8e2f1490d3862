/** A column of numbers. */
export type Vector = readonly number[];

/** Rows of equal length; symmetric where a docstring says so. */
export type Matrix = readonly Vector[];

/** Reads an entry that the caller knows to exist; a RangeError shows a bug, never bad data. */
export const entry = (values: ArrayLike<number>, index: number): number => {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no entry ${index} in ${values.length} numbers`);
  return value;
};

/** Reads a row that the caller knows to exist. */
export const rowOf = (matrix: Matrix, index: number): Vector => {
  const row = matrix[index];
  if (row === undefined) throw new RangeError(`no row ${index} in ${matrix.length} rows`);
  return row;
};

/** Reads the element in a row and a column of a matrix. */
export const element = (matrix: Matrix, row: number, column: number): number => entry(rowOf(matrix, row), column);

/** Adds an amount to one entry of an array under construction. */
export const addTo = (values: number[] | Float64Array, index: number, amount: number): void => {
  values[index] = entry(values, index) + amount;
};

/** A vector of a given length, filled by index. */
export const vector = (length: number, fill: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => fill(index));

/** A matrix of a given shape, filled by row and column. */
export const matrix = (rows: number, columns: number, fill: (row: number, column: number) => number): number[][] =>
  Array.from({ length: rows }, (_, row) => vector(columns, (column) => fill(row, column)));

/** The vector of zeros. */
export const zeroVector = (length: number): number[] => vector(length, () => 0);

/** The square matrix of zeros. */
export const zeroMatrix = (size: number): number[][] => matrix(size, size, () => 0);

/** The diagonal of a square matrix. */
export const diagonal = (square: Matrix): number[] => square.map((row, index) => entry(row, index));

/** The inner product x'y; a RangeError shows vectors of different length. */
export const dot = (left: Vector, right: Vector): number => {
  if (left.length !== right.length) throw new RangeError(`vectors of ${left.length} and ${right.length} numbers`);
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
};

/** The sum of two vectors. */
export const addVectors = (left: Vector, right: Vector): number[] =>
  left.map((value, index) => value + entry(right, index));

/** The difference of two vectors. */
export const subtractVectors = (left: Vector, right: Vector): number[] =>
  left.map((value, index) => value - entry(right, index));

/** A vector times a number. */
export const scaleVector = (values: Vector, factor: number): number[] => values.map((value) => value * factor);

/** The sum of two matrices of the same shape. */
export const addMatrices = (left: Matrix, right: Matrix): number[][] =>
  left.map((row, index) => addVectors(row, rowOf(right, index)));

/** The difference of two matrices of the same shape. */
export const subtractMatrices = (left: Matrix, right: Matrix): number[][] =>
  left.map((row, index) => subtractVectors(row, rowOf(right, index)));

/** A matrix times a number. */
export const scaleMatrix = (values: Matrix, factor: number): number[][] =>
  values.map((row) => scaleVector(row, factor));

/** The outer product x y'. */
export const outer = (left: Vector, right: Vector): number[][] => left.map((value) => scaleVector(right, value));

/** The transpose of a matrix. */
export const transpose = (values: Matrix): number[][] =>
  matrix(values[0]?.length ?? 0, values.length, (row, column) => element(values, column, row));

/** A matrix times a column. */
export const matrixTimesVector = (values: Matrix, column: Vector): number[] => values.map((row) => dot(row, column));

/** The product of two matrices. */
export const multiply = (left: Matrix, right: Matrix): number[][] => {
  const columns = transpose(right);
  return left.map((row) => columns.map((column) => dot(row, column)));
};

/** The quadratic form x'Ax. */
export const quadraticForm = (square: Matrix, column: Vector): number => dot(column, matrixTimesVector(square, column));

/** The sandwich M B M' of a symmetric bread M and a meat B (Huber 1967; Lin and Wei 1989). */
export const sandwich = (bread: Matrix, meat: Matrix): number[][] => multiply(multiply(bread, meat), transpose(bread));

/** Keeps the rows and columns of a square matrix that are listed. */
export const submatrix = (square: Matrix, kept: readonly number[]): number[][] =>
  kept.map((row) => kept.map((column) => element(square, row, column)));
