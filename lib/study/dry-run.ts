import { randomBytes } from 'node:crypto';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowsOfPopulations } from '../analyses/difference-facts.ts';
import { estimateRows } from '../analyses/estimates.ts';
import { scopedEvidence } from '../analyses/evidence-scopes.ts';
import { householdFacts } from '../analyses/household-facts.ts';
import { type AnalysisEvidence, runStudy } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../dataset/catalogue.ts';
import { openSandbox } from '../dataset/duckdb.ts';
import { ingest } from '../dataset/ingest.ts';
import type { Manifest } from '../dataset/manifest.ts';
import { participantOf } from '../dataset/participant.ts';
import type { Finding } from '../disclosure/checks.ts';
import { nothingEarlier } from '../disclosure/earlier.ts';
import { policy, policyId } from '../disclosure/policy.ts';
import { questionsOf } from '../disclosure/questions.ts';
import { discloseNotAvailable, discloseOutcome, discloseTask } from '../disclosure/release.ts';
import { withoutControl } from '../disclosure/uncontrolled.ts';
import { Failure } from '../failure.ts';
import type { Progress } from '../ports.ts';
import type { EstimateRow } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import { MunicipalityCode } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';
import { loadSolver } from '../solver/highs.ts';

/** A dry run on own files: `controlled` false switches the gate off and marks everything `uncontrolled`. */
export type DryRunRequest = {
  readonly study: Study;
  readonly exports: readonly string[];
  readonly controlled: boolean;
  readonly progress: Progress;
  readonly memoryMegabytes: number;
};

/** What a dry run shows: the tidy table, the outcomes behind it, what the gate found, and the manifests of the files. */
export type DryRun = {
  readonly estimates: readonly EstimateRow[];
  readonly outcomes: readonly AnalysisOutcome[];
  readonly findings: readonly (Finding & { readonly analysis: string })[];
  readonly manifests: readonly Manifest[];
};

/** Runs a study on local files with the engine of the providers; a file that cannot be read stops it with the file's refusal. */
export async function dryRun(request: DryRunRequest): Promise<DryRun> {
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-'));
  try {
    const extracts = await ingestExports(request, directory);
    return await runOnExtracts(request, extracts, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A workbook names no CBS code: the files of a dry run get 0001, 0002, ... in the order in which they are given. */
const placeholderCode = (index: number) => MunicipalityCode.parse(String(index + 1).padStart(4, '0'));

/** Makes extracts of the exports of a dry run in a folder of its own, in the order in which the exports are given. */
export async function ingestExports(
  request: Omit<DryRunRequest, 'study' | 'controlled'>,
  directory: string,
): Promise<readonly LocalExtract[]> {
  const secret = randomBytes(32);
  const extracts: LocalExtract[] = [];
  const seen = new Set<string>();
  for (const [index, sourcePath] of request.exports.entries()) {
    await access(sourcePath).catch(() => {
      throw new Failure('wrong-use', 'file-not-found', `there is no file ${sourcePath}`, 'give the path of an export');
    });
    const outputDirectory = join(directory, 'extracts', String(index));
    const outcome = await ingest({
      sourcePath,
      municipality: placeholderCode(index),
      pseudonymKey: async () => secret,
      outputDirectory,
      synthetic: false,
      progress: request.progress,
      workDirectory: join(directory, 'work'),
      memoryMegabytes: request.memoryMegabytes,
    });
    if (outcome.status === 'ingested') refuseTwice(outcome.manifests, seen, sourcePath);
    if (outcome.status === 'refused')
      throw new Failure('wrong-use', outcome.code, `${sourcePath}: ${outcome.reason}`, outcome.remedy);
    extracts.push(
      ...outcome.manifests.map((manifest) => ({
        manifest,
        directory: join(outputDirectory, manifest.municipality, manifest.snapshot),
      })),
    );
  }
  return extracts;
}

/** The same file twice would count its rows twice, under two codes. */
function refuseTwice(manifests: readonly Manifest[], seen: Set<string>, path: string): void {
  const sha256 = manifests[0]?.source.sha256;
  if (sha256 === undefined) return;
  if (seen.has(sha256))
    throw new Failure('wrong-use', 'export-twice', `${path} is given twice`, 'give each export once');
  seen.add(sha256);
}

/** Runs the study of a dry run on extracts that are there; the extracts of several calls may overlap. */
export async function runOnExtracts(
  request: Omit<DryRunRequest, 'exports'>,
  extracts: readonly LocalExtract[],
  directory: string,
): Promise<DryRun> {
  const { study, controlled, memoryMegabytes, progress } = request;
  const sandbox = await openSandbox({ directory, memoryMegabytes, threads: 1, lanes: 2 });
  try {
    const catalogue = await openCatalogue(sandbox, extracts);
    const context = studyContext(study, !controlled);
    const participants = extracts.map((extract) => participantOf(extract.manifest));
    const evidence = await runStudy({
      study,
      context,
      participants,
      answer: catalogue.answer,
      tell: progress,
    });
    const [only] = extracts.length === 1 ? extracts : [];
    const gated =
      controlled && only === undefined
        ? await gateTogether(study, evidence, catalogue.query)
        : evidence.map((each) => gate(each, controlled, only?.manifest.municipality));
    const outcomes = gated.map((each) => each.outcome);
    const policyName = controlled ? policyId : 'uncontrolled';
    const source = { studyId: study.study, provider: 'dry-run', municipality: '', policy: policyName };
    return {
      estimates: estimateRows(study, outcomes, source, context),
      outcomes,
      findings: gated.flatMap((each) =>
        each.findings.map((finding) => ({ analysis: each.outcome.analysis, ...finding })),
      ),
      manifests: extracts.map((extract) => extract.manifest),
    };
  } finally {
    sandbox.close();
  }
}

/** The gate as a provider applies it to a first release; a provider also judges by what it released before. */
async function gateTogether(study: Study, evidence: readonly AnalysisEvidence[], query: RowsOfPopulations['query']) {
  const analyses = evidence.map(({ analysis, missing, coverage, pooled }) => {
    const registered = study.primary.includes(analysis.id);
    const settings = { context: studyContext(study), population: 'dry-run', registered };
    return { analysis: analysis.id, missing, coverage, parts: scopedEvidence(analysis, pooled, settings) };
  });
  const request = { policy, solver: await loadSolver(), earlier: nothingEarlier };
  const questions = questionsOf({ parts: analyses.flatMap((each) => each.parts), ...request });
  const gated = discloseTask(analyses, { ...request, facts: await householdFacts(questions, { query }, policy) });
  return gated.outcomes.map((outcome) => ({
    outcome,
    findings: gated.findings.filter((finding) => finding.analysis === outcome.analysis),
  }));
}

/** Files of one municipality are judged as that municipality's own output: pooled, nothing of it could ever leave (ruling 23). */
function gate(
  evidence: AnalysisEvidence,
  controlled: boolean,
  onlyMunicipality: string | undefined,
): { readonly outcome: AnalysisOutcome; readonly findings: readonly Finding[] } {
  const { analysis, coverage, missing, pooled } = evidence;
  if (missing.length > 0) return { outcome: discloseNotAvailable(analysis.id, missing, coverage), findings: [] };
  if (controlled)
    return discloseOutcome(
      analysis.id,
      onlyMunicipality === undefined ? pooled : evidence.own(onlyMunicipality),
      coverage,
    );
  return {
    outcome: { analysis: analysis.id, status: 'released', evidence: pooled.map(withoutControl), coverage },
    findings: [],
  };
}
