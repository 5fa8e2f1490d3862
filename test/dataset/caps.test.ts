import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { capsOf } from '../../lib/dataset/caps.ts';
import { openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { momentsQuery } from '../../lib/dataset/plan-moments.ts';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { extractFolder, writeExtract } from '../support/extracts.ts';

const code = '9001';
/** Household and amount in euro of each signal. */
const amounts = [
  ['a', 200_000],
  ['a', 60_000],
  ['a', 49_000],
  ['a', 51_000],
  ['b', 800],
  ['c', 0],
  ['d', -70_000],
  [null, 90_000],
  [null, 100],
] as const;

async function moments(cap: number | undefined, isCapped = true) {
  const root = await extractFolder();
  const signals = amounts.map(
    ([household, euro], index): CanonicalRow => ({
      signal_id: `s${index}`,
      household,
      municipality_code: code,
      arrears_cents: euro * 100,
      source_row: index,
    }),
  );
  const rows = { signals, signal_cases: [], contact_attempts: [], follow_ups: [] };
  const extract = await writeExtract(root, code, rows);
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  try {
    const { query } = await openCatalogue(sandbox, [extract]);
    const grouping = { unit: 'signals' as const, by: [], where: [], context: { months: [] } };
    const caps = isCapped ? capsOf('arrears-euro', cap) : undefined;
    const [row] = await query(momentsQuery(grouping, 'arrears-euro', caps));
    return row;
  } finally {
    sandbox.close();
    await rm(root, { recursive: true });
  }
}

test('M3: each row counts for 50,000 euro at most and a household for 150,000, before anything is summed', async () => {
  const row = await moments(undefined);
  const sum = 150_000 + 800 + 0 - 50_000 + 50_000 + 100;
  expect(row).toMatchObject({ n: 9, households: 3, total: 200_800, largest: 150_000, second_largest: 50_000 });
  expect(Number(row?.['mean']) * 9).toBeCloseTo(sum, 6);
});

test('a study may choose a lower cap of the codebook, and no other', async () => {
  const row = await moments(5_000);
  expect(row).toMatchObject({ households: 3, largest: 15_000, second_largest: 5_000 });
  expect(Number(row?.['mean']) * 9).toBeCloseTo(15_000 + 800 - 5_000 + 5_000 + 100, 6);
  expect(capsOf('arrears-euro', 4_999)).toBeUndefined();
});

test('without caps one household decides the mean', async () => {
  expect(await moments(undefined, false)).toMatchObject({ total: 430_800, largest: 360_000 });
});
