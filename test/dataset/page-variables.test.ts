import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCatalogue } from '../../lib/dataset/catalogue.ts';
import type { DatedThreshold } from '../../lib/dataset/dated-thresholds.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { countQuery } from '../../lib/dataset/plan.ts';
import type { CanonicalRow } from '../../lib/dataset/tables.ts';
import { publicHolidays } from '../../lib/dataset/working-days.ts';
import type { Unit } from '../../lib/protocol/analysis.ts';
import { extractFolder, writeExtract } from '../support/extracts.ts';

const code = '9001';
const thresholds: readonly DatedThreshold[] = [
  { municipality: code, from: '2026-04-01', minimumArrearsEuro: 200 },
  { municipality: code, from: '2026-01-01', minimumArrearsEuro: 75 },
];

type Case = {
  readonly on: string;
  readonly attempt?: string | null;
  readonly crisis?: boolean;
  readonly euro?: number;
};

/** One row a case, with what its first attempt and amount should make of it. */
const cases: readonly (Case & { readonly term: string; readonly inTime: string; readonly side: string })[] = [
  { on: '2026-01-05', attempt: '2026-01-19', euro: 75, term: '0-14', inTime: 'unknown', side: 'above' },
  { on: '2026-01-05', attempt: '2026-01-20', euro: 74, term: '15-28', inTime: 'unknown', side: 'below' },
  { on: '2026-01-05', attempt: '2026-02-03', euro: 75, term: 'over-28', inTime: 'unknown', side: 'above' },
  { on: '2026-04-01', euro: 199, term: 'over-28', inTime: 'unknown', side: 'below' },
  { on: '2026-06-03', attempt: '2026-06-04', euro: 200, term: 'unknown', inTime: 'unknown', side: 'above' },
  { on: '2025-12-30', attempt: null, euro: 200, term: 'unknown', inTime: 'unknown', side: 'unknown' },
  // Thursday before Easter: Good Friday, the weekend and Easter Monday do not count, so Thursday 9 April is the third day.
  { on: '2026-04-02', attempt: '2026-04-09', crisis: true, euro: 500, term: '0-14', inTime: 'yes', side: 'above' },
  { on: '2026-04-02', attempt: '2026-04-10', crisis: true, euro: 500, term: '0-14', inTime: 'no', side: 'above' },
  { on: '2026-03-02', crisis: true, euro: 80, term: 'over-28', inTime: 'no', side: 'above' },
  { on: '2026-06-26', crisis: true, euro: 80, term: 'unknown', inTime: 'unknown', side: 'below' },
  { on: '2026-03-02', attempt: '2026-03-01', crisis: true, term: 'unknown', inTime: 'unknown', side: 'unknown' },
];

let root = '';
const found = new Map<string, Readonly<Record<string, number>>>();

beforeAll(async () => {
  root = await extractFolder();
  const signals = cases.map(
    (each, index): CanonicalRow => ({
      signal_id: `s${index}`,
      case_id: `c${index}`,
      household: `h${index}`,
      municipality_code: code,
      signal_date: each.on,
      signal_type: each.crisis === true ? 'crisis' : 'early',
      arrears_cents: each.euro === undefined ? null : each.euro * 100,
      source_row: index,
    }),
  );
  const attempts = cases.flatMap((each, index): readonly CanonicalRow[] => {
    if (each.attempt === undefined) return [];
    const shared = { case_id: `c${index}`, municipality_code: code, phase: 'interim', source_row: index };
    return [
      { ...shared, attempted_on: each.attempt, method: 'phone' },
      { ...shared, attempted_on: '2025-12-01', method: 'administrative' },
    ];
  });
  const signalCases = cases.map((_, index) => ({ case_id: `c${index}`, municipality_code: code }));
  const rows = { signals, signal_cases: signalCases, contact_attempts: attempts, follow_ups: [] };
  const extract = await writeExtract(root, code, rows);
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  try {
    const catalogue = await openCatalogue(sandbox, [extract], undefined, thresholds);
    const context = { months: ['2026-02', '2026-03', '2026-04'] };
    const tally = async (unit: Unit, variable: string) => {
      const counted = await catalogue.query(countQuery({ unit, by: [variable], where: [], context }));
      found.set(`${unit} ${variable}`, Object.fromEntries(counted.map((row) => [String(row['g0']), Number(row['n'])])));
    };
    await tally('cases', 'first-attempt-term');
    await tally('cases', 'crisis-attempt-in-time');
    await tally('cases', 'own-threshold');
    await tally('cases', 'signal-quarter');
    await tally('signals', 'own-threshold');
    await tally('signal-spells', 'own-threshold');
  } finally {
    sandbox.close();
  }
});
afterAll(() => rm(root, { recursive: true }));

const counts = (values: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, members]) => [value, members.length]));

describe('variables of the page', () => {
  test('days to the first attempt count from the signal, for signals that are four weeks old', () => {
    expect(found.get('cases first-attempt-term')).toEqual(counts(cases.map(({ term }) => term)));
  });

  test('a crisis signal asks for an attempt within three working days; holidays and weekends do not count', () => {
    expect(found.get('cases crisis-attempt-in-time')).toEqual(counts(cases.map(({ inTime }) => inTime)));
  });

  test('arrears stand below or above the threshold of the day of the signal', () => {
    const sides = counts(cases.map(({ side }) => side));
    expect(found.get('cases own-threshold')).toEqual(sides);
    expect(found.get('signals own-threshold')).toEqual(sides);
    expect(found.get('signal-spells own-threshold')).toEqual(sides);
  });

  test("quarters are those of the study's months, the rest is outside", () => {
    expect(found.get('cases signal-quarter')).toEqual({ '2026-Q1': 5, '2026-Q2': 5, outside: 1 });
  });
});

describe('public holidays', () => {
  test.each([
    [2025, ['2025-04-18', '2025-04-21', '2025-04-26', '2025-05-29', '2025-06-09']],
    [2026, ['2026-04-03', '2026-04-06', '2026-04-27', '2026-05-14', '2026-05-25']],
    [2027, ['2027-03-26', '2027-03-29', '2027-04-27', '2027-05-06', '2027-05-17']],
  ])('of %i', (year, moving) => {
    const fixed = [`${year}-01-01`, `${year}-05-05`, `${year}-12-25`, `${year}-12-26`];
    expect(publicHolidays(year).toSorted()).toEqual([...moving, ...fixed].toSorted());
  });
});
