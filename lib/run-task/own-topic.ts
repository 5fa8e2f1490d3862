import type { AnalysisEvidence } from '../analyses/run-study.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { IndicatorTopic, OwnIndicator } from '../protocol/release.ts';

/** The section of the page for a measured variable. */
const topicOfVariable: Readonly<Record<string, IndicatorTopic>> = {
  reached: 'reach',
  'help-accepted': 'help-accepted',
  'wants-help': 'help-accepted',
  'contact-arm': 'help-accepted',
  'first-attempt-term': 'contact-speed',
  'crisis-attempt-in-time': 'contact-speed',
  'speed-band': 'contact-speed',
  'reached-in-28': 'contact-speed',
  'multiple-signals': 'multiple-signals',
};

/** What an analysis measures on the page: the variable with the codes that count; undefined for a share within a term. */
function outcomeOf({ analysis }: AnalysisEvidence): OwnIndicator['outcome'] {
  if (analysis.analysis !== 'table') return undefined;
  const measure = analysis.measures.find((each) => each.measure === 'proportion');
  return measure === undefined ? undefined : { variable: measure.variable, in: measure.success };
}

function topicOf({ analysis }: AnalysisEvidence, outcome: OwnIndicator['outcome']): IndicatorTopic | undefined {
  if ('by' in analysis && analysis.by.some((name) => name === 'own-threshold')) return 'threshold-amount';
  if (analysis.analysis === 'survival') return 'return';
  return outcome === undefined ? undefined : topicOfVariable[outcome.variable];
}

/** What the page is told of an analysis: what is counted, of which rows, what counts as yes, and the section. */
export function aboutAnalysis(found: AnalysisEvidence): Pick<OwnIndicator, 'unit' | 'where' | 'topic' | 'outcome'> {
  const { analysis } = found;
  const outcome = outcomeOf(found);
  const topic = topicOf(found, outcome);
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
