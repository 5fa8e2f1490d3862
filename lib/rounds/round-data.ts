import type { ResultRow } from '../dataset/plan.ts';
import type { Design } from './design.ts';

/** The rows of one provider as columns: standardised design, response, and numbers for municipality and household. */
export type RoundData = {
  readonly rows: number;
  /** An intercept, if the design has one, is the first entry of each row. */
  readonly covariates: readonly (readonly number[])[];
  readonly response: Float64Array;
  readonly timeDays: Float64Array;
  readonly municipality: Int32Array;
  readonly household: Int32Array;
  readonly households: number;
  /** Level of each coded term of the design, by row. */
  readonly levels: readonly (readonly string[])[];
};

function numbering(): (key: string) => number {
  const known = new Map<string, number>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, known.size);
    return known.size - 1;
  };
}

/** Columns from the rows of `roundQuery`; households are told apart within their municipality. */
export function roundData(rows: readonly ResultRow[], design: Design): RoundData {
  const municipalityOf = numbering();
  const householdOf = numbering();
  const municipality = Int32Array.from(rows, (row) => municipalityOf(String(row['municipality_code'])));
  const household = Int32Array.from(rows, (row) => householdOf(`${row['municipality_code']}/${row['household']}`));
  const raw = (row: ResultRow, term: number) => {
    const value = row[`x${term}`];
    return typeof value === 'number' ? value : String(value);
  };
  const ones = design.hasIntercept ? [1] : [];
  return {
    rows: rows.length,
    covariates: rows.map((row) => [...ones, ...design.columns.map(({ term, value }) => value(raw(row, term)))]),
    response: Float64Array.from(rows, (row) => Number(row['y'])),
    timeDays: Float64Array.from(rows, (row) => Number(row['time_days'] ?? 0)),
    municipality,
    household,
    households: household.reduce((most, index) => Math.max(most, index + 1), 0),
    levels: design.coded.map(({ term }) => rows.map((row) => String(row[`x${term}`]))),
  };
}
