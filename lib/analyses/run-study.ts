import type { Answer, Question } from '../dataset/answers.ts';
import type { Participant } from '../dataset/participant.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Coverage } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import type { StudyContext } from './module.ts';
import { type BoundAnalysis, bindAnalysis } from './registry.ts';

/** Puts many questions to the data in one pass; `tell` hears the place of each one that is answered. */
export type AnswerPort = (questions: readonly Question[], tell?: (index: number) => void) => Promise<readonly Answer[]>;

/** What an analysis found before the gate; `own` gives the evidence of one municipality where the study reports to municipalities. */
export type AnalysisEvidence = {
  readonly analysis: Analysis;
  readonly missing: readonly string[];
  readonly coverage: Coverage;
  readonly pooled: readonly Evidence[];
  readonly own: (municipality: string) => readonly Evidence[];
};

function coverageOf(participants: readonly Participant[]): Coverage {
  const from = participants.flatMap((participant) => participant.dataFrom ?? []).sort()[0];
  return {
    dataFrom: from === undefined ? null : `${from.slice(0, 7)}-01`,
    dataUntil:
      participants
        .map((participant) => participant.dataUntil)
        .sort()
        .at(-1) ?? null,
    municipalities: participants.length,
  };
}

/** A study, who takes part in it, and how the data are asked; `tell` hears of each analysis that is done. */
export type StudyRun = {
  readonly study: Study;
  readonly context: StudyContext;
  readonly participants: readonly Participant[];
  readonly answer: AnswerPort;
  /** Fewest municipalities that a pooled answer may be made of; one in a dry run. */
  readonly minimumMunicipalities?: number;
  readonly tell?: (analysis: string) => void;
};

/** An analysis with the municipalities whose source delivers what it needs. */
type Asked = {
  readonly analysis: Analysis;
  readonly bound: BoundAnalysis;
  readonly taking: readonly Participant[];
  readonly questions: readonly Question[];
};

/** Rows of single municipalities are kept only where a page shows them, and when there is only one municipality. */
function ask(analysis: Analysis, { study, context, participants }: StudyRun): Asked {
  const bound = bindAnalysis(analysis, context);
  const taking = participants.filter(
    (participant) => !bound.needs.some((need) => participant.unavailable.includes(need)),
  );
  const municipalities = new Set(taking.map((participant) => participant.municipality));
  const own = participants.length === 1 || (study.report?.indicators ?? []).includes(analysis.id);
  const queries = taking.length === 0 ? [] : bound.queries;
  return { analysis, bound, taking, questions: queries.map((query) => ({ query, municipalities, own })) };
}

/**
 * Evidence of one analysis from the answers to its questions. When fewer municipalities than the minimum can answer it is not available
 * pooled: two municipalities would each read the other's number (ruling 18).
 */
function evidenceOf(
  { analysis, bound, taking, questions }: Asked,
  answers: readonly Answer[],
  { participants, minimumMunicipalities = 1 }: StudyRun,
): AnalysisEvidence {
  const coverage = coverageOf(taking);
  if (taking.length === 0) {
    const missing = bound.needs.filter((need) =>
      participants.every((participant) => participant.unavailable.includes(need)),
    );
    return { analysis, missing: missing.length > 0 ? missing : bound.needs, coverage, pooled: [], own: () => [] };
  }
  const isEnough = taking.length >= minimumMunicipalities;
  const pooledRows = answers.map((answer) => answer.pooled);
  return {
    analysis,
    missing: isEnough ? [] : bound.needs,
    coverage,
    pooled: isEnough ? bound.summarise(pooledRows, 'pooled') : [],
    own: (municipality) => {
      if (questions.some(({ own }) => !own)) throw new RangeError(`${analysis.id} is not reported to municipalities`);
      if (!taking.some((participant) => participant.municipality === municipality)) return [];
      return bound.summarise(
        answers.map((answer) => answer.own(municipality)),
        'own',
      );
    },
  };
}

/** Runs all analyses of a study in one pass over the data; the evidence is in the order of its file. */
export async function runStudy(run: StudyRun): Promise<readonly AnalysisEvidence[]> {
  const asked = run.study.analyses.map((analysis) => ask(analysis, run));
  const starts = asked.map((_, index) => asked.slice(0, index).reduce((sum, each) => sum + each.questions.length, 0));
  const questions = asked.flatMap((each) => each.questions);
  const answers = await run.answer(questions, (index) => {
    const done = asked.find((each, place) => (starts[place] ?? 0) + each.questions.length - 1 === index);
    if (done !== undefined) run.tell?.(done.analysis.id);
  });
  return asked.map((each, place) => {
    const start = starts[place] ?? 0;
    return evidenceOf(each, answers.slice(start, start + each.questions.length), run);
  });
}
