import type { EstimateRow } from '../protocol/estimate.ts';
import type { ProviderId } from '../protocol/identifiers.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { Study } from '../protocol/study.ts';
import { modelRows } from '../rounds/model-estimates.ts';
import type { Collected } from './collect.ts';
import { driveRounds, type Patience, type RoundsResult } from './rounds.ts';
import type { ResearcherDesk } from './send.ts';

/** Who is out of a model, and why. */
export type LeftOut = { readonly provider: ProviderId; readonly reason: string };

/** What became of one model: its rows, who took part, who refused or withheld, who is still waited for. */
export type FittedTogether = {
  readonly model: string;
  readonly status: RoundsResult['status'];
  readonly rows: readonly EstimateRow[];
  readonly parties: readonly ProviderId[];
  readonly without: readonly LeftOut[];
  readonly away: readonly ProviderId[];
  readonly envelopes: readonly Collected[];
};

/** Which providers fit the models of a study, with whose desk, how long they are waited for. */
export type ModelsRequest = {
  readonly study: Study;
  readonly providers: readonly ProviderId[];
  readonly attempt: number;
  /** Ids of the models to fit; all without it. */
  readonly only?: readonly string[];
  readonly desk: ResearcherDesk;
  readonly patience: Patience;
};

/** Fits one model; who refuses is left out and named, and the others start a chain of their own. */
async function fitTogether(model: RoundsModel, request: ModelsRequest): Promise<FittedTogether> {
  const { study, attempt, desk, patience } = request;
  const without: LeftOut[] = [];
  const envelopes: Collected[] = [];
  let parties = request.providers;
  for (;;) {
    const result = await driveRounds({ study, model: model.id, providers: parties, attempt }, desk, patience);
    envelopes.push(...result.envelopes);
    const found = { model: model.id, without, envelopes };
    if (result.status === 'finished')
      return { ...found, status: 'finished', rows: modelRows(model, result.release), parties, away: [] };
    if (result.status === 'waiting') return { ...found, status: 'waiting', rows: [], parties, away: result.away };
    without.push(...result.by);
    const out = new Set<string>(result.by.map(({ provider }) => provider));
    parties = parties.filter((party) => !out.has(party));
    if (parties.length === 0) return { ...found, status: 'stopped', rows: [], parties, away: [] };
  }
}

/** Fits all models in rounds of a study, one after another; call it again to go on where a provider was away. */
export async function fitModels(request: ModelsRequest): Promise<readonly FittedTogether[]> {
  const fitted: FittedTogether[] = [];
  const { study, only } = request;
  for (const model of study.models ?? [])
    if (only?.includes(model.id) ?? true) fitted.push(await fitTogether(model, request));
  return fitted;
}
