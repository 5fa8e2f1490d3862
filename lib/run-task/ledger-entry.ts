import type { Job } from '../protocol/message.ts';
import type { PooledRelease } from '../protocol/release.ts';
import { digestOf } from '../signing/canonical.ts';
import type { FetchedExtracts } from './fetch-extracts.ts';
import type { GatedRelease } from './gate-release.ts';

/** `ledger/releases/<taskId>.json`: what was asked, of which snapshots, what left and what the gate found; counts and digests, never members. */
export function ledgerEntry(
  job: Job,
  { extracts, withoutExtract }: FetchedExtracts,
  gated: GatedRelease,
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
    certificate: gated.certificate,
    denied: gated.denied,
    analyses: job.study.analyses.map((analysis) => ({
      analysis: analysis.id,
      query: digestOf(analysis),
      findings: gated.findings.filter((finding) => finding.analysis === analysis.id),
    })),
  };
}
