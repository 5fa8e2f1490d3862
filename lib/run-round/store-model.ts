import type { Finding } from '../disclosure/checks.ts';
import { policy as research } from '../disclosure/policy.ts';
import { discloseModel } from '../disclosure/release.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { RoundJob, StoredModel } from '../protocol/rounds.ts';
import type { Design } from '../rounds/design.ts';
import { fittedModel, gridOf, methodOf } from '../rounds/final-model.ts';
import type { PathEnd } from '../rounds/path.ts';
import type { RunPorts } from '../run-task/ports.ts';
import { canonicalBytes, digestOf } from '../signing/canonical.ts';
import type { Place } from './seal.ts';

/** `ledger/releases/<taskId>.json` of a round that ends something: what was asked and what was found; counts and digests, never members. */
export async function writeLedger(
  job: RoundJob,
  model: RoundsModel,
  { releaseDigest, findings }: { readonly releaseDigest: string; readonly findings: readonly Finding[] },
  ports: RunPorts,
): Promise<void> {
  const { taskId, studyDigest, approvalDigest, parties, round } = job;
  const analyses = [{ analysis: model.id, query: digestOf(model), findings }];
  const entry = { schema: 'vroegzicht-model-ledger/1', taskId, studyDigest, approvalDigest, parties, round };
  const policy = (ports.policy ?? research).id;
  await ports.ledger.create(`releases/${taskId}.json`, canonicalBytes({ ...entry, policy, releaseDigest, analyses }));
}

/** Sends the end of a chain through the gate for models and stores what may be signed; every party computes the same from the chain. */
export async function storeModel(
  job: RoundJob,
  { model, design, place, end }: { model: RoundsModel; design: Design; place: Place; end: PathEnd },
  ports: RunPorts,
): Promise<void> {
  const { taskId, researcher, study } = job;
  const header = {
    schema: 'vroegzicht-model/1' as const,
    taskId,
    provider: place.provider,
    studyId: study.study,
    version: study.version,
    studyDigest: job.studyDigest,
    model: model.id,
    chain: place.chain,
    parties: job.parties,
    head: place.head,
    rounds: end.rounds,
    policy: (ports.policy ?? research).id,
    synthetic: end.counts?.synthetic ?? false,
    municipalities: end.counts?.municipalities ?? 0,
    dataFrom: end.counts?.dataFrom ?? null,
    dataUntil: end.counts?.dataUntil ?? null,
    method: methodOf(model),
    grid: gridOf(study.ladderDays, end),
  };
  const { release: body, findings } = discloseModel(header, fittedModel(model, design, end));
  const stored: StoredModel = { schema: 'vroegzicht-stored-model/1', taskId, researcher, release: job.release, body };
  const reasons = end.status === 'converged' ? findings : [...findings, unfinished(end)];
  await writeLedger(job, model, { releaseDigest: digestOf(body), findings: reasons }, ports);
  await ports.releases.create(`models/${taskId}.json`, canonicalBytes(stored));
}

const unfinished = ({ status, rounds }: PathEnd): Finding => ({
  check: status,
  evidence: 'model',
  cell: '(all)',
  measured: rounds,
  limit: rounds,
});
