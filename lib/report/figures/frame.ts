import { constant, type Html, html } from '../html.ts';
import { coordinate } from '../numbers.ts';

/** Colours (Okabe and Ito) and dashes that stay apart in grey and for colour-blind readers. */
export const strokes: readonly { readonly colour: string; readonly dash: string }[] = [
  { colour: '#0072b2', dash: '' },
  { colour: '#d55e00', dash: '8 4' },
  { colour: '#009e73', dash: '2 3' },
  { colour: '#aa4499', dash: '10 3 2 3' },
  { colour: '#5c5c00', dash: '4 2' },
  { colour: '#56518c', dash: '12 4' },
  { colour: '#7a4a1e', dash: '1 2' },
];

/** Drawing area in user units: where x and y of the data lie. */
export type Frame = {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

const style = constant`text{font:13px system-ui,-apple-system,"Segoe UI",Arial,sans-serif;fill:#1a1a1a}.title{font-size:17px;font-weight:600}.note{font-size:12px;fill:#4d4d4d}.grid{stroke:#e0e0e0}.axis{stroke:#4d4d4d}.mark{font-size:13px;font-weight:600}`;

/** Words in lines of at most so many characters. */
export function lines(words: string, length: number): readonly string[] {
  if (words.length <= length) return [words];
  const space = words.lastIndexOf(' ', length);
  return space <= 0 ? [words] : [words.slice(0, space), ...lines(words.slice(space + 1), length)];
}

/** The title in the lines that `figure` draws, twenty units each. */
export const titleLines = (title: string): readonly string[] => lines(title, 66);

/** A self-contained SVG figure with a title, a description for screen readers and a caption below. */
export function figure(
  frame: Frame,
  words: { readonly title: string; readonly description: string; readonly caption: string },
  content: readonly Html[],
): Html {
  const { width, height } = frame;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="figure-title figure-description">
<title id="figure-title">${words.title}</title><desc id="figure-description">${words.description}</desc><style>${style}</style>
<rect width="${width}" height="${height}" fill="#ffffff"/>${titleLines(words.title).map((line, index) => html`<text class="title" x="16" y="${26 + 20 * index}">${line}</text>`)}
${content}
${lines(words.caption, 112).map((line, index, all) => html`<text class="note" x="16" y="${height - 14 - 15 * (all.length - 1 - index)}">${line}</text>`)}
</svg>`;
}

/** Horizontal grid lines with percentages, from 0 to the ceiling. */
export function percentAxis(frame: Frame, ceiling: number, y: (value: number) => number): Html {
  const step = ceiling > 0.5 ? 0.2 : ceiling > 0.2 ? 0.1 : 0.05;
  const ticks = Array.from({ length: Math.floor(ceiling / step + 1e-9) + 1 }, (_, index) => index * step);
  return html`${ticks.map((tick) => html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${coordinate(y(tick))}" y2="${coordinate(y(tick))}"/><text x="${frame.left - 8}" y="${coordinate(y(tick) + 4)}" text-anchor="end">${Math.round(tick * 100)}%</text>`)}`;
}

/** Ticks of days under the drawing area. */
export function daysAxis(frame: Frame, ticks: readonly number[], x: (days: number) => number, label: string): Html {
  return html`<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>${ticks.map((tick) => html`<line class="axis" x1="${coordinate(x(tick))}" x2="${coordinate(x(tick))}" y1="${frame.bottom}" y2="${frame.bottom + 5}"/><text x="${coordinate(x(tick))}" y="${frame.bottom + 20}" text-anchor="middle">${tick}</text>`)}<text x="${frame.right}" y="${frame.bottom + 36}" text-anchor="end">${label}</text>`;
}
