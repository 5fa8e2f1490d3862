import type { IndicatorTopic, OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { barFigure, quarterFigure, returnFigure } from './figure.ts';
import { groupLabel, groupParts, isQuarter, variableLabel } from './groups.ts';
import { type Html, html } from './html.ts';
import { mainTerm, overall, unitNoun } from './indicators.ts';
import { type Language, stateOf, stateWords, topicTitles } from './labels.ts';
import { indicatorTable } from './table.ts';
import { textsIn } from './texts.ts';
import { type Block, blocks, isConfounded, isPeriodic, presentable, topicOf } from './topics.ts';

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
  const indicators = presentable(release).filter((indicator) => topicOf(indicator) === topic && !isPeriodic(indicator));
  const hidden = topic === 'return' && release.indicators.some(isConfounded);
  if (indicators.length === 0 && !hidden) return undefined;
  const texts = textsIn(language);
  const title = topicTitles[topic][language];
  const warning = texts.warnings[topic];
  const whole = overall(release, topic);
  const verdict = whole === undefined || stateOf(whole) !== 'shown' ? undefined : texts.verdictSentence[whole.verdict];
  return {
    id: topic,
    title,
    body: html`<p class="nl-paragraph">${texts.intros[topic]}</p>
${warning !== undefined && html`<div class="utrecht-alert vz-alert"><p>${warning}</p></div>`}
${verdict !== undefined && html`<p class="nl-paragraph">${verdict}</p>`}
${blocks(indicators).map((block, index) => blockBody(release, block, `${topic}-${index}`, language))}
${hidden && html`<p class="nl-paragraph vz-note">${texts.confounded}</p>`}`,
  };
}

function blockTitle(release: OwnRelease, block: Block, language: Language): string {
  const first = block.indicators[0];
  const topic = first === undefined ? 'other' : topicOf(first);
  const question = release.questions?.find((asked) => asked.analysis === block.analysis)?.question;
  const base =
    topic === 'other' || topic === 'volume' ? (question ?? topicTitles[topic][language]) : topicTitles[topic][language];
  if (block.variable !== '') return textsIn(language).bySplit(base, variableLabel(block.variable, language));
  return base === topicTitles[topic][language] ? textsIn(language).wholeMunicipality : base;
}

function blockBody(release: OwnRelease, block: Block, id: string, language: Language): Html {
  const title = blockTitle(release, block, language);
  const heading = html`<h3 class="nl-heading nl-heading--level-3">${title}</h3>`;
  const missing = sharedMissing(block.indicators, language);
  if (missing !== undefined) {
    const names = [...new Set(block.indicators.map((indicator) => groupLabel(indicator.group, language)))];
    return html`${heading}<p class="vz-missing"><strong>${names.join(', ')}</strong>: ${missing}.</p>`;
  }
  const table = indicatorTable(title, block.indicators, language);
  return html`${heading}${chart(block, id, title, language)}${table}`;
}

/** The wording that a block's indicators share when none of them can be shown. */
function sharedMissing(indicators: readonly OwnIndicator[], language: Language): string | undefined {
  const states = new Set(indicators.map(stateOf));
  const [state] = states;
  return states.size === 1 && state !== undefined && state !== 'shown' && state !== 'structural-zero'
    ? stateWords[state][language]
    : undefined;
}

function chart(block: Block, id: string, title: string, language: Language): Html | undefined {
  const { indicators } = block;
  if (indicators.some((indicator) => indicator.measure === 'count')) return undefined;
  const term = mainTerm(indicators);
  if (block.variable === '' && term !== null && indicators.length > 1) {
    const ordered = indicators.toSorted((one, other) => (one.timeDays ?? 0) - (other.timeDays ?? 0));
    return returnFigure(id, ordered, title, language);
  }
  const atTerm = indicators.filter((indicator) => indicator.timeDays === term);
  const first = atTerm[0];
  const units = first === undefined ? '' : unitNoun(first, language);
  return barFigure(atTerm, textsIn(language).axisBars(units, term), language);
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
    return html`<h3 class="nl-heading nl-heading--level-3">${caption}</h3>${quarterFigure(`quarters-${index}`, ordered, caption, language)}${indicatorTable(caption, ordered, language)}`;
  });
  return { id: 'quarters', title: texts.quartersTitle, body: html`${series}` };
}
