import type { Analysis } from '../protocol/analyses.ts';
import type { IndicatorTopic, OwnIndicator } from '../protocol/release.ts';

/** The section of a municipality's page for a measured variable. */
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
export function pageOutcomeOf(analysis: Analysis): OwnIndicator['outcome'] {
  if (analysis.analysis !== 'table') return undefined;
  const measure = analysis.measures.find((each) => each.measure === 'proportion');
  return measure === undefined ? undefined : { variable: measure.variable, in: measure.success };
}

/** The section of the page that an analysis belongs to; undefined where the page has no words of its own for it. */
export function pageTopicOf(analysis: Analysis): IndicatorTopic | undefined {
  if ('by' in analysis && analysis.by.some((name) => name === 'own-threshold')) return 'threshold-amount';
  if (analysis.analysis === 'survival') return 'return';
  const outcome = pageOutcomeOf(analysis);
  return outcome === undefined ? undefined : topicOfVariable[outcome.variable];
}
