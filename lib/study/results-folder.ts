import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { estimateRelease } from '../analyses/estimates.ts';
import { Failure } from '../failure.ts';
import { ProviderId } from '../protocol/identifiers.ts';
import { KeySet } from '../protocol/register.ts';
import type { Study } from '../protocol/study.ts';
import { sha256 } from '../signing/canonical.ts';
import { openEnvelope } from '../signing/open-envelope.ts';
import { bundleNames, SequenceFile } from './bundle-format.ts';
import type { Collected } from './collect.ts';

/** What `study collect` leaves in a folder, so that everything after it works without a connection. */
export type ResultsFolder = {
  readonly envelopes: readonly Collected[];
  readonly keys: ReadonlyMap<string, KeySet>;
  readonly sequence: SequenceFile;
};

/** Writes envelopes, keys and the list of deliveries; what is there already is written again with the same content. */
export async function writeResultsFolder(folder: string, results: ResultsFolder): Promise<readonly string[]> {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const files: readonly (readonly [string, string])[] = [
    ...results.envelopes.map(({ provider, text }) => [bundleNames.envelope(provider, sha256(text)), text] as const),
    ...[...results.keys].map(([provider, keys]) => [bundleNames.providerKeys(provider), json(keys)] as const),
    [bundleNames.sequence, json(results.sequence)],
  ];
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return files.map(([name]) => name);
}

/** Reads what was collected and verifies every envelope again; throws when one does not hold or nothing was collected. */
export async function readResultsFolder(folder: string, study: Study): Promise<ResultsFolder> {
  const keys = new Map<string, KeySet>();
  const envelopes: Collected[] = [];
  for (const name of await namesIn(join(folder, 'keys'))) {
    const provider = name.replace(/\.jwks\.json$/, '');
    keys.set(provider, KeySet.parse(JSON.parse(await readFile(join(folder, 'keys', name), 'utf8'))));
  }
  for (const directory of await namesIn(join(folder, 'envelopes'))) {
    const provider = ProviderId.parse(directory);
    for (const file of await namesIn(join(folder, 'envelopes', directory))) {
      const name = `envelopes/${directory}/${file}`;
      const text = await readFile(join(folder, name), 'utf8');
      envelopes.push({ provider, name, text, envelope: opened(name, text, { provider, keys, study }) });
    }
  }
  if (envelopes.length === 0)
    throw new Failure(
      'wrong-use',
      'nothing-collected',
      `there is nothing collected in ${folder}`,
      'run `vroegzicht study collect` first',
    );
  const sequence = await readFile(join(folder, bundleNames.sequence), 'utf8').catch(() => '[]');
  return { envelopes, keys, sequence: SequenceFile.parse(JSON.parse(sequence)) };
}

function opened(
  name: string,
  text: string,
  {
    provider,
    keys,
    study,
  }: { readonly provider: ProviderId; readonly keys: ReadonlyMap<string, KeySet>; readonly study: Study },
) {
  const own = keys.get(provider);
  const now = new Date();
  const check = { keys: own ?? { keys: [] }, now, issuer: provider, estimate: estimateRelease };
  const plain = openEnvelope(text, check);
  const isOfVersion =
    plain.status === 'opened' &&
    plain.envelope.body.schema === 'vroegzicht-release/1' &&
    plain.envelope.body.version === study.version;
  const found = isOfVersion ? openEnvelope(text, { ...check, study }) : plain;
  if (found.status === 'opened') return found.envelope;
  throw new Failure(
    'bad-signature',
    found.code,
    `${name}: ${found.reason}`,
    'collect again; if it stays, tell the provider',
  );
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).toSorted((left, right) => (left < right ? -1 : 1));
