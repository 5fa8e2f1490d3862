import type { PeerBand } from '../../protocol/release.ts';
import { type Html, html } from '../html.ts';
import { percent, type Scale } from './scale.ts';

/** What one bar shows: own value with interval, and the middle half of the peers. */
export type IntervalMark = {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly peers: Pick<PeerBand, 'lowerQuartile' | 'median' | 'upperQuartile'> | null;
};

/** Own dot with interval over the peers' band, named by its title: stretches to any width because every x is a percentage. */
export function intervalBar(mark: IntervalMark, scale: Scale, description: string): Html {
  const x = (value: number) => percent(scale.percent(value));
  return html`<svg class="vz-bar" role="img" width="100%" height="28" focusable="false">
<title>${description}</title>
${scale.ticks.map((tick) => html`<line class="vz-grid" x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="100%"/>`)}
${mark.peers !== null && peerBox(mark.peers, scale)}
${mark.low !== null && mark.high !== null && html`<line class="vz-interval" x1="${x(mark.low)}" x2="${x(mark.high)}" y1="14" y2="14"/><line class="vz-cap" x1="${x(mark.low)}" x2="${x(mark.low)}" y1="9" y2="19"/><line class="vz-cap" x1="${x(mark.high)}" x2="${x(mark.high)}" y1="9" y2="19"/>`}
${mark.value !== null && html`<circle class="vz-dot" cx="${x(mark.value)}" cy="14" r="6"/>`}
</svg>`;
}

function peerBox(peers: NonNullable<IntervalMark['peers']>, scale: Scale): Html {
  const left = scale.percent(peers.lowerQuartile);
  const width = Math.max(scale.percent(peers.upperQuartile) - left, 0.4);
  const middle = percent(scale.percent(peers.median));
  return html`<rect class="vz-band" x="${percent(left)}" width="${percent(width)}" y="4" height="20"/><line class="vz-median" x1="${middle}" x2="${middle}" y1="1" y2="27"/>`;
}

/** The axis under a column of bars: 0 to the ceiling, in whole numbers of a hundred. */
export function intervalAxis(scale: Scale): Html {
  const last = scale.ticks.length - 1;
  const anchor = (index: number) => (index === 0 ? 'start' : index === last ? 'end' : 'middle');
  return html`<svg class="vz-axis" aria-hidden="true" width="100%" height="20" focusable="false">
${scale.ticks.map((tick, index) => html`<text x="${percent(scale.percent(tick))}" y="14" text-anchor="${anchor(index)}">${Math.round(tick * 100)}</text>`)}
</svg>`;
}
