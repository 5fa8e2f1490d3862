import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ingestExports } from '../lib/demo/deliver-exports.ts';
import { introduceProviders } from '../lib/demo/introduce-providers.ts';
import { demoProviders } from '../lib/demo/parties.ts';
import { releasesOf, runStudy } from '../lib/demo/run-study.ts';
import { startLocalCloud } from '../lib/local/cloud.ts';
import { enforcedDeployments } from '../lib/local/default-deployments.ts';
import { Study } from '../lib/protocol/study.ts';
import { studyDigest } from '../lib/signing/canonical.ts';
import { allFigures } from '../lib/study/all-figures.ts';
import { renderStudyReport } from '../lib/study/report.ts';
import { poolCollected } from '../lib/study/signed-models.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { demoMunicipalities } from '../lib/synthetic/municipalities.ts';

// A study of thirty analyses over two providers with forty municipalities, from submit to the pooled report, in the local cloud with
// its policies enforced: node bench/study-forty.ts [--municipalities 40]. Exports are handed in before the clock starts; approval by a
// person takes no time.
const limitSeconds = 60;
const { values } = parseArgs({ options: { municipalities: { type: 'string', default: '40' } } });
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-forty-'));

/** The 22 analyses of the effectiveness study and the first eight of the other one. */
async function thirtyAnalyses(): Promise<Study> {
  const { report: _report, ...effectiveness } = await readStudyFile('studies/effectiveness-2026.yaml');
  const { analyses } = await readStudyFile('studies/contact-and-return-2026.yaml');
  return Study.parse({
    ...effectiveness,
    study: 'thirty-2026',
    analyses: [...effectiveness.analyses, ...analyses.slice(0, 30 - effectiveness.analyses.length)],
  });
}

let last = performance.now();
const lap = (name: string): number => {
  const seconds = (performance.now() - last) / 1000;
  console.log(`${name}: ${seconds.toFixed(1)} s`);
  last = performance.now();
  return seconds;
};
const tell = (step: string): void => void (/failed|UNENFORCED/.test(step) && console.log(step));

const study = await thirtyAnalyses();
/** One more, without an agreement, is left out. */
const count = Number(values.municipalities) + 1;
const providers = demoProviders(demoMunicipalities(count, 11));
const cloud = await startLocalCloud(await enforcedDeployments('local'));
try {
  const settings = {
    municipalities: count,
    households: undefined,
    seed: 11,
    study,
    directory,
    exportsDirectory: directory,
    tell,
  };
  await ingestExports(cloud, providers, settings);
  await introduceProviders(cloud, providers);
  lap(`${count} exports written and taken in, one municipality without agreement (not counted)`);
  const envelopes = await runStudy(cloud, providers, settings);
  const running = lap('submitted, approved, run at both providers, verified');
  const releases = releasesOf(envelopes, providers, tell);
  const pooled = poolCollected(study, envelopes);
  const html = renderStudyReport({
    study,
    digest: studyDigest(study),
    estimates: pooled.estimates,
    releases,
    waiting: [],
    figures: allFigures(study, pooled.outcomes),
    changes: [],
    deviations: [],
    madeAt: new Date().toISOString(),
  });
  const total = running + lap('pooled, with figures and report');
  const all = pooled.estimates.filter(({ provider }) => provider === 'pooled');
  const withheld = all.filter(({ status }) => status === 'withheld').length;
  const taking = releases.reduce((sum, { participation }) => sum + participation.municipalities, 0);
  console.log(
    `${study.analyses.length} analyses, ${taking} municipalities, ${all.length} pooled estimates (${withheld} withheld), report ${Math.round(html.length / 1000)} kB`,
  );
  console.log(
    `from submit to report: ${total.toFixed(1)} s, ${total <= limitSeconds ? 'within' : 'OVER'} ${limitSeconds} s`,
  );
} finally {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
}
