import { readFileSync } from 'node:fs';
import * as z from 'zod';

const folder = new URL('../reference/stats/', import.meta.url);

const Result = z.strictObject({
  id: z.string(),
  method: z.string(),
  dataset: z.string(),
  call: z.string(),
  note: z.string().optional(),
  source: z.string(),
  values: z.record(z.string(), z.json()),
});

/** Values of one reference result; a path such as `mle.coef` walks into nested values. */
export type Reference = {
  readonly number: (path: string) => number;
  readonly numbers: (path: string) => readonly number[];
  readonly matrix: (path: string) => readonly (readonly number[])[];
  readonly strings: (path: string) => readonly string[];
  readonly json: (path: string) => unknown;
};

const Nested = z.record(z.string(), z.json());

function walk(values: Record<string, unknown>, path: string): unknown {
  if (path in values) return values[path];
  const [head = '', ...rest] = path.split('.');
  return rest.length === 0 ? values[head] : walk(Nested.parse(values[head]), rest.join('.'));
}

/** A reference result of R by its id, from test/reference/stats/<id>.json. */
export function reference(id: string): Reference {
  const { values } = Result.parse(JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')));
  return {
    number: (path) => z.number().parse(walk(values, path)),
    numbers: (path) => z.array(z.number()).parse(walk(values, path)),
    matrix: (path) => z.array(z.array(z.number())).parse(walk(values, path)),
    strings: (path) => z.array(z.string()).parse(walk(values, path)),
    json: (path) => walk(values, path),
  };
}

/** A row of a reference data set: columns as text, '' where R has NA. */
export type DataRow = { readonly text: (column: string) => string; readonly number: (column: string) => number };

function fields(line: string): readonly string[] {
  return [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)]
    .slice(0, line.split(',').length)
    .map((match) => match[2] ?? match[1] ?? '');
}

/** The rows of test/reference/stats/data/<dataset>.csv; its source and licence stand in datasets.json. */
export function referenceData(dataset: string): readonly DataRow[] {
  const lines = readFileSync(new URL(`data/${dataset}.csv`, folder), 'utf8')
    .trim()
    .split(/\r?\n/);
  const header = fields(lines[0] ?? '');
  return lines.slice(1).map((line) => {
    const values = fields(line);
    const text = (column: string): string => {
      const value = values[header.indexOf(column)];
      if (value === undefined) throw new Error(`no column ${column} in ${dataset}`);
      return value;
    };
    const number = (column: string): number => {
      const value = text(column);
      if (value === '' || value === 'NA' || Number.isNaN(Number(value)))
        throw new Error(`no number in ${column} of ${dataset}`);
      return Number(value);
    };
    return { text, number };
  });
}

/** Largest |actual - expected| / |expected| (absolute where expected is 0); infinite for another length or NaN. */
export function relativeError(actual: readonly (number | null)[], expected: readonly number[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((worst, value, index) => {
    const found = actual[index] ?? Number.NaN;
    if (found === value) return worst;
    const error = Math.abs(found - value) / (value === 0 ? 1 : Math.abs(value));
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }, 0);
}
