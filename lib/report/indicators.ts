import type { Condition } from '../protocol/analysis.ts';
import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { groupLabel, variableLabel } from './groups.ts';
import { type Language, stateOf, stateWords } from './labels.ts';
import { boundOfHundred, count, ofHundred } from './numbers.ts';
import { outcomeLabel } from './outcomes.ts';
import { textsIn } from './texts.ts';
import { isNamedByOutcome, isPeriodic, presentable, topicOf } from './topics.ts';

const preferredTermDays = 90;

/** The term of a return figure that the page puts first: 90 days where it exists, else the longest. */
export function mainTerm(indicators: readonly OwnIndicator[]): number | null {
  const terms = indicators.flatMap((indicator) => (indicator.timeDays === null ? [] : [indicator.timeDays]));
  if (terms.length === 0) return null;
  return terms.includes(preferredTermDays) ? preferredTermDays : Math.max(...terms);
}

/** The indicator of the whole municipality on a topic: undivided, at the main term; undefined when the study has none. */
export function overall(release: OwnRelease, topic: IndicatorTopic): OwnIndicator | undefined {
  const whole = presentable(release).filter(
    (indicator) =>
      topicOf(indicator) === topic && indicator.group === '' && indicator.measure !== 'count' && !isPeriodic(indicator),
  );
  const term = mainTerm(whole);
  return whole.find((indicator) => indicator.timeDays === term);
}

/** Whether any indicator of the page is compared with a group. */
export function peerGroupSize(release: OwnRelease): number | undefined {
  const sizes = presentable(release).flatMap((indicator) => indicator.peers?.municipalities ?? []);
  return sizes.length === 0 ? undefined : Math.min(...sizes);
}

/** The own value in words: a number of a hundred, a count, or the wording of what is missing. */
export function ownWords(indicator: OwnIndicator, language: Language): string {
  const state = stateOf(indicator);
  if (state !== 'shown' || indicator.value === null) return stateWords[state][language];
  if (indicator.measure === 'count') return count(indicator.value, language);
  return ofHundred(indicator.value, language);
}

/** The margin of chance in words; undefined when there is none. */
export function marginWords(indicator: OwnIndicator, language: Language): string | undefined {
  if (stateOf(indicator) !== 'shown' || indicator.low === null || indicator.high === null) return undefined;
  if (indicator.measure === 'count')
    return textsIn(language).chanceShort(count(indicator.low, language), count(indicator.high, language));
  return textsIn(language).chanceShort(boundOfHundred(indicator.low), boundOfHundred(indicator.high));
}

/** The peers' median and middle half in words, shorter in a table; undefined without a group. */
export function peerWords(indicator: OwnIndicator, language: Language, place?: 'table'): string | undefined {
  const peers = indicator.peers;
  if (peers === null) return undefined;
  const [median = '', low = '', high = ''] = [peers.median, peers.lowerQuartile, peers.upperQuartile].map(
    boundOfHundred,
  );
  const texts = textsIn(language);
  return place === 'table' ? texts.peersCell(median, low, high) : texts.peersShort(median, low, high);
}

/** Everything a chart mark shows, as one sentence for those who do not see it. */
export function markWords(indicator: OwnIndicator, language: Language): string {
  const texts = textsIn(language);
  const margin = marginWords(indicator, language);
  const peers = peerWords(indicator, language);
  const own = `${texts.own}: ${ownWords(indicator, language)}${margin === undefined ? '' : ` (${margin})`}`;
  return peers === undefined ? `${own}.` : `${own}. ${texts.peers}: ${peers}.`;
}

/** The indicator's own group, with its term when a table holds several. */
export function rowLabel(indicator: OwnIndicator, language: Language, withTerm: boolean): string {
  if (indicator.outcome !== undefined && isNamedByOutcome(indicator)) return outcomeLabel(indicator.outcome, language);
  const label = groupLabel(indicator.group, language);
  if (!withTerm || indicator.timeDays === null) return label;
  const term = textsIn(language).days(indicator.timeDays);
  return indicator.group === '' ? term : `${label}, ${term}`;
}

const isReachedOnly = ({ variable, in: codes }: Condition) =>
  variable === 'reached' && codes.length === 1 && codes[0] === 'yes';

/** What an indicator is a share of, for example `meldingen` or `bereikte meldingen`. */
export function unitNoun(indicator: OwnIndicator, language: Language): string {
  const texts = textsIn(language);
  const fallback = topicOf(indicator) === 'return' ? 'households' : 'cases';
  const unit = indicator.unit ?? fallback;
  return unit === 'cases' && indicator.where?.some(isReachedOnly) === true ? texts.reachedCases : texts.units[unit];
}

/** The conditions of an indicator in words, but for those that its noun says; undefined without any. */
export function conditionWords(indicator: OwnIndicator, language: Language): string | undefined {
  const conditions = (indicator.where ?? []).filter((condition) => !isReachedOnly(condition));
  if (conditions.length === 0) return undefined;
  const words = conditions.map(({ variable, in: codes }) => {
    const labels = codes.map((code) => groupLabel(`${variable}=${code}`, language));
    return `${variableLabel(variable, language)}: ${labels.join(', ')}`;
  });
  return textsIn(language).onlyWhere(words.join('; '));
}
