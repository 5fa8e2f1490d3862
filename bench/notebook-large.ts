import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { estimateRows } from '../lib/analyses/estimates.ts';
import { runStudy } from '../lib/analyses/run-study.ts';
import { studyContext } from '../lib/analyses/study-context.ts';
import { openCatalogue } from '../lib/dataset/catalogue.ts';
import { openSandbox } from '../lib/dataset/duckdb.ts';
import { participantOf } from '../lib/dataset/participant.ts';
import { withoutControl } from '../lib/disclosure/uncontrolled.ts';
import type { AnalysisOutcome } from '../lib/protocol/evidence.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { readExtracts, writeExtracts } from './notebook-extracts.ts';

// The researchers' notebook on the whole country, the gate off: limit 60 s and 2 GB on two cores for 10 million signals.
// node bench/notebook-large.ts [--signals 10000000] [--keep folder]; extracts are written by another process, so memory is the study's.
const { values } = parseArgs({
  options: {
    signals: { type: 'string', default: '10000000' },
    memory: { type: 'string', default: '1200' },
    keep: { type: 'string' },
    write: { type: 'string' },
    detail: { type: 'boolean', default: false },
  },
});
const signals = Number(values.signals);
const extent = { municipalities: 300, households: Math.round(signals * 0.3), signals };
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function measure(root: string): Promise<void> {
  const study = await readStudyFile('studies/effectiveness-notebook-2026.yaml');
  const extracts = await readExtracts(root);
  const started = performance.now();
  const sandbox = await openSandbox({
    directory: root,
    memoryMegabytes: Number(values.memory),
    threads: 1,
    lanes: 2,
  });
  const { answer } = await openCatalogue(sandbox, extracts);
  const context = studyContext(study, true);
  const participants = extracts.map(({ manifest }) => participantOf(manifest));
  const tell = (analysis: string) => {
    if (values.detail) console.log(`${seconds(started)} ${Math.round(process.memoryUsage.rss() / 1e6)} MB ${analysis}`);
  };
  const evidence = await runStudy({ study, context, participants, answer, tell });
  sandbox.close();
  const outcomes = evidence.map(
    ({ analysis, coverage, pooled }): AnalysisOutcome => ({
      analysis: analysis.id,
      status: 'released',
      coverage,
      evidence: pooled.map(withoutControl),
    }),
  );
  const source = { studyId: study.study, provider: 'bench', municipality: '', policy: 'uncontrolled' };
  const rows = estimateRows(study, outcomes, source, context);
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const used = `${Math.round((userCPUTime + systemCPUTime) / 1e6)} s of processor, ${Math.round(maxRSS / 1024)} MB`;
  console.log(`${extent.signals} signals, ${rows.length} estimates: ${seconds(started)}, ${used}`);
}

if (values.write === undefined) {
  const root = values.keep ?? (await mkdtemp(join(tmpdir(), 'vroegzicht-notebook-')));
  await mkdir(root, { recursive: true });
  try {
    const made = await promisify(execFile)(process.execPath, [
      fileURLToPath(import.meta.url),
      '--signals',
      values.signals,
      '--write',
      root,
    ]);
    process.stdout.write(made.stdout);
    await measure(root);
  } finally {
    if (values.keep === undefined) await rm(root, { recursive: true, force: true });
  }
} else {
  const started = performance.now();
  await writeExtracts(values.write, extent);
  console.log(`extracts written in ${seconds(started)}`);
}
