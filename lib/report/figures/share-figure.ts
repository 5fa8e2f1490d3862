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

const lineHeight = 16;
const labelLength = 40;
const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
const wordsOf = ({ value, low, high }: ShareRow) =>
  low === null || high === null ? percent(value) : `${percent(value)} (${percent(low)} to ${percent(high)})`;

type Placed = ShareRow & { readonly y: number; readonly words: readonly string[] };

const heightOf = ({ words }: Pick<Placed, 'words'>): number => lineHeight * words.length + 14;

/** Rows below each other, each as high as its label has lines. */
function placed(rows: readonly ShareRow[], top: number): readonly Placed[] {
  let y = top;
  return rows.map((row) => {
    const found = { ...row, y, words: lines(row.label, labelLength) };
    y += heightOf(found);
    return found;
  });
}

/** Shares as dots with limits, one row a group: what stays readable when there are more groups than colours. */
export function shareFigure({ title, caption, axis, rows }: ShareFigure): string {
  const top = 56 + 20 * titleLines(title).length;
  const shown = placed(rows, top);
  const bottom = shown.reduce((sum, each) => sum + heightOf(each), top);
  const frame: Frame = { width: 760, height: bottom + 88, left: 300, right: 560, top, bottom };
  const largest = Math.max(0.05, ...rows.map((row) => row.high ?? row.value));
  const ceiling = Math.min(1, Math.ceil(largest * 10) / 10);
  const x = (value: number) => frame.left + ((frame.right - frame.left) * Math.min(value, ceiling)) / ceiling;
  const steps = ceiling > 0.5 ? 0.2 : ceiling > 0.2 ? 0.1 : 0.05;
  const ticks = Array.from({ length: Math.floor(ceiling / steps + 1e-9) + 1 }, (_, index) => index * steps);
  const row = (each: Placed): Html => {
    const y = each.y + heightOf(each) / 2;
    const firstLine = y + 4 - (lineHeight * (each.words.length - 1)) / 2;
    return html`${each.words.map((words, index) => html`<text x="16" y="${firstLine + lineHeight * index}">${words}</text>`)}${each.low !== null && each.high !== null && html`<line x1="${coordinate(x(each.low))}" x2="${coordinate(x(each.high))}" y1="${y}" y2="${y}" stroke="#0072b2" stroke-width="2"/>`}<circle cx="${coordinate(x(each.value))}" cy="${y}" r="5" fill="#0072b2"/><text x="744" y="${y + 4}" text-anchor="end">${wordsOf(each)}</text>`;
  };
  const description = rows.map((each) => `${each.label}: ${wordsOf(each)} of ${each.entries}`).join('; ');
  const grid = html`<text class="note" x="${frame.left}" y="${top - 12}">${axis}</text>${ticks.map((tick) => html`<line class="grid" x1="${coordinate(x(tick))}" x2="${coordinate(x(tick))}" y1="${top}" y2="${bottom + 5}"/><text x="${coordinate(x(tick))}" y="${bottom + 20}" text-anchor="middle">${Math.round(tick * 100)}%</text>`)}<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}"/>`;
  return render(figure(frame, { title, description, caption }, [grid, ...shown.map(row)]));
}
