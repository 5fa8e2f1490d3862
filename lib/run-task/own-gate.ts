import { scopedEvidence } from '../analyses/evidence-scopes.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import { type Policy, withValues } from '../disclosure/policy.ts';
import { discloseTask, type GatedTask } from '../disclosure/release.ts';
import type { Solver } from '../disclosure/solver.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { TaskId } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';
import type { Counted } from './ledger-entries.ts';
import { plainNumber } from './ledger-state.ts';
import { appendOwn, earlierPages, type OwnEntry, readOwn } from './own-ledger.ts';

/** One municipality's evidence of every analysis that its page shows. */
export type OwnToGate = {
  readonly taskId: TaskId;
  readonly study: Study;
  readonly counted: Counted;
  readonly objections: number;
  readonly analyses: readonly { readonly found: AnalysisEvidence; readonly own: readonly Evidence[] }[];
};

function entryOf({ taskId, objections }: OwnToGate, gated: GatedTask): OwnEntry {
  const populations = gated.numbers.map(({ universe, domains, numbers }) => ({
    universe,
    unit: universe.slice(0, universe.lastIndexOf('@')),
    domains: Object.fromEntries([...domains].map(([variable, levels]) => [variable, [...levels]])),
    numbers: numbers.map(plainNumber),
  }));
  return { schema: 'vroegzicht-own-known/1', taskId, objections, populations };
}

/**
 * Sends everything that one page would show through the gate together: the rules of single cells, earlier pages of the same snapshot,
 * and the search for what could be computed from several tables. The answer is committed to the ledger in the same step.
 */
export async function gateOwn(
  asked: OwnToGate,
  { policy, solver, ledger }: { readonly policy: Policy; readonly solver: Solver; readonly ledger: ObjectStore },
): Promise<ReadonlyMap<string, AnalysisOutcome>> {
  const { study, counted, objections } = asked;
  const scope = { context: studyContext(study), population: counted.municipality };
  const analyses = asked.analyses.map(({ found: { analysis, coverage }, own }) => ({
    analysis: analysis.id,
    missing: [],
    coverage,
    parts: scopedEvidence(analysis, own, { ...scope, registered: study.primary.includes(analysis.id) }),
  }));
  const ownPolicy = withValues(policy, policy.id, { functionalShare: policy.ownFunctionalShare.value });
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const known = await readOwn(ledger, counted);
    const earlier = earlierPages(known, objections);
    const gated = discloseTask(analyses, { policy: ownPolicy, solver, earlier, audience: 'own' });
    if ((await appendOwn(ledger, known, entryOf(asked, gated))) === 'appended')
      return new Map(gated.outcomes.map((outcome) => [outcome.analysis, outcome]));
  }
  throw new Failure('node-failed', 'ledger-busy', 'other tasks come first all the time', 'try again');
}
