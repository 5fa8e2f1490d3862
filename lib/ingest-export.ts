import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ingest } from './dataset/ingest.ts';
import { householdPseudonymKey } from './dataset/pseudonyms.ts';
import { admittedAt } from './ingest-export/allowed.ts';
import { noteLeftOut, objectionsOf, reopenLate } from './ingest-export/late-objections.ts';
import { leaveOutObjections } from './ingest-export/leave-out.ts';
import { isObjectionRequest, noteObjection } from './ingest-export/objection-request.ts';
import { watchObjectors } from './ingest-export/objectors.ts';
import type { IngestPorts } from './ingest-export/ports.ts';
import { publish } from './ingest-export/publish.ts';
import type { MunicipalityCode } from './protocol/identifiers.ts';
import type { Municipality } from './protocol/register.ts';
import { keepQuality } from './register/quality.ts';

/** What became of an inbox object; `absent` when an earlier delivery of the message has dealt with it. */
export type IngestResult =
  | { readonly result: 'ingested'; readonly object: string; readonly count: number }
  | { readonly result: 'refused'; readonly object: string; readonly code: string }
  | { readonly result: 'absent'; readonly object: string };

/**
 * Turns an inbox object, `<municipality>/<upload>` or `deliveries/<upload>`, into extracts and removes it, also when it is
 * refused; the refusal with its reason is in the audit chain first. An upload whose name begins with `synthetic` is
 * marked so in its manifest, and may be dated in the future. Throws only what another attempt may cure; the object stays then.
 */
export async function ingestExport(key: string, ports: IngestPorts): Promise<IngestResult> {
  const object = objectName(key);
  if (!(await ports.inbox.list(key)).includes(key)) return { result: 'absent', object };
  const outcome = isObjectionRequest(key) ? await noteObjection(key, ports) : await ingestObject(key, ports);
  await ports.record({
    action: isObjectionRequest(key) ? 'objection' : 'ingest',
    object: `${object}${remarkOn(outcome)}`.slice(0, 300),
    result: outcome.status === 'refused' ? outcome.code : outcome.status,
    origin: 'ingest-export',
    actor: key.split('/')[0]?.slice(0, 40) || 'unknown',
    timestamp: ports.clock().toISOString(),
  });
  await ports.inbox.remove(key);
  return outcome.status === 'refused'
    ? { result: 'refused', object, code: outcome.code }
    : { result: 'ingested', object, count: 'signals' in outcome ? outcome.signals : 0 };
}

type Outcome =
  | { readonly status: 'ingested'; readonly signals: number; readonly leftOut: readonly MunicipalityCode[] }
  | { readonly status: 'refused'; readonly code: string; readonly reason: string };

/** Why nothing was read, or of which municipalities of a delivery: those that are not registered or have no valid agreement. */
function remarkOn(outcome: Outcome | { readonly status: 'noted' }): string {
  if (outcome.status === 'refused') return `: ${outcome.reason}`;
  const leftOut = 'leftOut' in outcome ? outcome.leftOut : [];
  return leftOut.length === 0 ? '' : `: not read: ${leftOut.join(', ')}`;
}

async function ingestObject(key: string, ports: IngestPorts): Promise<Outcome> {
  const [folder = '', upload = '', ...rest] = key.split('/');
  if (upload === '' || rest.length > 0)
    return { status: 'refused', code: 'unknown-place', reason: 'a file lies directly in a folder of the inbox' };
  const admission = await admittedAt(folder, ports);
  if (admission.status === 'refused') return admission;
  await mkdir(ports.workDirectory, { recursive: true });
  const directory = await mkdtemp(join(ports.workDirectory, 'inbox-'));
  try {
    await ports.inbox.download(key, join(directory, 'source'));
    return await ingestFile(directory, { folder, upload }, admission.municipalities, ports);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function ingestFile(
  directory: string,
  place: { readonly folder: string; readonly upload: string },
  municipalities: readonly Municipality[],
  ports: IngestPorts,
): Promise<Outcome> {
  const own = municipalities.find(({ code }) => code === place.folder)?.code;
  const outputDirectory = join(directory, 'extracts');
  const synthetic = place.upload.startsWith('synthetic');
  const tomorrow = new Date(ports.clock().getTime() + 86_400_000).toISOString().slice(0, 10);
  const objectors = watchObjectors(ports.register);
  const outcome = await ingest({
    objectors,
    sourcePath: join(directory, 'source'),
    ...(own !== undefined && { municipality: own }),
    allowedMunicipalities: municipalities.map(({ code }) => code),
    pseudonymKey: householdPseudonymKey(ports.generateMac),
    outputDirectory,
    synthetic,
    ...(!synthetic && { latestDay: tomorrow }),
    workDirectory: join(directory, 'work'),
    memoryMegabytes: ports.memoryMegabytes,
  });
  if (outcome.status === 'refused') return outcome;
  for (const manifest of outcome.manifests) {
    const municipality = municipalities.find(({ code }) => code === manifest.municipality);
    if (municipality === undefined) continue;
    const { code } = municipality;
    await objectors.link(code);
    const objections = await objectionsOf(ports.register, code);
    const kept = await leaveOutObjections(outputDirectory, manifest, objections, ports);
    const leftOut = await noteLeftOut(ports.extracts, `${code}/${manifest.snapshot}`, objections);
    await publish(ports.extracts, outputDirectory, kept, municipality);
    await reopenLate(ports.register, code, leftOut);
    await keepQuality(ports.register, kept);
  }
  const signals = outcome.manifests.reduce((sum, { rows }) => sum + (rows['signals'] ?? 0), 0);
  return { status: 'ingested', signals, leftOut: outcome.leftOut };
}

/** Name of an inbox object for logs and audit; a file name that may hold a person's data is replaced by its digest. */
function objectName(key: string): string {
  const harmless = /^[a-z0-9]{1,20}\/[A-Za-z0-9._-]{1,100}$/.test(key) && !/\d{9,}/.test(key.replaceAll('-', ''));
  return `inbox/${harmless ? key : createHash('sha256').update(key).digest('hex')}`;
}
