import type { Sandbox } from './duckdb.ts';

/** From this day on (`YYYY-MM-DD`) a municipality takes up signals from this amount; an agreement lists them. */
export type DatedThreshold = {
  readonly municipality: string;
  readonly from: string;
  readonly minimumArrearsEuro: number;
};

/** What a municipality without an agreed threshold lacks, in the words of a manifest's unavailable columns. */
export const thresholdNeed = 'agreements.thresholds';

const forever = '9999-12-31';

/** Makes the table `thresholds`: per municipality and period (`until_date` not included) the amount in cents; periods never overlap. */
export async function createThresholds(sandbox: Sandbox, thresholds: readonly DatedThreshold[]): Promise<void> {
  await sandbox.run(
    'CREATE TABLE agreed_thresholds (municipality_code VARCHAR, from_date DATE, until_date DATE, minimum_cents BIGINT)',
  );
  const byMunicipality = Map.groupBy(thresholds, ({ municipality }) => municipality);
  const rows = [...byMunicipality].flatMap(([municipality, own]) => {
    const dated = own.toSorted((one, other) => (one.from < other.from ? -1 : 1));
    return dated.map(({ from, minimumArrearsEuro }, index) => [
      municipality,
      from,
      dated[index + 1]?.from ?? forever,
      minimumArrearsEuro * 100,
    ]);
  });
  await sandbox.append('agreed_thresholds', rows);
  await sandbox.run(`CREATE TABLE thresholds AS SELECT * REPLACE (TRY_CAST(municipality_code AS municipality) AS municipality_code)
    FROM agreed_thresholds WHERE from_date < until_date`);
}
