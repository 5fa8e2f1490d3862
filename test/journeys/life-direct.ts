import { join } from 'node:path';
import { combineOutcomes } from '../../lib/analyses/combine.ts';
import { estimateRows } from '../../lib/analyses/estimates.ts';
import { kmsSigner } from '../../lib/aws/kms.ts';
import { objectStore } from '../../lib/aws/s3.ts';
import type { LocalCloud } from '../../lib/local/cloud.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { ProviderId } from '../../lib/protocol/identifiers.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { approveStudy } from '../../lib/provider/approve-study.ts';
import type { BundleFiles } from '../../lib/study/bundle-format.ts';
import { packBundle } from '../../lib/study/bundle-zip.ts';
import { dryRun } from '../../lib/study/dry-run.ts';
import { recordsOf, writeSource } from './life-world.ts';

/** One gate: the municipalities of a provider, or of a wave, and the kind of their files. */
export type Gate = { readonly codes: readonly string[]; readonly format: 'xlsx' | 'json' };

/**
 * The pooled estimates computed without any cloud: new exports that never held the objecting households, run through the
 * engine and the same gate for each provider and wave, then pooled.
 */
export async function directEstimates(
  directory: string,
  study: Study,
  { gates, objectors }: { readonly gates: readonly Gate[]; readonly objectors: readonly string[] },
): Promise<readonly EstimateRow[]> {
  const parts: AnalysisOutcome[] = [];
  for (const { codes, format } of gates) {
    const exports = [];
    for (const code of codes)
      exports.push(await writeSource(join(directory, 'direct'), `${code}.${format}`, [recordsOf(code, objectors)]));
    const run = await dryRun({ study, exports, controlled: true, progress: () => undefined, memoryMegabytes: 512 });
    parts.push(...run.outcomes);
  }
  const outcomes = study.analyses.flatMap(
    ({ id }) => combineOutcomes(parts.filter(({ analysis }) => analysis === id)) ?? [],
  );
  return estimateRows(study, outcomes, { studyId: study.study, provider: 'pooled', municipality: '', policy: '' });
}

/** An approval of thirty days ago that was valid for one day. */
export async function approveLongAgo(cloud: LocalCloud, provider: string, studyId: string): Promise<void> {
  const connection = cloud.client(provider, 'approver');
  const store = (bucket: string) => objectStore(cloud.bucketName(provider, bucket), { connection });
  const long = new Date(Date.now() - 30 * 86_400_000);
  const desk = {
    register: store('register'),
    releases: store('releases'),
    signer: kmsSigner(cloud.keyArn(provider, 'approval'), connection),
    provider: ProviderId.parse(provider),
    clock: () => long,
  };
  const terms = { days: 1, maximumRuns: 10, maximumRounds: 0, release: 'automatic', twoPersons: false } as const;
  await approveStudy(desk, { studyId, version: 1, approver: 'C. Derde', ...terms });
}

/** For each file of a bundle an archive in which one byte of it is changed, and one without it. */
export async function* tamperedBundles(files: BundleFiles) {
  for (const [name, content] of files) {
    const changed = Buffer.from(content);
    const middle = Math.floor(changed.length / 2);
    changed[middle] = changed[middle] === 0x41 ? 0x42 : 0x41;
    yield { name, archive: await packBundle(new Map(files).set(name, changed), new Date(0)) };
    const without = new Map(files);
    without.delete(name);
    yield { name, archive: await packBundle(without, new Date(0)) };
  }
}
