/** A linear restriction: lower <= sum of coefficient times column <= upper. Columns are numbers of rows: whole and not negative. */
export type LinearRow = {
  readonly columns: readonly number[];
  readonly coefficients: readonly number[];
  readonly lower: number;
  readonly upper: number;
};

/** A system of restrictions. */
export type LinearProgram = { readonly columns: number; readonly rows: readonly LinearRow[] };

/** The smallest or largest value of a row with a solution that has it; `duals` says which rows stand in the way. */
export type Extreme =
  | {
      readonly status: 'solved';
      readonly value: number;
      readonly columns: readonly number[];
      readonly duals: readonly number[];
    }
  | { readonly status: 'unsolved' };

/** An opened system whose bounds can be changed; `whole` asks for any solution in whole numbers
 * within the bounds, not for the best. */
export type OpenProgram = {
  readonly bound: (row: number, lower: number, upper: number) => void;
  readonly extreme: (row: number, direction: 'smallest' | 'largest', whole: boolean) => Extreme;
  /** As `extreme`, for the sum of several rows. */
  readonly extremeSum: (rows: readonly number[], direction: 'smallest' | 'largest', whole: boolean) => Extreme;
  readonly close: () => void;
};

/** Solves linear programmes; a port, so that the gate stays pure. Anything but a proven optimum is `unsolved`. */
export type Solver = (program: LinearProgram) => OpenProgram;

/** More rows than any population has: keeps every programme bounded. */
export const mostRows = 1_000_000;
