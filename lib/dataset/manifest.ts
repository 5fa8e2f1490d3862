import * as z from 'zod';
import { CalendarDay, MunicipalityCode, Sha256, SnapshotId } from '../protocol/identifiers.ts';

const Count = z.int().min(0);
const CountByColumn = z.record(z.string(), Count);

const DateCoverage = z.strictObject({ first: CalendarDay.nullable(), last: CalendarDay.nullable(), missing: Count });

/** `extracts/<municipality>/<snapshot>/manifest.json`: what an extract holds and what was wrong with its source; never a value. */
export const Manifest = z.strictObject({
  schema: z.literal('vroegzicht-manifest/1'),
  municipality: MunicipalityCode,
  snapshot: SnapshotId,
  exportDate: CalendarDay,
  synthetic: z.boolean(),
  source: z.strictObject({
    format: z.enum(['xxllnc-workbook', 'ddas-delivery', 'bi-export', 'canonical-csv']),
    sha256: Sha256,
    bytes: Count,
    amountLocale: z.enum(['nl', 'en', 'none']),
  }),
  rows: z.record(z.string(), Count),
  dates: z.record(z.string(), DateCoverage),
  joins: z.strictObject({
    signalsWithoutCase: Count,
    casesWithoutSignal: Count,
    attemptsWithoutCase: Count,
    signalsWithoutHousehold: Count,
  }),
  unknownCodes: CountByColumn,
  unreadable: CountByColumn,
  droppedIdentifiers: CountByColumn,
  quarantine: z.strictObject({
    rows: Count,
    reasons: CountByColumn,
    sample: z
      .array(z.strictObject({ table: z.string(), row: z.int(), column: z.string(), reason: z.string() }))
      .max(200),
  }),
  unavailable: z.array(z.string()).max(60),
});
export type Manifest = z.infer<typeof Manifest>;

/** `extracts/<municipality>/current.json`: which snapshot counts. */
export const CurrentSnapshot = z.strictObject({ snapshot: SnapshotId, previous: z.array(SnapshotId).max(1000) });
export type CurrentSnapshot = z.infer<typeof CurrentSnapshot>;
