import { pageOutcomeOf, pageTopicOf } from '../analyses/page-topic.ts';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { OwnIndicator } from '../protocol/release.ts';

/** What the page is told of an analysis: what is counted, of which rows, what counts as yes, and the section. */
export function aboutAnalysis({
  analysis,
}: AnalysisEvidence): Pick<OwnIndicator, 'unit' | 'where' | 'topic' | 'outcome'> {
  const outcome = pageOutcomeOf(analysis);
  const topic = pageTopicOf(analysis);
  return {
    ...('unit' in analysis && { unit: analysis.unit }),
    ...(analysis.where.length > 0 && { where: analysis.where }),
    ...(topic !== undefined && { topic }),
    ...(outcome !== undefined && { outcome }),
  };
}

const noPeriod = /(^|;)signal-(quarter|month)=(outside|unknown)(;|$)/;

/** Whether an estimate is about one of the study's own periods, or about no period at all. */
export const isOfPeriod = (row: Estimate): boolean => !noPeriod.test(row.group);
