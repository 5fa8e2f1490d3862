import type { RowsOfPopulations } from '../analyses/difference-facts.ts';
import { scopedEvidence } from '../analyses/evidence-scopes.ts';
import { householdFacts } from '../analyses/household-facts.ts';
import { bindAnalysis } from '../analyses/registry.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { participantOf } from '../dataset/participant.ts';
import type { Policy } from '../disclosure/policy.ts';
import type { PublicTotal } from '../disclosure/public-totals.ts';
import { questionsOf } from '../disclosure/questions.ts';
import { type AnalysisToGate, discloseTask, type GatedTask } from '../disclosure/release.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { Sha256 } from '../protocol/identifiers.ts';
import type { Job } from '../protocol/message.ts';
import { digestOf } from '../signing/canonical.ts';
import { loadSolver } from '../solver/highs.ts';
import { earlierReleases, type PresentPopulation } from './earlier-releases.ts';
import { appendEntry, readEntry, readLedger } from './ledger.ts';
import type { Counted } from './ledger-entries.ts';
import { mustBeReviewed, plainNumber } from './ledger-state.ts';
import { type OpenPast, rowsOfPast } from './past-snapshots.ts';
import { withPublicTotals } from './published.ts';

/** A task on its way through the gate. */
export type ReleaseToGate = {
  readonly job: Job;
  readonly evidence: readonly AnalysisEvidence[];
  readonly extracts: readonly LocalExtract[];
  readonly policy: Policy;
  readonly publicTotals: readonly PublicTotal[];
  readonly query: RowsOfPopulations['query'];
  /** Opens the rows of earlier snapshots of municipalities (L5). */
  readonly past?: OpenPast;
};

/** The gated task with the digest of its certificate, and whether a person must look at it first. */
export type GatedRelease = GatedTask & {
  readonly certificateDigest: Sha256;
  readonly needsReview: boolean;
  /** Analyses whose participants differ by one or two municipalities from those of an earlier release (ruling 19). */
  readonly nearMisses: ReadonlySet<string>;
};

type Prepared = {
  readonly analyses: readonly AnalysisToGate[];
  readonly present: ReadonlyMap<string, PresentPopulation>;
};

/** The municipalities whose source delivers what an analysis needs, with their snapshots. */
function countedIn({ job, extracts }: ReleaseToGate, found: AnalysisEvidence): readonly Counted[] {
  const { needs } = bindAnalysis(found.analysis, studyContext(job.study));
  return extracts
    .filter(({ manifest }) => !needs.some((need) => participantOf(manifest).unavailable.includes(need)))
    .map(({ manifest }) => ({ municipality: manifest.municipality, snapshot: manifest.snapshot }))
    .toSorted((a, b) => (a.municipality < b.municipality ? -1 : 1));
}

function prepare(release: ReleaseToGate): Prepared {
  const { study } = release.job;
  const present = new Map<string, PresentPopulation>();
  const analyses = release.evidence.map((found): AnalysisToGate => {
    const { analysis, missing, coverage, pooled } = found;
    const counted = countedIn(release, found);
    const settings = {
      context: studyContext(study),
      population: digestOf(counted).slice(0, 16),
      registered: study.primary.includes(analysis.id),
    };
    const parts = missing.length > 0 ? [] : scopedEvidence(analysis, pooled, settings);
    for (const { scope } of parts) present.set(scope.universe, { unit: scope.unit, counted });
    return { analysis: analysis.id, missing, coverage, parts };
  });
  return { analyses, present };
}

const municipalitiesIn = (present: Prepared['present']) => (universe: string) =>
  present.get(universe)?.counted.map(({ municipality }) => municipality);

const dayOf = ({ acceptedAt }: Job) => acceptedAt.slice(0, 10);

/** What the ledger keeps of a gated task. */
function entryOf({ job, policy }: ReleaseToGate, gated: GatedTask, present: Prepared['present']) {
  const populations = gated.numbers.map(({ universe, domains, numbers }) => ({
    universe,
    unit: present.get(universe)?.unit ?? '',
    counted: [...(present.get(universe)?.counted ?? [])],
    domains: Object.fromEntries([...domains].map(([variable, levels]) => [variable, [...levels]])),
    numbers: numbers.map(plainNumber),
  }));
  const { taskId, researcher, studyDigest } = job;
  const certificate = {
    ...gated.certificate,
    populations: gated.certificate.populations.map((each) => ({ ...each })),
  };
  return {
    taskId,
    researcher,
    studyDigest,
    policy: policy.id,
    day: dayOf(job),
    denied: gated.denied,
    certificate,
    populations,
  };
}

const busy = () => new Failure('node-failed', 'ledger-busy', 'other tasks come first all the time', 'try again');

/**
 * Sends a task through the gate against everything released before and commits it to the ledger in the same step: when another task
 * was committed meanwhile, it is judged again. A task that was committed already gets the same answer.
 */
export async function gateRelease(release: ReleaseToGate, store: ObjectStore): Promise<GatedRelease> {
  const { job, policy, query, past } = release;
  const solver = await loadSolver();
  const { analyses, present } = prepare(release);
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const state = await readLedger(store, present);
    const earlier = withPublicTotals(release, earlierReleases(state, present, job), present);
    const settings = { policy, solver, earlier };
    const questions = questionsOf({ parts: analyses.flatMap((each) => each.parts), ...settings });
    const rowsBefore = past === undefined ? {} : { rowsBefore: rowsOfPast(state, present, past) };
    const rows = { query, municipalitiesOf: municipalitiesIn(present), ...rowsBefore };
    const facts = await householdFacts(questions, rows, policy);
    const gated = discloseTask(analyses, { ...settings, facts });
    const isNear = ({ parts }: AnalysisToGate) => parts.some(({ scope }) => earlier(scope.universe).nearMiss);
    const nearMisses = new Set(analyses.filter(isNear).map(({ analysis }) => analysis));
    const needsReview = mustBeReviewed(state, { researcher: job.researcher, day: dayOf(job) }, policy);
    const before = state.tasks.get(job.taskId);
    const committed = before === undefined ? undefined : await readEntry(store, before);
    if (committed !== undefined)
      return { ...gated, certificateDigest: digestOf(committed.certificate), needsReview, nearMisses };
    const entry = entryOf(release, gated, present);
    if ((await appendEntry(store, state, entry)) === 'appended')
      return { ...gated, certificateDigest: digestOf(entry.certificate), needsReview, nearMisses };
  }
  throw busy();
}
