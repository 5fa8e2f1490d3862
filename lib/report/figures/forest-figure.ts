import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { type Frame, figure, lines, titleLines } from './frame.ts';

/** A ratio with 95 percent limits, what is compared, and with what. */
export type ForestRow = {
  readonly label: string;
  readonly reference: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
};

/** What the figure says around the ratios; `lower` and `higher` stand under the two sides of the line at 1. */
export type ForestFigure = {
  readonly title: string;
  readonly caption: string;
  /** What the ratio is of: `hazard ratio`. */
  readonly measure: string;
  readonly lower: string;
  readonly higher: string;
  readonly rows: readonly ForestRow[];
};

/** A row with where it stands and its words in lines that fit beside the ratios. */
type Placed = ForestRow & {
  readonly y: number;
  readonly height: number;
  readonly words: readonly string[];
  readonly notes: readonly string[];
};

const lineHeight = 16;

function placed(rows: readonly ForestRow[], top: number): readonly Placed[] {
  let y = top;
  return rows.map((row) => {
    const [words, notes] = [lines(row.label, 38), row.reference === '' ? [] : lines(row.reference, 44)];
    const height = lineHeight * (words.length + notes.length) + 10;
    const found = { ...row, y, height, words, notes };
    y += height;
    return found;
  });
}

const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100];
const tickWidth = 34;

/** Ticks between the limits that stand apart, 1 first, then its neighbours outwards. */
function ticksBetween(low: number, high: number, x: (value: number) => number): readonly number[] {
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  const outwards = inside.toSorted((one, other) => Math.abs(Math.log(one)) - Math.abs(Math.log(other)));
  const kept = outwards.reduce<readonly number[]>(
    (found, tick) => (found.every((each) => Math.abs(x(each) - x(tick)) >= tickWidth) ? [...found, tick] : found),
    [],
  );
  return kept.toSorted((one, other) => one - other);
}

const digits = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1));

function ratioRow(row: Placed, x: (value: number) => number): Html {
  const middle = row.y + row.height / 2;
  const text = `${digits(row.value)} (${digits(row.low)} to ${digits(row.high)})`;
  const line = (index: number) => row.y + lineHeight * (index + 1);
  return html`${row.words.map((words, index) => html`<text x="16" y="${line(index)}">${words}</text>`)}${row.notes.map((note, index) => html`<text class="note" x="16" y="${line(row.words.length + index)}">${note}</text>`)}
<line x1="${coordinate(x(row.low))}" x2="${coordinate(x(row.high))}" y1="${middle}" y2="${middle}" stroke="#0072b2" stroke-width="2"/>
<rect x="${coordinate(x(row.value) - 5)}" y="${middle - 5}" width="10" height="10" fill="#0072b2"/>
<text x="744" y="${middle + 5}" text-anchor="end">${text}</text>`;
}

/** Ratios on a logarithmic scale with a line at 1: a complete SVG file. */
export function forestFigure({ title, caption, measure, lower, higher, rows }: ForestFigure): string {
  const top = 46 + 20 * titleLines(title).length;
  const shownRows = placed(rows, top);
  const bottom = shownRows.reduce((sum, row) => sum + row.height, top);
  const frame: Frame = { width: 760, height: bottom + 92, left: 300, right: 590, top, bottom };
  const low = Math.min(0.8, ...rows.map((row) => row.low)) * 0.97;
  const high = Math.max(1.25, ...rows.map((row) => row.high)) * 1.03;
  const x = (value: number) => frame.left + ((frame.right - frame.left) * Math.log(value / low)) / Math.log(high / low);
  const shown = ticksBetween(low, high, x);
  const description = rows
    .map((row) => `${row.label} ${row.reference}: ${digits(row.value)}, ${digits(row.low)} to ${digits(row.high)}`)
    .join('; ');
  const axis = html`<text class="note" x="744" y="${top - 8}" text-anchor="end">${measure} (95% limits)</text>${shown.map((tick) => html`<line class="${tick === 1 ? 'axis' : 'grid'}" x1="${coordinate(x(tick))}" x2="${coordinate(x(tick))}" y1="${top}" y2="${bottom + 5}"/><text x="${coordinate(x(tick))}" y="${bottom + 20}" text-anchor="middle">${tick}</text>`)}<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${bottom}" y2="${bottom}"/>
<text class="note" x="${coordinate(x(1) - 10)}" y="${bottom + 42}" text-anchor="end">← ${lower}</text><text class="note" x="${coordinate(x(1) + 10)}" y="${bottom + 42}">${higher} →</text>`;
  return render(figure(frame, { title, description, caption }, [axis, ...shownRows.map((row) => ratioRow(row, x))]));
}
