import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { type Frame, figure, titleLines } from './frame.ts';

/** A step of a funnel: how many got so far; null is withheld. */
export type FunnelStep = { readonly label: string; readonly count: number | null };

/** What the figure says around the steps. */
export type StepsFigure = { readonly title: string; readonly caption: string; readonly steps: readonly FunnelStep[] };

const rowHeight = 34;

type Bar = FunnelStep & { readonly y: number; readonly before: number | null };

const percent = (share: number): string => `${Math.round(share * 100)}%`;

function bar({ label, count, before, y }: Bar, x: (count: number) => number, left: number): Html {
  const name = html`<text x="${left - 12}" y="${y + 19}" text-anchor="end">${label}</text>`;
  if (count === null) return html`${name}<text class="note" x="${left + 6}" y="${y + 19}">withheld</text>`;
  const end = x(count);
  const share = before === null || before === 0 ? '' : `, ${percent(count / before)} of the step before`;
  return html`${name}<rect x="${left}" y="${y + 3}" width="${coordinate(Math.max(1, end - left))}" height="${rowHeight - 10}" fill="#0072b2"/><text x="${coordinate(end + 8)}" y="${y + 19}">${count.toLocaleString('en-GB')}<tspan class="note">${share}</tspan></text>`;
}

/** Bars of the steps of a funnel with their counts and shares of the step before: a complete SVG file. */
export function stepsFigure({ title, caption, steps }: StepsFigure): string {
  const top = 26 + 20 * titleLines(title).length;
  const bottom = top + rowHeight * steps.length;
  const frame: Frame = { width: 760, height: bottom + 46, left: 210, right: 510, top, bottom };
  const most = Math.max(1, ...steps.map((step) => step.count ?? 0));
  const x = (count: number) => frame.left + ((frame.right - frame.left) * count) / most;
  const bars = steps.map((step, index) => {
    const before = index === 0 ? null : (steps[index - 1]?.count ?? null);
    return bar({ ...step, before, y: top + rowHeight * index }, x, frame.left);
  });
  const axis = html`<line class="axis" x1="${frame.left}" x2="${frame.left}" y1="${top}" y2="${bottom}"/>`;
  const description = steps.map((step) => `${step.label}: ${step.count ?? 'withheld'}`).join('; ');
  return render(figure(frame, { title, description, caption }, [axis, ...bars]));
}
