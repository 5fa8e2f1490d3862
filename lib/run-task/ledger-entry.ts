import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { discloseOutcome } from '../disclosure/release.ts';
import type { Job } from '../protocol/message.ts';
import type { PooledRelease } from '../protocol/release.ts';
import { digestOf } from '../signing/canonical.ts';
import type { FetchedExtracts } from './fetch-extracts.ts';

/** `ledger/releases/<taskId>.json`: what was asked, of which snapshots, what left and what the gate found; counts and digests, never members. */
export function ledgerEntry(
  job: Job,
  { extracts, withoutExtract }: FetchedExtracts,
  evidence: readonly AnalysisEvidence[],
  pooled: PooledRelease,
) {
  return {
    schema: 'vroegzicht-ledger/1',
    taskId: job.taskId,
    studyDigest: job.studyDigest,
    approvalDigest: job.approvalDigest,
    policy: pooled.policy,
    snapshots: extracts.map(({ manifest }) => ({ municipality: manifest.municipality, snapshot: manifest.snapshot })),
    leftOut: withoutExtract,
    releaseDigest: digestOf(pooled),
    analyses: evidence.map((found) => ({
      analysis: found.analysis.id,
      query: digestOf(found.analysis),
      findings:
        found.missing.length > 0 ? [] : discloseOutcome(found.analysis.id, found.pooled, found.coverage).findings,
    })),
  };
}
