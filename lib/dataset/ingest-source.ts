import { join } from 'node:path';
import type { MunicipalityCode } from '../protocol/identifiers.ts';
import type { SettledAmounts } from './amounts.ts';
import type { Sandbox } from './duckdb.ts';
import { extractFigures } from './extract-figures.ts';
import { writeParquet } from './extract-parquet.ts';
import { Manifest } from './manifest.ts';
import { refusal } from './refusal.ts';
import { snapshotId } from './snapshots.ts';
import type { Fingerprint, SourceFormat } from './source-file.ts';
import type { Tally } from './tally.ts';

/** A fingerprinted source with the sandbox and the work directory for its extract. */
export type IngestSource = Fingerprint & { readonly sandbox: Sandbox; readonly directory: string };

/** Staged rows of one municipality, ready to become an extract. `exportDate` undefined: the latest signal date. */
export type StagedMunicipality = {
  readonly format: SourceFormat;
  readonly municipality: MunicipalityCode;
  readonly synthetic: boolean;
  readonly exportDate: string | undefined;
  readonly amounts: Pick<SettledAmounts, 'reading' | 'recorded'>;
  readonly unavailable: readonly string[];
  readonly tally: Tally;
};

/** Folder in the work directory for the extract of a municipality. */
export const extractFolder = (source: IngestSource, municipality: MunicipalityCode): string =>
  join(source.directory, municipality);

/** Writes the Parquet files of a municipality into the work directory and returns their manifest. */
export async function writeExtract(source: IngestSource, staged: StagedMunicipality): Promise<Manifest> {
  const { municipality, tally } = staged;
  const folder = extractFolder(source, municipality);
  await writeParquet({ sandbox: source.sandbox, municipality, folder, amounts: staged.amounts.reading, tally });
  const figures = await extractFigures(source.sandbox, folder);
  const exportDate = staged.exportDate ?? figures.dates['signals.signal_date']?.last ?? null;
  if (exportDate === null)
    throw refusal(
      'no-signal-date',
      'no signal has a readable date, so the date of the export is unknown',
      'export the column Datum melding as dates or as dd-mm-yyyy',
    );
  return Manifest.parse({
    schema: 'vroegzicht-manifest/1',
    municipality,
    snapshot: snapshotId(exportDate, source.sha256),
    exportDate,
    synthetic: staged.synthetic,
    source: {
      format: staged.format,
      sha256: source.sha256,
      bytes: source.bytes,
      amountLocale: staged.amounts.recorded,
    },
    ...figures,
    ...tally.figures(),
    unavailable: staged.unavailable,
  });
}
