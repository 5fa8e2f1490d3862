import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CurrentSnapshot, Manifest } from '../dataset/manifest.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { Progress } from '../ports.ts';
import { readJson } from '../register/collection.ts';
import { writeDdasDelivery } from '../synthetic/ddas.ts';
import { generateMunicipality } from '../synthetic/generate.ts';
import { writeWorkbook } from '../synthetic/workbook.ts';
import { bucketOf, type DemoProvider, setUpProvider } from './parties.ts';
import { type DemoSettings, exportDate, researcherAccount } from './settings.ts';

type ExportSettings = {
  readonly seed: number;
  readonly until: string;
  readonly months: number;
  readonly directory: string;
};

/** Writes an export for each municipality of a provider and uploads it to the provider's inbox, where ingestion starts. */
async function deliverExports(
  cloud: LocalCloud,
  provider: DemoProvider,
  settings: ExportSettings,
  tell: Progress,
): Promise<void> {
  const inbox = bucketOf(cloud, provider.id, 'provider-admin', 'inbox');
  const folder = join(settings.directory, provider.id);
  await mkdir(folder, { recursive: true });
  for (const municipality of provider.municipalities) {
    const records = generateMunicipality({
      ...municipality,
      seed: settings.seed,
      until: settings.until,
      months: settings.months,
    });
    const isWorkbook = provider.sourceOf(municipality.code) === 'workbook';
    const name = `synthetic-${municipality.code}.${isWorkbook ? 'xlsx' : 'json'}`;
    const path = join(folder, name);
    const written = isWorkbook ? await writeWorkbook(records, path) : await writeDdasDelivery([records], path);
    await inbox.upload(`${municipality.code}/${name}`, path);
    tell(municipality.name, {
      provider: provider.id,
      inhabitants: municipality.inhabitants,
      rows: Object.values(written).reduce((sum, rows) => sum + rows, 0),
    });
  }
}

/** Reads the manifest of each ingested municipality, as run-task's role may; undefined where nothing was ingested. */
async function manifestsOf(
  cloud: LocalCloud,
  provider: DemoProvider,
): Promise<readonly (readonly [string, Manifest | undefined])[]> {
  const extracts = bucketOf(cloud, provider.id, 'run-task', 'extracts');
  const found: (readonly [string, Manifest | undefined])[] = [];
  for (const { code, name } of provider.municipalities) {
    const current = await readJson(extracts, `${code}/current.json`, CurrentSnapshot);
    const manifest =
      current === undefined
        ? undefined
        : await readJson(extracts, `${code}/${current.snapshot}/manifest.json`, Manifest);
    found.push([name, manifest]);
  }
  return found;
}

/** Exports go in: every municipality uploads, ingestion turns them into extracts, one without an agreement is left out. */
export async function ingestExports(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  settings: DemoSettings,
): Promise<void> {
  for (const provider of providers) {
    await setUpProvider(cloud, provider, researcherAccount, exportDate);
    await deliverExports(
      cloud,
      provider,
      { seed: settings.seed, until: exportDate, months: 9, directory: settings.exportsDirectory },
      settings.tell,
    );
  }
  await cloud.idle();
  for (const provider of providers) {
    for (const [name, manifest] of await manifestsOf(cloud, provider)) {
      if (manifest === undefined) settings.tell(`${name}: left out`, { provider: provider.id, reason: 'no agreement' });
      else {
        const { signals = 0, signal_cases: cases = 0 } = manifest.rows;
        settings.tell(`${name}: ingested`, {
          provider: provider.id,
          signals,
          cases,
          quarantined: manifest.quarantine.rows,
        });
      }
    }
  }
}
