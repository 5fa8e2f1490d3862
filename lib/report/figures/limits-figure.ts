import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { type Frame, figure, percentAxis, strokes, titleLines } from './frame.ts';

/** Limits around a share for groups of a size. */
export type SizeLimits = { readonly size: number; readonly low: number; readonly high: number };

/** Limits of one level, by increasing size. */
export type LimitCurve = { readonly label: string; readonly limits: readonly SizeLimits[] };

/** A share, and the limits within which groups lie that differ by chance alone. */
export type LimitsFigure = {
  readonly title: string;
  readonly caption: string;
  /** Beside the axis of percentages. */
  readonly shareLabel: string;
  /** Under the axis of sizes. */
  readonly sizeLabel: string;
  readonly share: number;
  readonly curves: readonly LimitCurve[];
  /** Sizes with a tick. */
  readonly sizes: readonly number[];
};

type Scales = { readonly x: (size: number) => number; readonly y: (share: number) => number };

function limitLines({ label, limits }: LimitCurve, index: number, { x, y }: Scales, top: number): Html {
  const { colour, dash } = strokes[index % strokes.length] ?? { colour: '#000000', dash: '' };
  const path = (side: 'low' | 'high') =>
    limits
      .map((each, place) => `${place === 0 ? 'M' : 'L'}${coordinate(x(each.size))} ${coordinate(y(each[side]))}`)
      .join('');
  const at = top + 18 * index;
  return html`<path d="${path('low')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/><path d="${path('high')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/><line x1="16" x2="50" y1="${at - 4}" y2="${at - 4}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/><text x="58" y="${at}">${label}</text>`;
}

/** Funnel limits by size on a logarithmic axis, without any group's own value: a complete SVG file. */
export function limitsFigure({ title, caption, shareLabel, sizeLabel, share, curves, sizes }: LimitsFigure): string {
  const legendTop = 30 + 20 * titleLines(title).length;
  const top = legendTop + 24 + 18 * curves.length;
  const frame: Frame = { width: 760, height: top + 370, left: 64, right: 700, top, bottom: top + 280 };
  const limits = curves.flatMap((each) => each.limits);
  const ceiling = Math.min(1, Math.ceil(Math.max(...limits.map((each) => each.high)) * 10) / 10);
  const [least, most] = [Math.min(...limits.map((each) => each.size)), Math.max(...limits.map((each) => each.size))];
  const scales: Scales = {
    x: (size) =>
      frame.left + ((frame.right - frame.left) * Math.log(size / least)) / Math.log(Math.max(most / least, 1.01)),
    y: (value) => frame.bottom - ((frame.bottom - frame.top) * value) / ceiling,
  };
  const percent = `${(100 * share).toFixed(1)}%`;
  const description = `mean ${percent}; ${curves
    .map(
      ({ label, limits: own }) =>
        `${label}: ${own.map((each) => `${each.size} rows ${(100 * each.low).toFixed(1)} to ${(100 * each.high).toFixed(1)} percent`).join(', ')}`,
    )
    .join('; ')}`;
  const axis = html`<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>${sizes.map((size) => html`<line class="axis" x1="${coordinate(scales.x(size))}" x2="${coordinate(scales.x(size))}" y1="${frame.bottom}" y2="${frame.bottom + 5}"/><text x="${coordinate(scales.x(size))}" y="${frame.bottom + 20}" text-anchor="middle">${size.toLocaleString('en-GB')}</text>`)}<text x="${frame.right}" y="${frame.bottom + 38}" text-anchor="end">${sizeLabel}</text>`;
  const mean = html`<line x1="${frame.left}" x2="${frame.right}" y1="${coordinate(scales.y(share))}" y2="${coordinate(scales.y(share))}" stroke="#1a1a1a" stroke-width="1.4"/><text class="mark" x="${frame.left + 8}" y="${coordinate(scales.y(share) - 6)}">mean ${percent}</text>`;
  return render(
    figure(frame, { title, description, caption }, [
      html`<text class="note" x="16" y="${top - 10}">${shareLabel}</text>`,
      percentAxis(frame, ceiling, scales.y),
      axis,
      ...curves.map((each, index) => limitLines(each, index, scales, legendTop)),
      mean,
    ]),
  );
}
