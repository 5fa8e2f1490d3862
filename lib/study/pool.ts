import { combineOutcomes } from '../analyses/combine.ts';
import { estimateRows } from '../analyses/estimates.ts';
import { Failure } from '../failure.ts';
import type { EstimateRow } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';

/** The pooled answer: estimates over all providers and of each, and the pooled evidence behind them. */
export type Pooled = { readonly estimates: readonly EstimateRow[]; readonly outcomes: readonly AnalysisOutcome[] };

/** Pools the releases of several providers to one study, analysis by analysis, from their released evidence; later waves join. */
export function pool(study: Study, releases: readonly PooledRelease[], quorum = 1): Pooled {
  const policies = new Set(releases.map((release) => release.policy));
  const [policy] = policies;
  if (policy === undefined)
    throw new Failure('wrong-use', 'nothing-to-pool', 'there is no release to pool', 'collect the releases first');
  const parts = new Set(releases.map(({ provider, wave }) => `${provider} ${wave ?? ''}`));
  if (parts.size !== releases.length)
    throw new Failure(
      'wrong-use',
      'provider-twice',
      'a provider is in the pool twice',
      'give one release of each provider, and each later wave once',
    );
  const providers = new Set(releases.map((release) => release.provider));
  if (providers.size < quorum)
    throw new Failure(
      'refused',
      'below-quorum',
      `${providers.size} of the ${quorum} providers have answered`,
      'wait for the others, or declare a smaller quorum with --quorum: the report will say so',
    );
  const outcomes = study.analyses.flatMap((analysis) => {
    const parts = releases.flatMap((release) => release.outcomes.filter((outcome) => outcome.analysis === analysis.id));
    return combineOutcomes(parts) ?? [];
  });
  const source = { studyId: study.study, provider: 'pooled', municipality: '', policy: [...policies].join(' ') };
  const pooled = estimateRows(study, outcomes, source).map((row) => withProviders(row, releases));
  return { outcomes, estimates: [...pooled, ...releases.flatMap((release) => release.estimates)] };
}

/** Says in the method of a pooled row when not every provider's source delivers what the analysis needs. */
function withProviders(row: EstimateRow, releases: readonly PooledRelease[]): EstimateRow {
  const answering = releases.filter(({ outcomes }) =>
    outcomes.some((outcome) => outcome.analysis === row.analysis_id && outcome.status === 'released'),
  );
  const [taking, all] = [answering, releases].map((each) => new Set(each.map(({ provider }) => provider)).size);
  return taking === all ? row : { ...row, method: `${row.method}; ${taking} of ${all} providers`.slice(0, 120) };
}
