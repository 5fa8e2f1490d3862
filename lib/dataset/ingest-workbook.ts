import { createRowWriter } from './extract-rows.ts';
import type { IngestOutcome, IngestRequest } from './ingest.ts';
import { extractFolder, type IngestSource, writeExtract } from './ingest-source.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { refusal } from './refusal.ts';
import { publishSnapshot } from './snapshots.ts';
import { createTally } from './tally.ts';
import { openWorkbook } from './xlsx-workbook.ts';
import { readXxllncWorkbook } from './xxllnc-workbook.ts';

/** Ingests the workbook of one municipality. */
export async function ingestWorkbook(request: IngestRequest, source: IngestSource): Promise<IngestOutcome> {
  const { municipality } = request;
  if (municipality === undefined)
    throw refusal('municipality-unknown', 'a workbook does not say whose it is', 'name the municipality code');
  if (request.allowedMunicipalities?.includes(municipality) === false)
    throw refusal('not-allowed', 'the municipality may not be ingested', 'register it with a valid agreement');
  const workbook = await openWorkbook(request.sourcePath);
  try {
    const tally = createTally();
    const writer = await createRowWriter(source.sandbox, municipality, tally);
    const { unavailable, amounts } = await readXxllncWorkbook(workbook, {
      writer,
      tally,
      pseudonym: createPseudonyms(await request.pseudonymKey(municipality)),
      amountLocale: request.amountLocale,
      latestDay: request.latestDay,
      progress: request.progress ?? (() => undefined),
    });
    await writer.flush();
    const manifest = await writeExtract(source, {
      format: 'xxllnc-workbook',
      municipality,
      synthetic: request.synthetic,
      exportDate: undefined,
      amounts,
      unavailable,
      tally,
    });
    await publishSnapshot(request.outputDirectory, extractFolder(source, municipality), manifest);
    return { status: 'ingested', manifests: [manifest], leftOut: [] };
  } finally {
    workbook.close();
  }
}
