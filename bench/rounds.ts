import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ingestExports } from '../lib/demo/deliver-exports.ts';
import { fitStudyModels } from '../lib/demo/fit-models.ts';
import { introduceProviders } from '../lib/demo/introduce-providers.ts';
import { demoProviders } from '../lib/demo/parties.ts';
import { runStudy } from '../lib/demo/run-study.ts';
import { startLocalCloud } from '../lib/local/cloud.ts';
import { enforcedDeployments } from '../lib/local/default-deployments.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { demoMunicipalities } from '../lib/synthetic/municipalities.ts';
import { withHouseholds } from '../lib/synthetic/presets.ts';

/** Wall seconds of models in rounds over two providers in the local cloud: `node bench/rounds.ts [--households 60000]`. */
const { values } = parseArgs({ options: { households: { type: 'string', default: '60000' } } });
const limitSeconds = 15;
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-bench-'));
const whole = await readStudyFile('studies/return-in-rounds-2026.yaml');
const providers = demoProviders(withHouseholds(demoMunicipalities(12, 3), Number(values.households)));
const cloud = await startLocalCloud(await enforcedDeployments('bench'));
try {
  const tell = () => undefined;
  const settings = { municipalities: 12, households: undefined, seed: 3, study: whole, directory, tell };
  await ingestExports(cloud, providers, { ...settings, exportsDirectory: join(directory, 'exports') });
  await introduceProviders(cloud, providers);
  await runStudy(cloud, providers, settings);
  for (const model of whole.models ?? []) {
    const [started, before] = [performance.now(), process.cpuUsage()];
    // the study stays whole, so that its approval holds; the others are finished or come later
    const [fitted] = await fitStudyModels(cloud, providers, settings, [model.id]);
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    const rounds = (fitted?.envelopes.length ?? 0) / providers.length;
    const rows = fitted?.rows.find(({ n }) => n !== null)?.n ?? 'withheld';
    const verdict = seconds <= limitSeconds ? 'within' : 'OVER';
    console.log(
      `${model.id}: ${rounds} messages a provider, n ${rows}, ${seconds.toFixed(2)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${verdict} ${limitSeconds} s`,
    );
  }
} finally {
  await cloud.stop();
  await rm(directory, { recursive: true });
}
