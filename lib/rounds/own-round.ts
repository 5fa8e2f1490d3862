import type { Finding } from '../disclosure/checks.ts';
import type { Policy } from '../disclosure/policy.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { Ladder } from '../protocol/study.ts';
import { checkColumns, checkCounts, checkFitted } from './checks.ts';
import { countsEvidence, type DataSource } from './counts.ts';
import type { Design } from './design.ts';
import { evaluateCox, fitCoxRows, gridProcess } from './evaluate-cox.ts';
import { evaluateGlm, fitGlmRows } from './evaluate-glm.ts';
import type { Sums } from './evidence.ts';
import { askedSoFar, type PathStep, sizeOf, type Transcript } from './path.ts';
import type { RoundData } from './round-data.ts';

/** What one provider answers in a round; without sums something of its own rows must not leave, and `findings` says what. */
export type OwnRound = { readonly sums: Sums | null; readonly findings: readonly Finding[] };

/** A round at one provider: the model with its design, the study's grids, the provider's rows. */
export type RoundQuestion = {
  readonly model: RoundsModel;
  readonly design: Design;
  readonly ladder: Ladder;
  readonly data: RoundData;
  readonly source: DataSource;
  /** The provider's own, which may be stricter than that of the others. */
  readonly policy: Policy;
};

function pooledInformation(transcript: Transcript) {
  const last = transcript.at(-1);
  return last?.kind === 'evaluation' ? last.information : null;
}

function evaluation(question: RoundQuestion, transcript: Transcript, step: Extract<PathStep, { status: 'evaluate' }>) {
  const { model, design, data, ladder } = question;
  const asked = askedSoFar(model, design, transcript);
  const pooled = pooledInformation(transcript);
  if (model.model === 'glm-rounds') {
    const { sums, fitted } = evaluateGlm(model, { data, design }, step.coefficients, pooled);
    const earlier = asked.map((coefficients) => fitGlmRows(model, data, coefficients));
    return { sums, findings: checkFitted(model, fitted, earlier) };
  }
  const process = gridProcess(data, ladder[step.rung ?? 0] ?? [], sizeOf(design));
  const { sums, fitted } = evaluateCox(model, { process, data, design }, step.coefficients, pooled);
  const earlier = asked.map((coefficients) => fitCoxRows(process, coefficients));
  return { sums, findings: checkFitted(model, fitted, earlier) };
}

/** Answers the question that follows from the transcript, checked on the provider's own rows before anything leaves. */
export function ownRound(question: RoundQuestion, transcript: Transcript, step: PathStep): OwnRound {
  if (step.status === 'finished') return { sums: null, findings: [] };
  const { model, design, data, ladder, source, policy } = question;
  const isCox = model.model === 'cox-rounds';
  const found =
    step.status === 'evaluate'
      ? evaluation(question, transcript, step)
      : { sums: countsEvidence(data, design, isCox ? { ladder, policy } : null, source), findings: [] };
  const counted = found.sums.kind === 'counts' ? checkCounts(found.sums, isCox, policy) : [];
  const columns = found.sums.kind === 'counts' ? checkColumns(data, design.hasIntercept) : [];
  const findings = [...found.findings, ...counted, ...columns];
  return findings.length === 0 ? { sums: found.sums, findings } : { sums: null, findings };
}
