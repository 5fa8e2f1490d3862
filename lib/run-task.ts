import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { estimateRows } from './analyses/estimates.ts';
import { type AnalysisEvidence, runStudy } from './analyses/run-study.ts';
import { studyContext } from './analyses/study-context.ts';
import { openCatalogue } from './dataset/catalogue.ts';
import type { DatedThreshold } from './dataset/dated-thresholds.ts';
import { openSandbox } from './dataset/duckdb.ts';
import { participantOf } from './dataset/participant.ts';
import type { Restrictions } from './dataset/restrictions.ts';
import { type Policy, policy as research } from './disclosure/policy.ts';
import { type Disclosed, disclosePooled, discloseStored } from './disclosure/release.ts';
import type { Job } from './protocol/message.ts';
import type { Refusal, StoredRelease } from './protocol/release.ts';
import { participants } from './register/participants.ts';
import { openRegister } from './register/register.ts';
import { unanswerable } from './rounds/unanswerable.ts';
import { type FetchedExtracts, fetchExtracts } from './run-task/fetch-extracts.ts';
import { type GatedRelease, gateRelease } from './run-task/gate-release.ts';
import { ledgerEntry } from './run-task/ledger-entry.ts';
import { ownReleases } from './run-task/own-releases.ts';
import { agreedThresholds, markThresholds } from './run-task/own-thresholds.ts';
import { pastSnapshots } from './run-task/past-snapshots.ts';
import { dayOf, pinTask } from './run-task/pin.ts';
import type { RunPorts } from './run-task/ports.ts';
import { objectionsBy, restrictionsOf } from './run-task/restrictions.ts';
import { neededMunicipalities, noteParticipants, takingPart } from './run-task/waves.ts';
import { canonicalBytes, digestOf } from './signing/canonical.ts';

/** What came of a job: its release was stored now, stood there already, or the question was refused. */
export type RunOutcome = 'stored' | 'already-stored' | 'refused';

/**
 * Runs an approved study once on the present snapshots of the municipalities whose agreement covers it. Two disclosed outputs leave in
 * one object: pooled for the researcher, own for each municipality. The same job twice computes nothing: the stored bytes count.
 */
