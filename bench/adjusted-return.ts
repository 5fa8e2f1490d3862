/** For which municipalities return by way of contact can be shown, standardised over arrears (ADR 0015): `node bench/adjusted-return.ts`. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStudy } from '../lib/analyses/run-study.ts';
import { studyContext } from '../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../lib/dataset/catalogue.ts';
import { openSandbox } from '../lib/dataset/duckdb.ts';
import { ingest } from '../lib/dataset/ingest.ts';
import { participantOf } from '../lib/dataset/participant.ts';
import { policy } from '../lib/disclosure/policy.ts';
import { Analysis } from '../lib/protocol/analyses.ts';
import { MunicipalityCode, ProviderId, TaskId } from '../lib/protocol/identifiers.ts';
import { ownReleases } from '../lib/run-task/own-releases.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { generateMunicipality } from '../lib/synthetic/generate.ts';
import { demoMunicipalities } from '../lib/synthetic/municipalities.ts';
import { writeWorkbook } from '../lib/synthetic/workbook.ts';
import { municipality } from '../test/report/world.ts';
import { memoryStore } from '../test/support/store.ts';

const sizes = [100_000, 130_000, 160_000, 230_000, 350_000, 570_000, 930_000];
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-adjusted-'));
const places = demoMunicipalities(sizes.length, 7).map((place, index) => ({
  ...place,
  inhabitants: sizes[index] ?? 0,
}));
const analysis = Analysis.parse({
  id: 'return-by-first-contact',
  analysis: 'survival',
  unit: 'case-spells',
  by: ['first-method', 'arrears-band'],
  horizonsDays: [45, 105],
  closedEntryDays: 105,
});

async function extractOf(place: (typeof places)[number]): Promise<readonly LocalExtract[]> {
  const sourcePath = join(directory, `${place.code}.xlsx`);
  await writeWorkbook(generateMunicipality({ ...place, seed: 7, until: '2026-06-30', months: 9 }), sourcePath);
  const outcome = await ingest({
    sourcePath,
    municipality: MunicipalityCode.parse(place.code),
    pseudonymKey: async () => await Promise.resolve(new Uint8Array(32).fill(7)),
    outputDirectory: join(directory, 'extracts'),
    workDirectory: join(directory, 'work'),
    synthetic: true,
  });
  if (outcome.status === 'refused') throw new Error(outcome.code);
  return outcome.manifests.map((manifest) => ({
    manifest,
    directory: join(directory, 'extracts', manifest.municipality, manifest.snapshot),
  }));
}

try {
  const file = await readStudyFile('studies/contact-and-return-2026.yaml');
  const study = { ...file, primary: [], analyses: [analysis], report: { indicators: [analysis.id] } };
  const extracts: LocalExtract[] = [];
  for (const place of places) extracts.push(...(await extractOf(place)));
  const sandbox = await openSandbox({ directory, memoryMegabytes: 2000, threads: 2 });
  const { answer } = await openCatalogue(sandbox, extracts);
  const participants = extracts.map(({ manifest }) => participantOf(manifest));
  const evidence = await runStudy({ study, context: studyContext(study), participants, answer });
  sandbox.close();
  const taking = places.map(({ code, name, inhabitants }) => {
    const registered = municipality({ code: MunicipalityCode.parse(code), name, inhabitants });
    const [agreement] = registered.agreements;
    if (agreement === undefined) throw new RangeError('a municipality without agreement');
    return { municipality: registered, agreement };
  });
  const asked = { taskId: TaskId.parse('task-0123456789abcdef'), provider: ProviderId.parse('bench'), study };
  const pages = await ownReleases(
    { ...asked, evidence, extracts, taking, acceptedOn: '2026-07-01', policy },
    memoryStore(),
  );
  for (const [index, page] of pages.entries())
    for (const { group, timeDays, value, low, high, n } of page.indicators)
      if (value !== null)
        console.log(
          `${sizes[index]} ${group} ${timeDays} days: ${value.toFixed(3)} (${low?.toFixed(3)} to ${high?.toFixed(3)}), ${n}`,
        );
} finally {
  await rm(directory, { recursive: true, force: true });
}
