import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Progress } from '../ports.ts';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import type { AmountLocale } from './amounts.ts';
import { openSandbox } from './duckdb.ts';
import { ingestWorkbook } from './ingest-workbook.ts';
import type { Manifest } from './manifest.ts';
import { detectFormat, fingerprint } from './source-file.ts';

/** `citizensOf` gives pseudonyms of citizens; `found` gets each that is met, with the household of the row. */
export type Objectors = {
  readonly citizensOf: (municipality: MunicipalityCode) => Promise<ReadonlySet<string>>;
  readonly found: (municipality: MunicipalityCode, citizen: string, household: string) => void;
};

/** What to ingest and where to: `sourcePath` is a workbook or a DDAS delivery, told apart by content. */
export type IngestRequest = {
  readonly sourcePath: string;
  /** Required for a workbook, which does not say whose it is. */
  readonly municipality?: MunicipalityCode;
  /** Of a delivery, only these are read; without it, all. */
  readonly allowedMunicipalities?: readonly MunicipalityCode[];
  readonly pseudonymKey: (municipality: MunicipalityCode) => Promise<Uint8Array>;
  /** Citizens who object by number: a delivery tells under which household each of them stands in it. */
  readonly objectors?: Objectors;
  readonly outputDirectory: string;
  readonly synthetic: boolean;
  readonly amountLocale?: AmountLocale;
  /** No signal can be later (`YYYY-MM-DD`): a typing error in a date would make its export the latest for ever. */
  readonly latestDay?: string;
  readonly progress?: Progress;
  readonly workDirectory: string;
  readonly memoryMegabytes?: number;
};

/** What came of it; `leftOut` are municipalities of a delivery that were not allowed, and of which no row was read. */
export type IngestOutcome =
  | {
      readonly status: 'ingested';
      readonly manifests: readonly Manifest[];
      readonly leftOut: readonly MunicipalityCode[];
    }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string; readonly remedy: string };

const defaultMemoryMegabytes = 384;
/** Below it a second thread costs more processor than it saves time: a sixth of an ingest. */
const smallSourceBytes = 20_000_000;

/**
 * Reads an export into pseudonymised Parquet with a manifest, one snapshot a municipality under `outputDirectory`. The same
 * source gives the same bytes. A source that cannot be read is refused in the outcome; nothing is published then.
 */
export async function ingest(request: IngestRequest): Promise<IngestOutcome> {
  await mkdir(request.workDirectory, { recursive: true });
  const directory = await mkdtemp(join(request.workDirectory, 'ingest-'));
  const sandbox = await openSandbox({
    directory,
    memoryMegabytes: request.memoryMegabytes ?? defaultMemoryMegabytes,
    threads: (await stat(request.sourcePath)).size < smallSourceBytes ? 1 : 2,
  });
  try {
    const format = await detectFormat(request.sourcePath);
    const source = { ...(await fingerprint(request.sourcePath)), sandbox, directory };
    if (format === 'xxllnc-workbook') return await ingestWorkbook(request, source);
    // Loaded when needed: compiling the schema's validators takes a fifth of a second that a workbook need not pay.
    const { ingestDelivery } = await import('./ingest-delivery.ts');
    return await ingestDelivery(request, source);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'refused')
      return { status: 'refused', code: error.code, reason: error.message, remedy: error.remedy };
    throw error;
  } finally {
    sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
}
