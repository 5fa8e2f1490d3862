type Row = readonly number[];

/** Rows of which none is a sum of multiples of those before it, by elimination in floating point: small whole numbers only. */
export function independent(rows: readonly Row[]): readonly Row[] {
  const leading: (readonly [number, Row])[] = [];
  return rows.filter((row) => {
    const left = leading.reduce((rest, [at, lead]) => {
      const times = (rest[at] ?? 0) / (lead[at] ?? 1);
      return rest.map((value, place) => value - times * (lead[place] ?? 0));
    }, row);
    const at = left.findIndex((value) => Math.abs(value) > 1e-7);
    if (at >= 0) leading.push([at, left]);
    return at >= 0;
  });
}

/** Whether a row is a sum of multiples of others. */
export const isSum = (rows: readonly Row[], wanted: Row): boolean =>
  independent([...rows, wanted]).length === independent(rows).length;
