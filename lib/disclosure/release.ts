import type { AnalysisOutcome, Coverage } from '../protocol/evidence.ts';
import { OwnRelease, PooledRelease, StoredRelease } from '../protocol/release.ts';
import { ModelRelease, RoundEvidence, StoredModel, StoredRound } from '../protocol/rounds.ts';
import type { Finding } from './checks.ts';
import type { Evidence } from './evidence.ts';
import { type GateOutcome, type GateRequest, gateTask } from './gate.ts';
import type { ScopedEvidence } from './secondary/plan.ts';
import { type FittedModel, treatModel } from './treat-model.ts';
import { treat } from './treatment.ts';

declare const disclosed: unique symbol;

/** A value that has passed the disclosure gate. Only this file makes one; `signEnvelope` accepts nothing else. */
export type Disclosed<Value> = Value & { readonly [disclosed]: true };

/** The gated outcome of one analysis, with the findings for the provider's data officer. */
export type GatedOutcome = { readonly outcome: Disclosed<AnalysisOutcome>; readonly findings: readonly Finding[] };

/** Sends the evidence of one analysis through the gate. An analysis that shows nothing at all is `withheld`. */
export function discloseOutcome(analysis: string, evidence: readonly Evidence[], coverage: Coverage): GatedOutcome {
  const treated = evidence.map((each) => treat(each));
  const findings = treated.flatMap((each) => each.findings);
  const outcome: AnalysisOutcome = {
    analysis,
    status: 'released',
    evidence: treated.map((each) => each.released),
    coverage,
  };
  return { outcome: outcome as Disclosed<AnalysisOutcome>, findings };
}

/** One analysis of a task on its way out. */
export type AnalysisToGate = {
  readonly analysis: string;
  readonly missing: readonly string[];
  readonly coverage: Coverage;
  readonly parts: readonly ScopedEvidence[];
};

/** The gated outcomes of a task, with what the ledger and the provider's data officer keep. */
export type GatedTask = {
  readonly outcomes: readonly Disclosed<AnalysisOutcome>[];
  readonly findings: readonly (Finding & { readonly analysis: string })[];
} & Pick<GateOutcome, 'certificate' | 'numbers' | 'denied'>;

/** Sends all analyses of a task through the gate together: primary rules, earlier releases, secondary protection. */
export function discloseTask(analyses: readonly AnalysisToGate[], settings: Omit<GateRequest, 'parts'>): GatedTask {
  const gated = gateTask({ parts: analyses.flatMap((each) => each.parts), ...settings });
  let next = 0;
  const outcomes = analyses.map(({ analysis, missing, coverage, parts }): Disclosed<AnalysisOutcome> => {
    const evidence = gated.released.slice(next, next + parts.length);
    next += parts.length;
    if (missing.length > 0) return discloseNotAvailable(analysis, missing, coverage);
    const outcome: AnalysisOutcome = { analysis, status: 'released', evidence: [...evidence], coverage };
    return outcome as Disclosed<AnalysisOutcome>;
  });
  const names = analyses.flatMap((each) => each.parts.map(() => each.analysis));
  const findings = gated.findings.flatMap((each, part) =>
    each.map((finding) => ({ analysis: names[part] ?? '', ...finding })),
  );
  const { certificate, numbers, denied } = gated;
  return { outcomes, findings, certificate, numbers, denied };
}

/** An analysis for which no source delivers a needed column: public knowledge, not a disclosure decision (ruling 5). */
export function discloseNotAvailable(
  analysis: string,
  missing: readonly string[],
  coverage: Coverage,
): Disclosed<AnalysisOutcome> {
  const outcome: AnalysisOutcome = { analysis, status: 'not-available', missing: [...missing], coverage };
  return outcome as Disclosed<AnalysisOutcome>;
}

/** A pooled release made of disclosed outcomes and of estimates that follow from them. */
export function disclosePooled(
  release: Omit<PooledRelease, 'outcomes'>,
  outcomes: readonly Disclosed<AnalysisOutcome>[],
): Disclosed<PooledRelease> {
  return PooledRelease.parse({ ...release, outcomes }) as Disclosed<PooledRelease>;
}

/** A municipality's own output, computed from its disclosed outcomes and from a peer group of at least ten. */
export function discloseOwn(release: OwnRelease): Disclosed<OwnRelease> {
  return OwnRelease.parse(release) as Disclosed<OwnRelease>;
}

/** What run-task writes to the releases bucket. */
export function discloseStored(
  header: Pick<StoredRelease, 'taskId' | 'researcher' | 'release'>,
  pooled: Disclosed<PooledRelease>,
  own: readonly Disclosed<OwnRelease>[],
): Disclosed<StoredRelease> {
  return StoredRelease.parse({
    schema: 'vroegzicht-stored-release/1',
    ...header,
    pooled,
    own,
  }) as Disclosed<StoredRelease>;
}

/** Reads back bytes of the releases bucket, which only run-task can write, and only through `discloseStored`. Throws when they do not parse. */
export function reopenRelease(text: string): {
  readonly stored: Disclosed<StoredRelease>;
  readonly pooled: Disclosed<PooledRelease>;
  readonly own: readonly Disclosed<OwnRelease>[];
} {
  const stored = StoredRelease.parse(JSON.parse(text));
  return {
    stored: stored as Disclosed<StoredRelease>,
    pooled: stored.pooled as Disclosed<PooledRelease>,
    own: stored.own as readonly OwnRelease[] as readonly Disclosed<OwnRelease>[],
  };
}

/** What a model says beside its numbers. */
export type ModelHeader = Omit<ModelRelease, 'status' | 'n' | 'events' | 'coefficients' | 'logLikelihood'>;

/** The final model of rounds through the rules for models; without an estimate, or when a rule fails, it is withheld as a whole. */
export function discloseModel(
  header: ModelHeader,
  model: FittedModel | undefined,
): { readonly release: Disclosed<ModelRelease>; readonly findings: readonly Finding[] } {
  const { treated, findings } = model === undefined ? { treated: null, findings: [] } : treatModel(model);
  const nothing = { n: null, events: null, coefficients: [], logLikelihood: null };
  const status = treated === null ? 'withheld' : 'released';
  const release = ModelRelease.parse({ ...header, status, ...(treated ?? nothing) });
  return { release: release as Disclosed<ModelRelease>, findings };
}

/** Evidence of a round: only what is sealed to other providers, by its schema. */
export function discloseRound(body: RoundEvidence): Disclosed<RoundEvidence> {
  return RoundEvidence.parse(body) as Disclosed<RoundEvidence>;
}

/** Reads back a stored model or sealed evidence, which only run-task can write. Throws when it does not parse. */
export function reopenModel(text: string): StoredModel & { readonly body: Disclosed<ModelRelease> } {
  const stored = StoredModel.parse(JSON.parse(text));
  return { ...stored, body: stored.body as Disclosed<ModelRelease> };
}

/** As `reopenModel`, for sealed evidence. */
export function reopenRound(text: string): StoredRound & { readonly body: Disclosed<RoundEvidence> } {
  const stored = StoredRound.parse(JSON.parse(text));
  return { ...stored, body: discloseRound(stored.body) };
}
