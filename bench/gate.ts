import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { estimateRows } from '../lib/analyses/estimates.ts';
import { scopedEvidence } from '../lib/analyses/evidence-scopes.ts';
import { householdFacts } from '../lib/analyses/household-facts.ts';
import { runStudy } from '../lib/analyses/run-study.ts';
import { studyContext } from '../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../lib/dataset/catalogue.ts';
import { openSandbox } from '../lib/dataset/duckdb.ts';
import { ingest } from '../lib/dataset/ingest.ts';
import { participantOf } from '../lib/dataset/participant.ts';
import { nothingEarlier } from '../lib/disclosure/earlier.ts';
import { policy } from '../lib/disclosure/policy.ts';
import { questionsOf } from '../lib/disclosure/questions.ts';
import { discloseOutcome, discloseTask } from '../lib/disclosure/release.ts';
import { withoutControl } from '../lib/disclosure/uncontrolled.ts';
import type { AnalysisOutcome } from '../lib/protocol/evidence.ts';
import { MunicipalityCode } from '../lib/protocol/identifiers.ts';
import { loadSolver } from '../lib/solver/highs.ts';
import { readStudyFile } from '../lib/study/study-file.ts';
import { generateMunicipality } from '../lib/synthetic/generate.ts';
import { demoMunicipalities } from '../lib/synthetic/municipalities.ts';
import { writeWorkbook } from '../lib/synthetic/workbook.ts';

// Measures what the gate costs and leaves of a study on synthetic municipalities (ruling 28: 90 percent of the registered estimates).
// node bench/gate.ts [--municipalities 15] [--study studies/contact-and-return-2026.yaml]
const { values } = parseArgs({
  options: {
    municipalities: { type: 'string', default: '15' },
    study: { type: 'string', default: 'studies/contact-and-return-2026.yaml' },
  },
});
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-gate-'));

async function makeExtracts(count: number): Promise<readonly LocalExtract[]> {
  const extracts: LocalExtract[] = [];
  for (const each of demoMunicipalities(count, 7)) {
    const records = generateMunicipality({ ...each, seed: 7, until: '2026-06-30', months: 9 });
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
    if (outcome.status === 'refused') throw new Error(outcome.code);
    extracts.push(
      ...outcome.manifests.map((manifest) => ({
        manifest,
        directory: join(outputDirectory, manifest.municipality, manifest.snapshot),
      })),
    );
    await rm(sourcePath);
  }
  return extracts;
}

try {
  const study = await readStudyFile(values.study);
  const extracts = await makeExtracts(Number(values.municipalities));
  const sandbox = await openSandbox({ directory, memoryMegabytes: 1024, threads: 2 });
  const catalogue = await openCatalogue(sandbox, extracts);
  const context = studyContext(study);
  const participants = extracts.map(({ manifest }) => participantOf(manifest));
  const evidence = await runStudy({ study, context, participants, answer: catalogue.answer });
  const solver = await loadSolver();
  const analyses = evidence.map(({ analysis, missing, coverage, pooled }) => ({
    analysis: analysis.id,
    missing,
    coverage,
    parts: scopedEvidence(analysis, pooled, {
      context,
      population: 'bench',
      registered: study.primary.includes(analysis.id),
    }),
  }));
  const started = performance.now();
  const request = { policy, solver, earlier: nothingEarlier };
  const questions = questionsOf({ parts: analyses.flatMap((each) => each.parts), ...request });
  const facts = await householdFacts(questions, { query: catalogue.query }, policy);
  const answered = Math.round(performance.now() - started);
  const gated = discloseTask(analyses, { ...request, facts });
  sandbox.close();
  const milliseconds = Math.round(performance.now() - started);
  const first: AnalysisOutcome[] = evidence.map(
    (each) => discloseOutcome(each.analysis.id, each.pooled, each.coverage).outcome,
  );
  const exact: AnalysisOutcome[] = evidence.map((each) => ({
    analysis: each.analysis.id,
    status: 'released',
    coverage: each.coverage,
    evidence: each.pooled.map(withoutControl),
  }));
  const source = { studyId: study.study, provider: 'bench', municipality: '', policy: policy.id };
  const tables = [exact, first, gated.outcomes].map((outcomes) => estimateRows(study, outcomes, source, context));
  const shown = (index: number, id: string) =>
    (tables[index] ?? []).filter((row) => row.analysis_id === id && typeof row.value === 'number').length;
  console.log(
    'analysis · estimates · shown by the primary rules · shown after secondary protection · largest error in standard errors',
  );
  for (const { id } of study.analyses) {
    const truth = new Map(
      (tables[0] ?? [])
        .filter((row) => row.analysis_id === id)
        .map((row) => [`${row.measure}|${row.group}|${row.time_days}`, row] as const),
    );
    const errors = (tables[2] ?? []).flatMap((row) => {
      const right = truth.get(`${row.measure}|${row.group}|${row.time_days}`);
      if (row.analysis_id !== id || typeof row.value !== 'number' || typeof right?.value !== 'number') return [];
      return row.standard_error === null || row.standard_error === 0
        ? []
        : [Math.abs(row.value - right.value) / row.standard_error];
    });
    const mark = study.primary.includes(id) ? '*' : ' ';
    console.log(
      `${mark} ${id} · ${shown(0, id)} · ${shown(1, id)} · ${shown(2, id)} · ${errors.length === 0 ? '-' : Math.max(...errors).toFixed(2)}`,
    );
  }
  console.log(
    `gate ${milliseconds} ms (${answered} ms for ${questions.differences.length} differences and ${questions.amounts.length} amounts asked of the rows), ${gated.certificate.solves} programmes, memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  for (const each of gated.certificate.populations)
    console.log(
      `${each.universe}: ${each.cells} cells, ${each.primary} primary, ${each.secondary} secondary, ${each.secrets} secrets, exact ${each.exact}, finished ${each.finished}`,
    );
} finally {
  await rm(directory, { recursive: true, force: true });
}
