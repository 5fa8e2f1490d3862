import { estimateRows } from '../lib/analyses/estimates.ts';
import { scopedEvidence } from '../lib/analyses/evidence-scopes.ts';
import { householdFacts } from '../lib/analyses/household-facts.ts';
import { runStudy } from '../lib/analyses/run-study.ts';
import { studyContext } from '../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../lib/dataset/catalogue.ts';
import { openSandbox } from '../lib/dataset/duckdb.ts';
import { participantOf } from '../lib/dataset/participant.ts';
import { nothingEarlier } from '../lib/disclosure/earlier.ts';
import type { Evidence } from '../lib/disclosure/evidence.ts';
import { policy } from '../lib/disclosure/policy.ts';
import { questionsOf } from '../lib/disclosure/questions.ts';
import { discloseOutcome, discloseTask, type GatedTask } from '../lib/disclosure/release.ts';
import { withoutControl } from '../lib/disclosure/uncontrolled.ts';
import type { EstimateRow } from '../lib/protocol/estimate.ts';
import type { AnalysisOutcome, ReleasedEvidence } from '../lib/protocol/evidence.ts';
import type { Study } from '../lib/protocol/study.ts';
import { loadSolver } from '../lib/solver/highs.ts';

/** Estimates of one study as they are exactly, by naive suppression, by the primary rules alone and through the gate; and what the gate took. */
export type GatedStudy = {
  readonly exact: readonly EstimateRow[];
  readonly naive: readonly EstimateRow[];
  readonly primary: readonly EstimateRow[];
  readonly released: readonly EstimateRow[];
  readonly certificate: GatedTask['certificate'];
  readonly milliseconds: number;
  readonly askedMilliseconds: number;
  readonly asked: { readonly differences: number; readonly amounts: number };
};

/** What many offices do: cells with fewer than ten households are left out, nothing is rounded, nothing else is withheld. */
function suppressed(evidence: Evidence): ReleasedEvidence {
  const shown = withoutControl(evidence);
  const cells = evidence.kind === 'counts' || evidence.kind === 'sums' ? evidence.cells : [];
  const isSmall = (index: number) => (cells[index]?.households ?? 0) < 10;
  if (shown.kind === 'counts')
    return { ...shown, cells: shown.cells.map((cell, index) => (isSmall(index) ? { ...cell, count: null } : cell)) };
  if (shown.kind !== 'sums') return shown;
  const nothing = { count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };
  return { ...shown, cells: shown.cells.map((cell, index) => (isSmall(index) ? { ...cell, ...nothing } : cell)) };
}

/** Runs a study on extracts and sends it through the gate; facts that the gate asks of the rows are included in its time. */
export async function gateStudy(
  study: Study,
  extracts: readonly LocalExtract[],
  directory: string,
): Promise<GatedStudy> {
  const sandbox = await openSandbox({ directory, memoryMegabytes: 1024, threads: 2 });
  const catalogue = await openCatalogue(sandbox, extracts);
  const context = studyContext(study);
  const participants = extracts.map(({ manifest }) => participantOf(manifest));
  const evidence = await runStudy({ study, context, participants, answer: catalogue.answer });
  const solver = await loadSolver();
  const analyses = evidence.map(({ analysis, missing, coverage, pooled }) => {
    const registered = study.primary.includes(analysis.id);
    const parts = scopedEvidence(analysis, pooled, { context, population: 'bench', registered });
    return { analysis: analysis.id, missing, coverage, parts };
  });
  const started = performance.now();
  const request = { policy, solver, earlier: nothingEarlier };
  const questions = questionsOf({ parts: analyses.flatMap((each) => each.parts), ...request });
  const facts = await householdFacts(questions, { query: catalogue.query }, policy);
  const askedMilliseconds = Math.round(performance.now() - started);
  const gated = discloseTask(analyses, { ...request, facts });
  const milliseconds = Math.round(performance.now() - started);
  sandbox.close();
  const source = { studyId: study.study, provider: 'bench', municipality: '', policy: policy.id };
  const rows = (outcomes: readonly AnalysisOutcome[]) => estimateRows(study, outcomes, source, context);
  const treatedBy = (treatment: (each: Evidence) => ReleasedEvidence) =>
    evidence.map(({ analysis, coverage, pooled }): AnalysisOutcome => {
      return { analysis: analysis.id, status: 'released', coverage, evidence: pooled.map(treatment) };
    });
  return {
    exact: rows(treatedBy(withoutControl)),
    naive: rows(treatedBy(suppressed)),
    primary: rows(evidence.map((each) => discloseOutcome(each.analysis.id, each.pooled, each.coverage).outcome)),
    released: rows(gated.outcomes),
    certificate: gated.certificate,
    milliseconds,
    askedMilliseconds,
    asked: { differences: facts.differences.size, amounts: questions.amounts.length },
  };
}
