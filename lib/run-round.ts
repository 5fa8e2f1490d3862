import { studyContext } from './analyses/study-context.ts';
import type { Finding } from './disclosure/checks.ts';
import { policy as research } from './disclosure/policy.ts';
import type { RoundsModel } from './protocol/model.ts';
import type { Refusal } from './protocol/release.ts';
import type { RoundJob, StoredRound } from './protocol/rounds.ts';
import { type Design, designOf } from './rounds/design.ts';
import { ownRound, type RoundQuestion } from './rounds/own-round.ts';
import { type PathEnd, type PathStep, pathOf, type Transcript } from './rounds/path.ts';
import { unanswerable } from './rounds/unanswerable.ts';
import { type LoadedRows, loadRows } from './run-round/load.ts';
import { type ChainSoFar, chainSoFar } from './run-round/pooled.ts';
import { type Place, sealedBody } from './run-round/seal.ts';
import { type RoundState, readRoundState, settleRoundState } from './run-round/state.ts';
import { storeModel, writeLedger } from './run-round/store-model.ts';
import type { RunPorts } from './run-task/ports.ts';
import { canonicalBytes, digestOf } from './signing/canonical.ts';

/** What came of a round: sealed evidence or the final model was stored, it stood there already, or the question was refused. */
export type RoundOutcome = 'round-stored' | 'model-stored' | 'already-stored' | 'refused';

type Asked = { readonly model: RoundsModel; readonly design: Design; readonly place: Place };

/**
 * Takes one round of a model (ruling 20): recomputes the question from the chain of all evidence so far, answers it from the provider's own
 * rows, and seals the answer to the other parties. When the search has ended, it stores the final model instead. A provider alone takes all
 * rounds at once.
 */
export async function runRound(job: RoundJob, ports: RunPorts): Promise<RoundOutcome> {
  if (await isAnswered(job, ports)) return 'already-stored';
  const model = job.study.models?.find(({ id }) => id === job.model);
  if (model === undefined) throw new TypeError(`study ${job.study.study} has no model ${job.model}`);
  const wrong = unanswerable(job.study);
  if (wrong !== undefined) return await refuse(job, wrong, ports);
  const { provider, releases } = ports;
  const first = chainSoFar({ ...job, round: 0 }, provider, undefined);
  if (first.status === 'refused') return await refuse(job, first, ports);
  const previous = job.round === 0 ? undefined : await readRoundState(releases, first.chain, job.round - 1);
  const joined = chainSoFar(job, provider, previous);
  if (joined.status === 'refused') return await refuse(job, joined, ports);
  const { chain, head, transcript } = joined;
  const design = designOf(model, studyContext(job.study));
  const asked: Asked = { model, design, place: { provider, chain, head } };
  const step = pathOf(model, design, transcript);
  if (step.status === 'finished') return await finish(job, asked, step.end, ports);
  if (job.round >= job.maximumRounds) return await finish(job, asked, stopped(transcript), ports);
  const loaded = await loadRows(job, model, ports);
  if (loaded.status === 'too-few') return await refuse(job, tooFew(job, loaded), ports);
  if (previous !== undefined && previous.data !== loaded.digest) return await refuse(job, dataChanged, ports);
  const { findings, ...rows } = loaded;
  const question: RoundQuestion = {
    model,
    design,
    ladder: job.study.ladderDays,
    policy: ports.policy ?? research,
    ...rows,
  };
  if (job.parties.length > 1)
    return await answer(job, asked, { question, transcript, step, findings, data: loaded.digest }, ports);
  return await finish(job, asked, findings.length === 0 ? alone(question, job.maximumRounds) : withheld, ports);
}

async function isAnswered({ taskId }: RoundJob, { releases }: RunPorts): Promise<boolean> {
  const [evidence, model] = [`evidence/${taskId}.json`, `models/${taskId}.json`];
  return (await releases.get(evidence)) !== undefined || (await releases.get(model)) !== undefined;
}

type Answer = {
  readonly question: RoundQuestion;
  readonly transcript: Transcript;
  readonly step: PathStep;
  readonly findings: readonly Finding[];
  readonly data: RoundState['data'];
};

async function answer(job: RoundJob, asked: Asked, found: Answer, ports: RunPorts): Promise<RoundOutcome> {
  const { place, model } = asked;
  const { sums, findings } =
    found.findings.length > 0
      ? { sums: null, findings: found.findings }
      : ownRound(found.question, found.transcript, found.step);
  const state = await settleRoundState(ports.releases, {
    schema: 'vroegzicht-round-state/1',
    chain: place.chain,
    round: job.round,
    head: place.head,
    data: found.data,
    transcript: [...found.transcript],
    own: sums,
    body: await sealedBody(job, place, sums, ports.register),
  });
  const { taskId, researcher } = job;
  const stored: StoredRound = { schema: 'vroegzicht-stored-round/1', taskId, researcher, body: state.body };
  if (state.own === null) await writeLedger(job, model, { releaseDigest: digestOf(state.body), findings }, ports);
  await ports.releases.create(`evidence/${taskId}.json`, canonicalBytes(stored));
  return 'round-stored';
}

async function finish(job: RoundJob, asked: Asked, end: PathEnd, ports: RunPorts): Promise<RoundOutcome> {
  await storeModel(job, { ...asked, end }, ports);
  return 'model-stored';
}

/** The end of a search that used up its rounds. */
function stopped(transcript: Transcript): PathEnd {
  const [counts] = transcript;
  const known = counts?.kind === 'counts' ? counts : null;
  return {
    status: 'not-converged',
    coefficients: [],
    aliased: [],
    last: null,
    counts: known,
    rounds: transcript.length,
  };
}

/** The end of a search that was not begun. */
const withheld: PathEnd = { ...stopped([]), status: 'no-estimate' };

/** All rounds of a provider alone; rows that must not be used in some round end it without an estimate. */
function alone(question: RoundQuestion, maximumRounds: number): PathEnd {
  const transcript: Transcript[number][] = [];
  while (transcript.length < maximumRounds) {
    const step = pathOf(question.model, question.design, transcript);
    if (step.status === 'finished') return step.end;
    const { sums } = ownRound(question, transcript, step);
    if (sums === null) return { ...stopped(transcript), status: 'no-estimate' };
    transcript.push(sums);
  }
  const step = pathOf(question.model, question.design, transcript);
  return step.status === 'finished' ? step.end : stopped(transcript);
}

type Objection = Omit<Extract<ChainSoFar, { status: 'refused' }>, 'status'>;

const dataChanged: Objection = {
  code: 'data-changed',
  reason: 'since the first round a municipality joined or left, delivered again, or received an objection',
  remedy: 'start a new attempt: it uses the present data from the first round on',
};

const tooFew = ({ study }: RoundJob, { municipalities }: Extract<LoadedRows, { status: 'too-few' }>): Objection => ({
  code: 'too-few-municipalities',
  reason: `${municipalities} municipalities have an extract with what the model needs, the study asks for ${study.minimumMunicipalities}`,
  remedy: 'wait until more municipalities take part, or go on without this provider',
});

async function refuse(job: RoundJob, objection: Objection, ports: RunPorts): Promise<RoundOutcome> {
  const { code, reason, remedy } = objection;
  const { taskId, acceptedAt: at } = job;
  const refusal: Refusal = {
    schema: 'vroegzicht-refusal/1',
    taskId,
    provider: ports.provider,
    code,
    reason,
    remedy,
    at,
  };
  await ports.releases.create(`refusals/${taskId}.json`, canonicalBytes(refusal));
  return 'refused';
}
