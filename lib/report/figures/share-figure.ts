import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { type Frame, figure, lines, titleLines } from './frame.ts';

/** The share of one group with the event by one day, with 95 percent limits where they can be estimated. */
export type ShareRow = {
  readonly label: string;
  readonly entries: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
};

/** Shares of many groups by one day; `axis` says of what, by when. */
export type ShareFigure = {
  readonly title: string;
  readonly caption: string;
  readonly axis: string;
  readonly rows: readonly ShareRow[];
};

const rowHeight = 30;
const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
const wordsOf = ({ value, low, high }: ShareRow) =>
  low === null || high === null ? percent(value) : `${percent(value)} (${percent(low)} to ${percent(high)})`;

/** Shares as dots with limits, one row a group: what stays readable when there are more groups than colours. */
export function shareFigure({ title, caption, axis, rows }: ShareFigure): string {
  const top = 56 + 20 * titleLines(title).length;
  const bottom = top + rowHeight * rows.length;
  const frame: Frame = { width: 760, height: bottom + 88, left: 300, right: 560, top, bottom };
  const largest = Math.max(0.05, ...rows.map((row) => row.high ?? row.value));
  const ceiling = Math.min(1, Math.ceil(largest * 10) / 10);
  const x = (value: number) => frame.left + ((frame.right - frame.left) * Math.min(value, ceiling)) / ceiling;
  const steps = ceiling > 0.5 ? 0.2 : ceiling > 0.2 ? 0.1 : 0.05;
  const ticks = Array.from({ length: Math.floor(ceiling / steps + 1e-9) + 1 }, (_, index) => index * steps);
  const row = (each: ShareRow, index: number): Html => {
    const y = top + rowHeight * index + rowHeight / 2;
    const [label = ''] = lines(each.label, 40);
    return html`<text x="16" y="${y + 4}">${label}</text>${each.low !== null && each.high !== null && html`<line x1="${coordinate(x(each.low))}" x2="${coordinate(x(each.high))}" y1="${y}" y2="${y}" stroke="#0072b2" stroke-width="2"/>`}<circle cx="${coordinate(x(each.value))}" cy="${y}" r="5" fill="#0072b2"/><text x="744" y="${y + 4}" text-anchor="end">${wordsOf(each)}</text>`;
  };
  const description = rows.map((each) => `${each.label}: ${wordsOf(each)} of ${each.entries}`).join('; ');
  const grid = html`<text class="note" x="${frame.left}" y="${top - 12}">${axis}</text>${ticks.map((tick) => html`<line class="grid" x1="${coordinate(x(tick))}" x2="${coordinate(x(tick))}" y1="${top}" y2="${bottom + 5}"/><text x="${coordinate(x(tick))}" y="${bottom + 20}" text-anchor="middle">${Math.round(tick * 100)}%</text>`)}<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}"/>`;
  return render(figure(frame, { title, description, caption }, [grid, ...rows.map(row)]));
}
