import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { type Html, html } from './html.ts';
import { marginWords, overall, ownWords, peerWords, unitNoun } from './indicators.ts';
import {
  type Language,
  noFindingReasons,
  stateOf,
  stateWords,
  topicTitles,
  verdictSigns,
  verdictWords,
} from './labels.ts';
import { capital, ofHundred } from './numbers.ts';
import { textsIn } from './texts.ts';
import { presentable, topicOf } from './topics.ts';

const keyTopics = ['return', 'reach', 'help-accepted'] as const;

/** The verdict as sign and word; nothing when there is no figure to compare. */
export function verdictBadge(indicator: OwnIndicator, language: Language): Html | undefined {
  if (stateOf(indicator) !== 'shown' || indicator.measure === 'count') return undefined;
  const verdict = indicator.verdict;
  return html`<span class="nl-data-badge vz-verdict vz-verdict--${verdict}"><span aria-hidden="true">${verdictSigns[verdict]}</span> ${verdictWords[verdict][language]}</span>`;
}

const findingTopics = ['return', 'reach'] as const;

/** The page's first sentence: return of signals if it may be shown, else reach, else that there is neither. */
export function finding(release: OwnRelease, language: Language): string {
  const texts = textsIn(language);
  for (const topic of findingTopics) {
    const indicator = overall(release, topic);
    if (indicator === undefined || stateOf(indicator) !== 'shown' || indicator.value === null) continue;
    const sentence = texts.findings[topic][indicator.verdict];
    return sentence(ofHundred(indicator.value, language), unitNoun(indicator, language), indicator.timeDays ?? 0);
  }
  return findingTopics.some((topic) => isAsked(release, topic)) ? texts.noFinding : texts.notAsked;
}

const isAsked = (release: OwnRelease, topic: IndicatorTopic): boolean =>
  presentable(release).some((indicator) => topicOf(indicator) === topic);

/** Why the first sentence is no figure: what was not asked, not delivered, not known or not shown; undefined when it is one. */
export function noFindingReason(release: OwnRelease, language: Language): string | undefined {
  const asked = findingTopics.flatMap((topic) => {
    const indicator = overall(release, topic);
    return indicator === undefined ? [] : [{ topic, state: stateOf(indicator) }];
  });
  if (asked.some(({ state }) => state === 'shown')) return undefined;
  const texts = textsIn(language);
  const shows = presentable(release).some((indicator) => stateOf(indicator) === 'shown');
  const [first] = asked;
  if (first === undefined) return shows ? texts.otherFigures : texts.noFigures;
  if (asked.every(({ state }) => state === first.state)) return noFindingReasons[first.state][language];
  return asked.map(({ topic, state }) => `${topicTitles[topic][language]}: ${stateWords[state][language]}.`).join(' ');
}

/** The question that the figures raise first: about a difference, else about what the page says first; undefined without figures. */
export function firstQuestion(release: OwnRelease, language: Language): Html | undefined {
  const texts = textsIn(language);
  const shown = keyTopics.flatMap((topic) => {
    const indicator = overall(release, topic);
    return indicator !== undefined && stateOf(indicator) === 'shown' ? [{ topic, verdict: indicator.verdict }] : [];
  });
  const differs = shown.find(({ verdict }) => verdict === 'higher' || verdict === 'lower');
  const asked = differs ?? shown[0];
  if (asked === undefined) return undefined;
  const question = texts.questions[asked.topic];
  return html`<p class="nl-paragraph vz-first-question"><strong>${texts.firstQuestion}:</strong> ${question} <a class="nl-link" href="#questions">${texts.moreQuestions}</a></p>`;
}

/** The main figures as cards: value, margin, comparison. */
export function keyFigures(release: OwnRelease, language: Language): Html {
  const cards = keyTopics.flatMap((topic) => {
    const indicator = overall(release, topic);
    return indicator === undefined ? [] : [card(indicator, topic, language)];
  });
  if (cards.length === 0) return html``;
  return html`<ul class="vz-cards">${cards}</ul>`;
}

function card(indicator: OwnIndicator, topic: (typeof keyTopics)[number], language: Language): Html {
  const texts = textsIn(language);
  const term = indicator.timeDays === null ? '' : ` ${texts.days(indicator.timeDays)}`;
  const label = html`<p class="vz-card-label"><a class="nl-link" href="#${topic}">${texts.rowFor[topic]}</a>${term}</p>`;
  if (stateOf(indicator) !== 'shown')
    return html`<li class="vz-card">${label}<p class="vz-card-missing">${capital(ownWords(indicator, language))}.</p></li>`;
  const margin = marginWords(indicator, language);
  const peers = peerWords(indicator, language);
  return html`<li class="vz-card">${label}
<div><p class="vz-card-figure"><strong>${ownWords(indicator, language)}</strong> <span>${texts.perHundred} ${unitNoun(indicator, language)}</span></p>
${margin !== undefined && html`<p class="vz-small">${texts.margin}: ${margin}</p>`}
${peers !== undefined && html`<p class="vz-small">${texts.peers}: ${peers}</p>`}</div>
<p class="vz-card-verdict">${verdictBadge(indicator, language)} <span class="vz-small">${texts.verdictReason[indicator.verdict]}</span></p></li>`;
}
