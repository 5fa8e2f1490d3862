import { type Html, html } from '../html.ts';
import type { IntervalMark } from './interval-bar.ts';
import { percent, proportionScale, type Scale } from './scale.ts';

/** A dot of a plot: its place from left to right in percent and the words under it. */
export type PlotPoint = IntervalMark & { readonly at: number; readonly label: string };

/** What a plot shows and says. */
export type DotPlot = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly points: readonly PlotPoint[];
};

const top = 14;
const bottom = 84;

/** Dots with intervals against time, joined by a dashed line, with the peers' band behind each: return curves and quarters. */
export function dotPlot(plot: DotPlot): Html {
  const values = plot.points.flatMap((point) => [point.value, point.high, point.peers?.upperQuartile ?? null]);
  const scale = proportionScale(values.filter((value) => value !== null));
  const y = (value: number) => percent(bottom - ((bottom - top) * scale.percent(value)) / 100);
  return html`<svg class="vz-plot" role="img" aria-labelledby="${plot.id}-title ${plot.id}-text" width="100%" height="260" focusable="false">
<title id="${plot.id}-title">${plot.title}</title><desc id="${plot.id}-text">${plot.description}</desc>
${gridLines(scale, y)}
${plot.points.map((point) => html`<line class="vz-axis-tick" x1="${percent(point.at)}" x2="${percent(point.at)}" y1="${percent(bottom)}" y2="${percent(bottom + 2)}"/><text x="${percent(point.at)}" y="${percent(bottom + 9)}" text-anchor="middle">${point.label}</text>`)}
${joins(plot.points, y)}
${plot.points.map((point) => mark(point, y))}
</svg>`;
}

type Vertical = (value: number) => string;

function gridLines(scale: Scale, y: Vertical): Html {
  return html`${scale.ticks.map((tick) => html`<line class="vz-grid" x1="0" x2="100%" y1="${y(tick)}" y2="${y(tick)}"/><text x="0" y="${y(tick)}" dy="-4">${Math.round(tick * 100)}</text>`)}`;
}

function joins(points: readonly PlotPoint[], y: Vertical): readonly Html[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    if (before === undefined || before.value === null || point.value === null) return [];
    return [
      html`<line class="vz-join" x1="${percent(before.at)}" y1="${y(before.value)}" x2="${percent(point.at)}" y2="${y(point.value)}"/>`,
    ];
  });
}

function mark(point: PlotPoint, y: Vertical): Html {
  const at = percent(point.at);
  return html`${point.peers !== null && peerColumn(point.peers, at, y)}${point.low !== null && point.high !== null && whisker(point.low, point.high, at, y)}${point.value !== null && html`<circle class="vz-dot" cx="${at}" cy="${y(point.value)}" r="6"/>`}`;
}

function peerColumn(peers: NonNullable<IntervalMark['peers']>, at: string, y: Vertical): Html {
  return html`<line class="vz-column" x1="${at}" x2="${at}" y1="${y(peers.lowerQuartile)}" y2="${y(peers.upperQuartile)}"/>${dash('vz-median', 16, at, y(peers.median))}`;
}

function whisker(low: number, high: number, at: string, y: Vertical): Html {
  return html`<line class="vz-interval" x1="${at}" x2="${at}" y1="${y(low)}" y2="${y(high)}"/>${dash('vz-cap', 6, at, y(low))}${dash('vz-cap', 6, at, y(high))}`;
}

/** A horizontal dash of a fixed length around a place in percent. */
function dash(name: string, half: number, x: string, y: string): Html {
  return html`<svg x="${x}" y="${y}" width="1" height="1" overflow="visible"><line class="${name}" x1="${-half}" x2="${half}" y1="0" y2="0"/></svg>`;
}
