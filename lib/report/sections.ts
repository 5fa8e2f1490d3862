import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { blockBody, blockTitle } from './block.ts';
import { legend, quarterFigure } from './figure.ts';
import { groupParts, isQuarter } from './groups.ts';
import { type Html, html } from './html.ts';
import { overall, peerGroupSize } from './indicators.ts';
import { type FigureState, type Language, stateOf, stateWords, topicTitles } from './labels.ts';
import { capital, count, dateInWords } from './numbers.ts';
import { indicatorTable } from './table.ts';
import { type Texts, textsIn } from './texts.ts';
import {
  blocks,
  isAdjustedReturn,
  isConfounded,
  isEmptyRest,
  isNamedByOutcome,
  isPeriodic,
  presentable,
  topicOf,
} from './topics.ts';

/** A section of the page with the heading that the contents list repeats. */
export type Section = { readonly id: string; readonly title: string; readonly body: Html };

const topicOrder: readonly IndicatorTopic[] = [
  'return',
  'reach',
  'help-accepted',
  'contact-speed',
  'threshold-amount',
  'multiple-signals',
  'volume',
  'other',
];

/** The sections with figures: one a topic in the fixed order, then development over quarters. */
export function figureSections(release: OwnRelease, language: Language): readonly Section[] {
  const topics = topicOrder.flatMap((topic) => topicSection(release, topic, language) ?? []);
  const quarters = quarterSection(release, language);
  return quarters === undefined ? topics : [...topics, quarters];
}

function topicSection(release: OwnRelease, topic: IndicatorTopic, language: Language): Section | undefined {
  const indicators = presentable(release).filter(
    (indicator) => topicOf(indicator) === topic && !isPeriodic(indicator) && !isEmptyRest(indicator),
  );
  const texts = textsIn(language);
  const note = topic === 'return' ? methodNote(release, texts) : undefined;
  if (indicators.length === 0 && note === undefined) return undefined;
  const title = topicTitles[topic][language];
  const warning = texts.warnings[topic];
  const whole = overall(release, topic);
  const several = indicators.filter(isNamedByOutcome).length > 1;
  const verdict =
    whole === undefined || several || stateOf(whole) !== 'shown' || peerGroupSize(release) === undefined
      ? undefined
      : texts.verdictSentence[whole.verdict];
  const intro = topic === 'return' && whole?.unit === 'signal-spells' ? texts.returnAfterSignal : texts.intros[topic];
  return {
    id: topic,
    title,
    body: html`<p class="nl-paragraph">${intro}</p>
${warning !== undefined && html`<div class="utrecht-alert vz-alert"><p>${warning}</p></div>`}
${verdict !== undefined && html`<p class="nl-paragraph">${verdict}</p>`}
${topic === 'threshold-amount' ? thresholdBody(release, indicators, language) : blockBodies(release, indicators, topic, language)}
${note !== undefined && html`<p class="nl-paragraph vz-note">${note}</p>`}`,
  };
}

/** What is said of return by way of contact: how it was adjusted, or why it is not shown; undefined when nobody asked. */
function methodNote(release: OwnRelease, texts: Texts): string | undefined {
  const adjusted = presentable(release).filter(isAdjustedReturn);
  if (adjusted.some((one) => stateOf(one) === 'shown')) return texts.adjusted;
  if (adjusted.some((one) => stateOf(one) === 'withheld')) return texts.tooFewToAdjust;
  return adjusted.length > 0 || release.indicators.some(isConfounded) ? texts.confounded : undefined;
}

/** Why nothing of several indicators can be shown, when it is one reason: a section says it once. */
function onlyState(indicators: readonly OwnIndicator[]): FigureState | undefined {
  const [state, ...others] = new Set(indicators.map(stateOf));
  return others.length > 0 || state === 'shown' || state === 'structural-zero' ? undefined : state;
}

function blockBodies(
  release: OwnRelease,
  indicators: readonly OwnIndicator[],
  topic: IndicatorTopic,
  language: Language,
): Html {
  const missing = onlyState(indicators);
  if (missing !== undefined) return html`<p class="vz-missing">${capital(stateWords[missing][language])}.</p>`;
  const bodies = blocks(indicators).map((block, index) => blockBody(release, block, `${topic}-${index}`, language));
  return html`${legend(indicators, language)}${bodies}`;
}

/** The amounts, then return before reach; one sentence when the agreement names no amount. */
function thresholdBody(release: OwnRelease, indicators: readonly OwnIndicator[], language: Language): Html {
  const texts = textsIn(language);
  if (indicators.every((indicator) => indicator.status === 'not-available'))
    return html`<p class="vz-missing">${texts.noThreshold}</p>`;
  const amounts = (release.thresholds ?? []).map(({ from, minimumArrearsEuro }) =>
    texts.thresholdFrom(count(minimumArrearsEuro, language), dateInWords(from, language)),
  );
  const isReturn = (indicator: OwnIndicator) => (indicator.measure === 'cumulative-incidence' ? 0 : 1);
  const ordered = indicators.toSorted((one, other) => isReturn(one) - isReturn(other));
  return html`${amounts.length > 0 && html`<p class="nl-paragraph">${texts.thresholds(amounts.join('; '))}</p>`}${blockBodies(release, ordered, 'threshold-amount', language)}`;
}

/** What was computed for a page, in the words of its headings. */
export function figureTitles(release: OwnRelease, language: Language): readonly string[] {
  const shown = presentable(release).filter((one) => !isPeriodic(one) && stateOf(one) !== 'not-applicable');
  const titles = topicOrder.flatMap((topic) =>
    blocks(shown.filter((indicator) => topicOf(indicator) === topic)).map((block) =>
      blockTitle(release, block, language),
    ),
  );
  return [...new Set(titles)];
}

function quarterSection(release: OwnRelease, language: Language): Section | undefined {
  const texts = textsIn(language);
  const periodic = presentable(release).filter((one) => isPeriodic(one) && one.measure !== 'count');
  if (periodic.length === 0) return undefined;
  const rest = (one: OwnIndicator) => groupParts(one.group).filter((part) => !isQuarter(part.variable));
  const key = (one: OwnIndicator) => JSON.stringify([one.analysis, one.timeDays, rest(one)]);
  const series = [...Map.groupBy(periodic, key).values()].map((members, index) => {
    const ordered = members.toSorted((one, other) => one.group.localeCompare(other.group));
    const first = ordered[0];
    const title = topicTitles[first === undefined ? 'other' : topicOf(first)][language];
    const term = first?.timeDays ?? null;
    const caption = term === null ? title : `${title} (${texts.days(term)})`;
    const heading = html`<h3 class="nl-heading nl-heading--level-3">${caption}</h3>`;
    const missing = onlyState(ordered);
    if (missing !== undefined)
      return html`${heading}<p class="vz-missing">${capital(stateWords[missing][language])}.</p>`;
    return html`<div class="vz-block">${heading}${quarterFigure(`quarters-${index}`, ordered, caption, language)}${indicatorTable(caption, ordered, language)}</div>`;
  });
  return { id: 'quarters', title: texts.quartersTitle, body: html`${legend(periodic, language)}${series}` };
}
