import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalExtract } from '../lib/dataset/catalogue.ts';
import { ingest } from '../lib/dataset/ingest.ts';
import { Manifest } from '../lib/dataset/manifest.ts';
import { MunicipalityCode } from '../lib/protocol/identifiers.ts';
import { generateMunicipality } from '../lib/synthetic/generate.ts';
import { type DemoMunicipality, demoMunicipalities } from '../lib/synthetic/municipalities.ts';
import { writeWorkbook } from '../lib/synthetic/workbook.ts';

async function makeExtract(each: DemoMunicipality, directory: string, seed: number): Promise<readonly LocalExtract[]> {
  const records = generateMunicipality({ ...each, seed, until: '2026-06-30', months: 9 });
  const sourcePath = join(directory, `${each.code}.xlsx`);
  await writeWorkbook(records, sourcePath);
  const outputDirectory = join(directory, 'extracts');
  const outcome = await ingest({
    sourcePath,
    municipality: MunicipalityCode.parse(each.code),
    pseudonymKey: async () => new Uint8Array(32).fill(7),
    outputDirectory,
    workDirectory: join(directory, 'work'),
    synthetic: true,
  });
  await rm(sourcePath);
  if (outcome.status === 'refused') throw new Error(outcome.code);
  return outcome.manifests.map((manifest) => ({
    manifest,
    directory: join(outputDirectory, manifest.municipality, manifest.snapshot),
  }));
}

/** Extracts of nine months of the first `count` synthetic municipalities; a folder that was filled for the same number before is read again. */
export async function gateExtracts(count: number, root: string, seed = 7): Promise<readonly LocalExtract[]> {
  const directory = join(root, `municipalities-${count}${seed === 7 ? '' : `-seed-${seed}`}`);
  const list = join(directory, 'manifests.json');
  const text = await readFile(list, 'utf8').catch(() => undefined);
  if (text !== undefined)
    return Manifest.array()
      .parse(JSON.parse(text))
      .map((manifest) => ({
        manifest,
        directory: join(directory, 'extracts', manifest.municipality, manifest.snapshot),
      }));
  await mkdir(directory, { recursive: true });
  const extracts: LocalExtract[] = [];
  for (const each of demoMunicipalities(count, seed)) extracts.push(...(await makeExtract(each, directory, seed)));
  await writeFile(list, JSON.stringify(extracts.map(({ manifest }) => manifest)));
  return extracts;
}