export async function runTask(job: Job, ports: RunPorts): Promise<RunOutcome> {
  const key = `${job.taskId}.json`;
  if ((await ports.releases.get(key)) !== undefined) return 'already-stored';
  const wrong = unanswerable(job.study);
  if (wrong !== undefined) return await refuse(job, ports, wrong);
  const all = await openRegister(ports.register).municipalities.list();
  const day = await dayOf(job.taskId, ports.releases, ports.clock());
  const allowed = participants(all, job.study.purpose, day, job.study.study);
  const counted = await takingPart(job, allowed, ports.releases);
  const taking = counted.map((each) => each.municipality);
  const directory = await mkdtemp(join(ports.workDirectory, 'run-'));
  try {
    const thresholds = agreedThresholds(counted);
    const found = await fetchExtracts(ports.extracts, taking, join(directory, 'extracts'));
    const fetched = { ...found, extracts: markThresholds(found.extracts, thresholds) };
    if (fetched.extracts.length < neededMunicipalities(job)) return await refuse(job, ports, tooFew(job));
    if (!(await pinTask(job.taskId, day, fetched, ports.releases))) return await refuse(job, ports, dataChanged);
    const restrictions = await restrictionsOf(ports.register, counted, job.study, day);
    const policy = ports.policy ?? research;
    const { evidence, gated } = await compute(job, ports, { fetched, restrictions, thresholds, policy }, directory);
    const { taskId, study } = job;
    const acceptedOn = job.acceptedAt.slice(0, 10);
    const { provider, ledger } = ports;
    const { extracts } = fetched;
    const { nearMisses } = gated;
    const objections = objectionsBy(restrictions);
    const asked = { taskId, provider, study, evidence, extracts, taking: counted, acceptedOn, policy };
    const own = await ownReleases({ ...asked, objections, nearMisses }, ledger);
    const release = disclose(job, ports, { outside: all.length - allowed.length, fetched, gated, own });
    await ports.ledger.create(`releases/${key}`, canonicalBytes(ledgerEntry(job, fetched, gated, release.pooled)));
    await noteParticipants(
      job,
      fetched.extracts.map(({ manifest }) => manifest.municipality),
      ports.releases,
    );
    return (await ports.releases.create(key, canonicalBytes(release))) === 'created' ? 'stored' : 'already-stored';
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type ToCompute = {
  readonly fetched: FetchedExtracts;
  readonly restrictions: Restrictions;
  readonly thresholds: readonly DatedThreshold[];
  readonly policy: Policy;
};

/** Computes the study and sends it through the gate, which may ask the rows how many households are behind a difference. */
async function compute(
  job: Job,
  ports: RunPorts,
  { fetched, restrictions, thresholds, policy }: ToCompute,
  directory: string,
): Promise<{ readonly evidence: readonly AnalysisEvidence[]; readonly gated: GatedRelease }> {
  const { memoryMegabytes, threads: lanes } = ports;
  const sandbox = await openSandbox({ directory, memoryMegabytes, threads: 1, lanes });
  const past = pastSnapshots(ports, { directory, restrictions, thresholds });
  try {
    const catalogue = await openCatalogue(sandbox, fetched.extracts, restrictions, thresholds);
    const taking = fetched.extracts.map((extract) => participantOf(extract.manifest));
    const evidence = await runStudy({
      study: job.study,
      context: studyContext(job.study),
      participants: taking,
      minimumMunicipalities: neededMunicipalities(job),
      answer: catalogue.answer,
    });
    const { publicTotals = [] } = ports;
    const toGate = {
      job,
      evidence,
      extracts: fetched.extracts,
      policy,
      publicTotals,
      query: catalogue.query,
      past: past.open,
    };
    return { evidence, gated: await gateRelease(toGate, ports.ledger) };
  } finally {
    past.close();
    sandbox.close();
  }
}

type Computed = {
  readonly outside: number;
  readonly fetched: FetchedExtracts;
  readonly gated: GatedRelease;
  readonly own: Awaited<ReturnType<typeof ownReleases>>;
};

function disclose(
  job: Job,
  { provider, policy = research }: RunPorts,
  { outside, fetched, gated, own }: Computed,
): Disclosed<StoredRelease> {
  const { taskId, study, studyDigest } = job;
  const { extracts, withoutExtract } = fetched;
  const { outcomes, certificate, certificateDigest } = gated;
  const source = { studyId: study.study, provider, municipality: '', policy: policy.id };
  const header = {
    schema: 'vroegzicht-release/1' as const,
    taskId,
    studyId: study.study,
    version: study.version,
    studyDigest,
    provider,
    policy: policy.id,
    participation: {
      municipalities: extracts.length,
      withoutAgreement: outside,
      withoutExtract: withoutExtract.length,
    },
    snapshotsDigest: digestOf(extracts.map(({ manifest }) => [manifest.municipality, manifest.snapshot])),
    synthetic: extracts.some(({ manifest }) => manifest.synthetic),
    estimates: [...estimateRows(study, outcomes, source)],
    protection: { rule: certificate.rule, certificate: certificateDigest },
    ...(job.wave !== undefined && { wave: job.wave }),
  };
  return discloseStored(
    { taskId, researcher: job.researcher, release: gated.needsReview ? 'review' : job.release },
    disclosePooled(header, outcomes),
    own,
  );
}

type Reason = Pick<Refusal, 'code' | 'reason' | 'remedy'>;

const tooFew = (job: Job): Reason => ({
  code: 'too-few-municipalities',
  reason: `fewer municipalities take part than the ${neededMunicipalities(job)} that ${job.wave === undefined ? 'the study' : 'a later wave'} asks for`,
  remedy:
    job.wave === undefined
      ? 'wait until more municipalities have an agreement for this purpose and an extract, or submit the study with a lower minimum'
      : 'wait until more municipalities that no answer counts yet have an agreement for this purpose and an extract; the answers that are there stay as they are',
});

const dataChanged: Reason = {
  code: 'data-changed',
  reason: 'the data changed between two attempts at this task',
  remedy: 'ask for a new run of the study',
};

async function refuse(job: Job, { provider, releases }: RunPorts, reason: Reason): Promise<RunOutcome> {
  const refusal: Refusal = {
    schema: 'vroegzicht-refusal/1',
    taskId: job.taskId,
    provider,
    ...reason,
    at: job.acceptedAt,
  };
  await releases.create(`refusals/${job.taskId}.json`, canonicalBytes(refusal));
  return 'refused';
}
