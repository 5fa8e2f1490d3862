import type { EstimateRow } from '../protocol/estimate.ts';
import type { ModelRelease } from '../protocol/rounds.ts';
import type { Study } from '../protocol/study.ts';
import { modelRows } from '../rounds/model-estimates.ts';
import { sameModels } from '../rounds/same-models.ts';
import { studyDigest } from '../signing/canonical.ts';
import type { Collected } from './collect.ts';
import { currentReleases } from './collect-study.ts';
import { type Pooled, pool } from './pool.ts';

type Signed = { readonly body: ModelRelease; readonly issuedAt: string };

/** Models that every party of their chain signed the same; of several chains of a model the last one counts. */
function agreedModels(study: Study, envelopes: readonly Collected[]): ReadonlyMap<string, ModelRelease> {
  const digest = studyDigest(study);
  const signed = envelopes.flatMap(({ envelope: { body, iat } }): readonly Signed[] =>
    body.schema === 'vroegzicht-model/1' && body.studyDigest === digest ? [{ body, issuedAt: iat }] : [],
  );
  const chains = [...Map.groupBy(signed, ({ body }) => body.chain).values()];
  const complete = chains.filter((chain) => {
    const [first] = chain;
    const signers = new Set(chain.map(({ body }) => body.provider));
    return (
      first?.body.parties.every((party) => signers.has(party)) === true && sameModels(chain.map(({ body }) => body))
    );
  });
  const last = (chain: readonly Signed[]) =>
    chain
      .map(({ issuedAt }) => issuedAt)
      .sort()
      .at(-1) ?? '';
  const sorted = complete.toSorted((left, right) => (last(left) < last(right) ? -1 : 1));
  return new Map(sorted.flatMap(([first]) => (first === undefined ? [] : [[first.body.model, first.body] as const])));
}

/** Rows of the models in rounds of a study, in its order, from the collected files alone. */
export function modelEstimates(study: Study, envelopes: readonly Collected[]): readonly EstimateRow[] {
  const agreed = agreedModels(study, envelopes);
  return (study.models ?? []).flatMap((model) => {
    const release = agreed.get(model.id);
    return release === undefined ? [] : modelRows(model, release);
  });
}

/** Everything that follows from collected files: pooled tables as `pool` makes them, then the models in rounds. */
export function poolCollected(study: Study, envelopes: readonly Collected[], quorum?: number): Pooled {
  const pooled = pool(study, currentReleases(study, envelopes), quorum);
  return { ...pooled, estimates: [...pooled.estimates, ...modelEstimates(study, envelopes)] };
}
