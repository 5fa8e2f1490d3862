import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { groupParts, isQuarter } from './groups.ts';

const methodVariables = [
  'first-method',
  'primary-method',
  'method',
  'first-attempt-kind',
  'first-approach',
  'approach',
  'contact-arm',
  'clean-contact-arm',
  'landmark-arm',
  'state',
];
const crossingPopulation = 100_000;

const patterns: readonly (readonly [RegExp, IndicatorTopic])[] = [
  [/threshold/, 'threshold-amount'],
  [/multiple|per-household/, 'multiple-signals'],
  [/speed|days-to|contact-term|within-term/, 'contact-speed'],
  [/help|accept|outcome/, 'help-accepted'],
  [/reach/, 'reach'],
  [/return|repeat|recidiv/, 'return'],
];

/** What an indicator is about: as the release says, else from its measure and analysis. */
export function topicOf(indicator: OwnIndicator): IndicatorTopic {
  if (indicator.topic !== undefined) return indicator.topic;
  if (indicator.measure === 'cumulative-incidence') return 'return';
  const named = patterns.find(([pattern]) => pattern.test(indicator.analysis))?.[1];
  return named ?? (indicator.measure === 'count' ? 'volume' : 'other');
}

/** Whether an indicator is one of a series over quarters. */
export function isPeriodic(indicator: OwnIndicator): boolean {
  return groupParts(indicator.group).some((part) => isQuarter(part.variable));
}

/** Return split by way of contact without adjustment: people reached differ from the others, so it invites a false conclusion. */
export function isConfounded(indicator: OwnIndicator): boolean {
  if (topicOf(indicator) !== 'return' || indicator.adjusted === true) return false;
  return groupParts(indicator.group).some((part) => methodVariables.includes(part.variable));
}

/** Return by way of contact, adjusted: shown or withheld, with a sentence of its own. */
export const isAdjustedReturn = (indicator: OwnIndicator): boolean =>
  topicOf(indicator) === 'return' && indicator.adjusted === true;

function isCrossed(indicator: OwnIndicator): boolean {
  return groupParts(indicator.group).filter((part) => !isQuarter(part.variable)).length > 1;
}

/** The indicators that a page and its downloads may show: rulings 34 and 37. */
export function presentable(release: OwnRelease): readonly OwnIndicator[] {
  const mayCross = (release.inhabitants ?? 0) >= crossingPopulation;
  return release.indicators.filter((indicator) => !isConfounded(indicator) && (mayCross || !isCrossed(indicator)));
}

/** One table of a page: the indicators of an analysis that differ only in group and term. */
export type Block = {
  readonly analysis: string;
  readonly variable: string;
  readonly indicators: readonly OwnIndicator[];
};

/** Whether an indicator stands beside others of its topic that ask something else of the same rows. */
export const isNamedByOutcome = (indicator: OwnIndicator): boolean =>
  topicOf(indicator) === 'contact-speed' && indicator.outcome !== undefined && indicator.group === '';

/** Whether an indicator is about rows of which the group is not known, and cannot be shown: it would say nothing twice. */
export const isEmptyRest = ({ group, value }: OwnIndicator): boolean =>
  value === null && groupParts(group).some((part) => part.code === 'unknown');

/** Divides the indicators of a topic into blocks by analysis, measure and splitting variables, in the order of the release. */
export function blocks(indicators: readonly OwnIndicator[]): readonly Block[] {
  const key = (indicator: OwnIndicator) =>
    [
      isNamedByOutcome(indicator) ? '' : indicator.analysis,
      indicator.measure,
      ...groupParts(indicator.group).map((part) => part.variable),
    ].join(' ');
  return [...Map.groupBy(indicators, key).values()].map((members) => ({
    analysis: members[0]?.analysis ?? '',
    variable: groupParts(members[0]?.group ?? '')[0]?.variable ?? '',
    indicators: members,
  }));
}
