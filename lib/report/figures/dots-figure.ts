import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { type Frame, figure, lines, titleLines } from './frame.ts';

/** A number of one group, with 95 percent limits where they can be estimated. */
export type DotRow = {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
};

/** Numbers of groups; `axis` says of what, and in which unit where they are no shares. */
export type DotsFigure = {
  readonly title: string;
  readonly caption: string;
  readonly axis: string;
  readonly unit: 'share' | 'number';
  readonly rows: readonly DotRow[];
};

const lineHeight = 16;
const labelLength = 40;

/** How a unit is written beside a dot and at a tick. */
const written = {
  share: {
    value: (value: number) => `${(100 * value).toFixed(1)}%`,
    tick: (value: number) => `${Math.round(100 * value)}%`,
  },
  number: {
    value: (value: number) => value.toLocaleString('en-GB', { maximumSignificantDigits: 3 }),
    tick: (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 2 }),
  },
};

function wordsOf({ value, low, high }: DotRow, unit: DotsFigure['unit']): string {
  const number = written[unit].value;
  return low === null || high === null ? number(value) : `${number(value)} (${number(low)} to ${number(high)})`;
}

/** The step of 1, 2 or 5 times a power of ten with which an axis from 0 has at most six ticks. */
function stepFor(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest / 6));
  return ([1, 2, 5].find((times) => times * power * 6 >= largest) ?? 10) * power;
}

type Placed = DotRow & { readonly y: number; readonly words: readonly string[] };

const heightOf = ({ words }: Pick<Placed, 'words'>): number => lineHeight * words.length + 14;

/** Rows below each other, each as high as its label has lines. */
function placed(rows: readonly DotRow[], top: number): readonly Placed[] {
  let y = top;
  return rows.map((row) => {
    const found = { ...row, y, words: lines(row.label, labelLength) };
    y += heightOf(found);
    return found;
  });
}

/** Numbers as dots with limits, one row a group: what stays readable when there are more groups than colours. */
export function dotsFigure({ title, caption, axis, unit, rows }: DotsFigure): string {
  const top = 56 + 20 * titleLines(title).length;
  const shown = placed(rows, top);
  const bottom = shown.reduce((sum, each) => sum + heightOf(each), top);
  const frame: Frame = { width: 760, height: bottom + 88, left: 300, right: 560, top, bottom };
  const largest = Math.max(unit === 'share' ? 0.05 : Number.MIN_VALUE, ...rows.map((row) => row.high ?? row.value));
  const step = stepFor(largest);
  const ceiling = Math.ceil(largest / step - 1e-9) * step;
  const x = (value: number) => frame.left + ((frame.right - frame.left) * Math.min(value, ceiling)) / ceiling;
  const ticks = Array.from({ length: Math.round(ceiling / step) + 1 }, (_, index) => index * step);
  const row = (each: Placed): Html => {
    const y = each.y + heightOf(each) / 2;
    const firstLine = y + 4 - (lineHeight * (each.words.length - 1)) / 2;
    return html`${each.words.map((words, index) => html`<text x="16" y="${firstLine + lineHeight * index}">${words}</text>`)}${each.low !== null && each.high !== null && html`<line x1="${coordinate(x(each.low))}" x2="${coordinate(x(each.high))}" y1="${y}" y2="${y}" stroke="#0072b2" stroke-width="2"/>`}<circle cx="${coordinate(x(each.value))}" cy="${y}" r="5" fill="#0072b2"/><text x="744" y="${y + 4}" text-anchor="end">${wordsOf(each, unit)}</text>`;
  };
  const description = rows.map((each) => `${each.label}: ${wordsOf(each, unit)}`).join('; ');
  const grid = html`<text class="note" x="${frame.left}" y="${top - 12}">${axis}</text>${ticks.map((tick) => html`<line class="grid" x1="${coordinate(x(tick))}" x2="${coordinate(x(tick))}" y1="${top}" y2="${bottom + 5}"/><text x="${coordinate(x(tick))}" y="${bottom + 20}" text-anchor="middle">${written[unit].tick(tick)}</text>`)}<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}"/>`;
  return render(figure(frame, { title, description, caption }, [grid, ...shown.map(row)]));
}
