import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { barFigure, returnFigure } from './figure.ts';
import { groupLabel, variableLabel } from './groups.ts';
import { type Html, html } from './html.ts';
import { conditionWords, mainTerm, unitNoun } from './indicators.ts';
import { type Language, stateOf, stateWords, topicTitles } from './labels.ts';
import { capital } from './numbers.ts';
import { outcomeLabel } from './outcomes.ts';
import { indicatorTable } from './table.ts';
import { textsIn } from './texts.ts';
import { type Block, topicOf } from './topics.ts';

const thresholdVariable = 'own-threshold';

/** Heading of a block: what is divided by what; a study's own question in the page's language where the page has no words for it. */
export function blockTitle(release: OwnRelease, block: Block, language: Language): string {
  const base = baseTitle(release, block, language);
  if (block.variable === thresholdVariable) return textsIn(language).byThreshold(base);
  return block.variable === '' ? base : textsIn(language).bySplit(base, variableLabel(block.variable, language));
}

function baseTitle(release: OwnRelease, block: Block, language: Language): string {
  const first = block.indicators[0];
  const topic = first === undefined ? 'other' : subjectOf(first);
  const known = topicTitles[topic][language];
  if (topic !== 'other' && topic !== 'volume') return known;
  const asked = release.questions?.find(({ analysis }) => analysis === block.analysis);
  const question = language === 'nl' ? asked?.dutch : asked?.question;
  if (question !== undefined) return question;
  return first?.outcome === undefined ? known : capital(outcomeLabel(first.outcome, language));
}

/** What a figure is about below and above the threshold amount: return or reach, not the threshold itself. */
function subjectOf(indicator: OwnIndicator): IndicatorTopic {
  const topic = topicOf(indicator);
  if (topic !== 'threshold-amount') return topic;
  return indicator.measure === 'cumulative-incidence' ? 'return' : 'reach';
}

/** One block of a section: heading, chart and table, or one sentence when nothing of it can be shown. */
export function blockBody(release: OwnRelease, block: Block, id: string, language: Language): Html {
  const texts = textsIn(language);
  const title = blockTitle(release, block, language);
  const first = block.indicators[0];
  const isWhole = block.variable === '' && first !== undefined && title === topicTitles[topicOf(first)][language];
  const only = first === undefined ? undefined : conditionWords(first, language);
  const heading = html`<h3 class="nl-heading nl-heading--level-3">${isWhole ? texts.wholeMunicipality : title}</h3>${only !== undefined && html`<p class="nl-paragraph">${only}</p>`}`;
  const { shown, sentences } = byTerm(block.indicators, language);
  const missing = sentences.map((sentence) => html`<p class="vz-missing">${sentence}</p>`);
  if (shown.length === 0) return html`<div class="vz-block">${heading}${missing}</div>`;
  const content = { ...block, indicators: shown };
  return html`<div class="vz-block">${heading}${chart(content, id, title, language)}${indicatorTable(title, shown, language)}${missing}</div>`;
}

/** The terms of which anything is shown, and a sentence for each term of which nothing is. */
function byTerm(indicators: readonly OwnIndicator[], language: Language) {
  const nothing = missingSentence(null, indicators, language);
  if (nothing !== undefined) return { shown: [], sentences: [nothing] };
  const terms = [...Map.groupBy(indicators, (indicator) => indicator.timeDays)].map(([days, members]) => ({
    members,
    sentence: missingSentence(days, members, language),
  }));
  return {
    shown: terms.flatMap(({ members, sentence }) => (sentence === undefined ? members : [])),
    sentences: terms.flatMap(({ sentence }) => sentence ?? []),
  };
}

/** What is said once instead of in every row, when none of the rows can be shown and for one reason. */
function missingSentence(
  days: number | null,
  indicators: readonly OwnIndicator[],
  language: Language,
): Html | undefined {
  const [state, ...others] = new Set(indicators.map(stateOf));
  if (state === undefined || state === 'shown' || state === 'structural-zero' || others.length > 0) return undefined;
  const groups = [...new Set(indicators.map((indicator) => groupLabel(indicator.group, language)))];
  const words = stateWords[state][language];
  if (days === null && groups.length > 1) return html`${capital(words)}.`;
  return html`<strong>${days === null ? groups : textsIn(language).days(days)}</strong>: ${words}.`;
}

function chart(block: Block, id: string, title: string, language: Language): Html | undefined {
  const { indicators } = block;
  if (indicators.some((indicator) => indicator.measure === 'count')) return undefined;
  const term = mainTerm(indicators);
  if (block.variable === '' && term !== null && indicators.length > 1) {
    const ordered = indicators.toSorted((one, other) => (one.timeDays ?? 0) - (other.timeDays ?? 0));
    return returnFigure(id, ordered, title, language);
  }
  const atTerm = indicators.filter((indicator) => indicator.timeDays === term && stateOf(indicator) === 'shown');
  if (atTerm.length === 0) return undefined;
  const units = atTerm[0] === undefined ? '' : unitNoun(atTerm[0], language);
  return barFigure(atTerm, textsIn(language).axisBars(units, term), language);
}
