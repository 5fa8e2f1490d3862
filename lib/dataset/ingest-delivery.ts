import type { MunicipalityCode } from '../protocol/identifiers.ts';
import { type DdasEnvelope, deliveredElements, parseElement, readEnvelope } from './ddas-delivery.ts';
import { createDdasRows, type DdasRows } from './ddas-rows.ts';
import { type DdasChecks, ddasChecks } from './ddas-schema.ts';
import { createRowWriter, type RowWriter } from './extract-rows.ts';
import type { IngestOutcome, IngestRequest } from './ingest.ts';
import { extractFolder, type IngestSource, writeExtract } from './ingest-source.ts';
import type { Manifest } from './manifest.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { refusal } from './refusal.ts';
import { publishSnapshot } from './snapshots.ts';
import { createTally, type Tally } from './tally.ts';

/** Columns that the standard does not have (ruling 5). */
const unavailable: readonly string[] = [
  'signals.creditor',
  'signals.forwarded',
  'signals.forwarded_on',
  'signals.contact_started_on',
  'signals.repeat_signal',
  ...[1, 2, 3, 4, 5, 6].map((month) => `signals.repeat_signal_month_${month}`),
  'signals.instalment_cents',
  'signals.minor_children',
  'signal_cases.closed',
  'signal_cases.closed_on',
  'signal_cases.withdrawn',
  'signal_cases.unjustified',
  'contact_attempts.phase',
  'contact_attempts.wants_help',
  'contact_attempts.outcome',
  'follow_ups.followed_up_on',
  'follow_ups.method',
  'follow_ups.result',
];

/** Ingests a DDAS file: first its headers, then its signals and cases as they stream in, each municipality by itself. */
export async function ingestDelivery(request: IngestRequest, source: IngestSource): Promise<IngestOutcome> {
  const checks = ddasChecks();
  const envelope = await readEnvelope(request.sourcePath, checks);
  if (request.latestDay !== undefined && envelope.exportDate > request.latestDay)
    throw refusal(
      'future-delivery',
      'the last day of the delivery (einddatumLevering) has yet to come',
      'correct the date',
    );
  const municipalities = [...new Set(envelope.deliveries)];
  const allowed = municipalities.filter((code) => request.allowedMunicipalities?.includes(code) ?? true);
  if (allowed.length === 0)
    throw refusal(
      'not-allowed',
      'no municipality of the delivery may be ingested',
      'register them with a valid agreement',
    );
  const manifests = await readMunicipalities(request, source, { envelope, allowed, checks });
  for (const manifest of manifests)
    await publishSnapshot(request.outputDirectory, extractFolder(source, manifest.municipality), manifest);
  return { status: 'ingested', manifests, leftOut: municipalities.filter((code) => !allowed.includes(code)) };
}

type Delivery = {
  readonly envelope: DdasEnvelope;
  readonly allowed: readonly MunicipalityCode[];
  readonly checks: DdasChecks;
};

async function readMunicipalities(
  request: IngestRequest,
  source: IngestSource,
  delivery: Delivery,
): Promise<readonly Manifest[]> {
  const { deliveries, exportDate } = delivery.envelope;
  const isAllowed = (code: MunicipalityCode | undefined) => code !== undefined && delivery.allowed.includes(code);
  const municipalities = openMunicipalities(request, source, delivery.checks);
  const manifests: Manifest[] = [];
  let reached = 0;
  const finishBefore = async (next: number) => {
    for (; reached < next; reached += 1) {
      const code = deliveries[reached];
      if (code === undefined || !isAllowed(code) || deliveries.lastIndexOf(code) !== reached) continue;
      manifests.push(await municipalities.finish(code, exportDate));
    }
  };
  for await (const portion of deliveredElements(request.sourcePath)) {
    for (const { delivery: index, kind, text } of portion) {
      if (index > reached) await finishBefore(index);
      const code = deliveries[index];
      if (code === undefined || !isAllowed(code)) continue;
      const { rows } = municipalities.opened.get(code) ?? (await municipalities.open(code));
      if (kind === 'vroegsignalen') rows.signal(parseElement(text));
      else rows.case(parseElement(text));
    }
    for (const { writer } of municipalities.opened.values()) await writer.drain();
  }
  await finishBefore(deliveries.length);
  return manifests;
}

type OpenMunicipality = { readonly writer: RowWriter; readonly tally: Tally; readonly rows: DdasRows };

/** Tells of the citizens who object in a municipality; undefined when there is none to look for. */
async function objectorIn({ objectors }: IngestRequest, code: MunicipalityCode) {
  const citizens = await objectors?.citizensOf(code);
  if (objectors === undefined || citizens === undefined || citizens.size === 0) return undefined;
  return (citizen: string, household: string): void => {
    if (citizens.has(citizen)) objectors.found(code, citizen, household);
  };
}

/** Keeps the municipalities whose deliveries are being read; a finished one leaves memory. */
function openMunicipalities(request: IngestRequest, source: IngestSource, checks: DdasChecks) {
  const opened = new Map<MunicipalityCode, OpenMunicipality>();
  const open = async (code: MunicipalityCode): Promise<OpenMunicipality> => {
    const tally = createTally();
    const writer = await createRowWriter(source.sandbox, code, tally);
    const pseudonym = createPseudonyms(await request.pseudonymKey(code));
    const objector = await objectorIn(request, code);
    const rows = createDdasRows({ checks, writer, tally, pseudonym, ...(objector !== undefined && { objector }) });
    const municipality = { writer, tally, rows };
    opened.set(code, municipality);
    return municipality;
  };
  const finish = async (code: MunicipalityCode, exportDate: string): Promise<Manifest> => {
    const { writer, tally } = opened.get(code) ?? (await open(code));
    await writer.flush();
    opened.delete(code);
    const manifest = await writeExtract(source, {
      format: 'ddas-delivery',
      municipality: code,
      synthetic: request.synthetic,
      exportDate,
      amounts: { reading: 'nl', recorded: 'none' },
      unavailable,
      tally,
    });
    request.progress?.('read', { municipality: code, signals: manifest.rows['signals'] ?? 0 });
    return manifest;
  };
  return { opened, open, finish };
}
