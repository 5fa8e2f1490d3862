import type { Participant } from '../dataset/participant.ts';
import type { Query, ResultRow } from '../dataset/plan.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Coverage } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import type { StudyContext } from './module.ts';
import { bindAnalysis } from './registry.ts';

/** Asks the data one question. */
export type QueryPort = (query: Query) => Promise<readonly ResultRow[]>;

/** What an analysis found before the gate; `own` gives the evidence of one municipality from the same rows. */
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
  readonly query: QueryPort;
  /** Fewest municipalities that a pooled answer may be made of; one in a dry run. */
  readonly minimumMunicipalities?: number;
  readonly tell?: (analysis: string) => void;
};

/**
 * Runs one analysis over the municipalities whose source delivers what it needs. When they are fewer than the minimum it is not
 * available pooled: two municipalities would each read the other's number (ruling 18).
 */
async function runAnalysis(
  analysis: Analysis,
  { context, participants, query, minimumMunicipalities = 1 }: StudyRun,
): Promise<AnalysisEvidence> {
  const bound = bindAnalysis(analysis, context);
  const missing = bound.needs.filter((need) =>
    participants.every((participant) => participant.unavailable.includes(need)),
  );
  const taking = participants.filter(
    (participant) => !bound.needs.some((need) => participant.unavailable.includes(need)),
  );
  const coverage = coverageOf(taking);
  if (taking.length === 0)
    return { analysis, missing: missing.length > 0 ? missing : bound.needs, coverage, pooled: [], own: () => [] };
  const codes = new Set(taking.map((participant) => participant.municipality));
  const results: (readonly ResultRow[])[] = [];
  for (const each of bound.queries) {
    const rows = await query(each);
    results.push(
      rows.filter((row) => row['municipality_code'] === undefined || codes.has(String(row['municipality_code']))),
    );
  }
  const ownRows = (municipality: string) =>
    results.map((rows) => rows.filter((row) => row['municipality_code'] === municipality));
  return {
    analysis,
    missing: taking.length < minimumMunicipalities ? bound.needs : [],
    coverage,
    pooled: taking.length < minimumMunicipalities ? [] : bound.summarise(results, 'pooled'),
    own: (municipality) => (codes.has(municipality) ? bound.summarise(ownRows(municipality), 'own') : []),
  };
}

/** Runs all analyses of a study in the order of its file. */
export async function runStudy(run: StudyRun): Promise<readonly AnalysisEvidence[]> {
  const found: AnalysisEvidence[] = [];
  for (const analysis of run.study.analyses) {
    found.push(await runAnalysis(analysis, run));
    run.tell?.(analysis.id);
  }
  return found;
}
