import type { OwnIndicator } from '../protocol/release.ts';
import { type DotPlot, dotPlot } from './charts/dot-plot.ts';
import { intervalAxis, intervalBar } from './charts/interval-bar.ts';
import { proportionScale } from './charts/scale.ts';
import { groupLabel, groupParts, isQuarter } from './groups.ts';
import { type Html, html } from './html.ts';
import { markWords, ownWords, rowLabel } from './indicators.ts';
import { type Language, stateOf } from './labels.ts';
import { textsIn } from './texts.ts';

const isShown = (indicator: OwnIndicator) => stateOf(indicator) === 'shown';

/** A value as the charts draw it: nothing of an indicator that is not shown. */
function markOf(indicator: OwnIndicator) {
  const { value, low, high, peers } = indicator;
  return isShown(indicator) ? { value, low, high, peers } : { value: null, low: null, high: null, peers };
}

/** Bars with intervals, one a group, on one common scale, with axis and legend. */
export function barFigure(indicators: readonly OwnIndicator[], caption: string, language: Language): Html {
  const marks = indicators.map(markOf);
  const values = marks.flatMap((mark) => [mark.value, mark.high, mark.peers?.upperQuartile ?? null]);
  const scale = proportionScale(values.filter((value) => value !== null));
  const several = new Set(indicators.map((indicator) => indicator.timeDays)).size > 1;
  const rows = indicators.map((indicator, index) => {
    const mark = marks[index] ?? markOf(indicator);
    const label = rowLabel(indicator, language, several);
    const bar = intervalBar(mark, scale, `${label}. ${markWords(indicator, language)}`);
    return html`<li><div class="vz-bar-head"><span>${label}</span> <span class="${isShown(indicator) ? 'vz-bar-value' : 'vz-small'}">${ownWords(indicator, language)}</span></div>${bar}</li>`;
  });
  return html`<figure class="utrecht-figure vz-figure"><figcaption class="utrecht-figure__caption">${caption}</figcaption><ul class="vz-bars">${rows}</ul>${intervalAxis(scale)}</figure>`;
}

/** Return against time: a dot a term. */
export function returnFigure(id: string, indicators: readonly OwnIndicator[], title: string, language: Language): Html {
  const longest = Math.max(...indicators.map((indicator) => indicator.timeDays ?? 0), 1);
  const points = indicators.map((indicator) => ({
    ...markOf(indicator),
    at: 10 + (84 * (indicator.timeDays ?? 0)) / longest,
    label: String(indicator.timeDays ?? ''),
  }));
  const description = described(indicators, language, true);
  return plotFigure({ id, title, description, points }, textsIn(language).axisDays);
}

/** Development over quarters: a dot a quarter. */
export function quarterFigure(
  id: string,
  indicators: readonly OwnIndicator[],
  title: string,
  language: Language,
): Html {
  const step = 84 / Math.max(indicators.length, 1);
  const points = indicators.map((indicator, index) => ({
    ...markOf(indicator),
    at: 10 + step * (index + 0.5),
    label: quarterCode(indicator, language),
  }));
  const description = described(indicators, language, false);
  return plotFigure({ id, title, description, points }, textsIn(language).axisQuarters);
}

/** `2026-Q2` as `2026 K2` under a dot: short, because four stand side by side on a phone. */
function quarterCode(indicator: OwnIndicator, language: Language): string {
  const code = groupParts(indicator.group).find((part) => isQuarter(part.variable))?.code ?? '';
  return code.replace(/-?Q/, language === 'nl' ? ' K' : ' Q');
}

function plotFigure(plot: DotPlot, caption: string): Html {
  return html`<figure class="utrecht-figure vz-figure"><figcaption class="utrecht-figure__caption">${caption}</figcaption>${dotPlot(plot)}</figure>`;
}

function described(indicators: readonly OwnIndicator[], language: Language, withTerm: boolean): string {
  const name = (indicator: OwnIndicator) =>
    withTerm ? rowLabel(indicator, language, true) : groupLabel(indicator.group, language);
  return indicators.map((indicator) => `${name(indicator)}: ${markWords(indicator, language)}`).join(' ');
}

/** How to read the figures of a section: once, above them; nothing when there is no figure. */
export function legend(indicators: readonly OwnIndicator[], language: Language): Html | undefined {
  if (!indicators.some((indicator) => isShown(indicator) && indicator.measure !== 'count')) return undefined;
  const texts = textsIn(language);
  const own = html`<li><svg aria-hidden="true" width="34" height="16" focusable="false"><line class="vz-interval" x1="2" x2="32" y1="8" y2="8"/><circle class="vz-dot" cx="17" cy="8" r="5"/></svg>${texts.ownInterval}</li>`;
  if (indicators.every((indicator) => indicator.peers === null)) return html`<ul class="vz-legend">${own}</ul>`;
  return html`<ul class="vz-legend">${own}
<li><svg aria-hidden="true" width="34" height="16" focusable="false"><rect class="vz-band" x="2" y="2" width="30" height="12"/></svg>${texts.peerBand}</li>
<li><svg aria-hidden="true" width="34" height="16" focusable="false"><line class="vz-median" x1="17" x2="17" y1="0" y2="16"/></svg>${texts.peerMedian}</li></ul>`;
}
