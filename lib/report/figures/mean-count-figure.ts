import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { daysAxis, type Frame, figure, strokes, titleLines } from './frame.ts';

/** Mean number of new signals of a household by a day, with 95 percent limits. */
export type MeanCountPoint = {
  readonly timeDays: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
};

/** One group, followed in full: its households and the means that are known. */
export type MeanCountSeries = {
  readonly label: string;
  readonly households: number;
  readonly points: readonly MeanCountPoint[];
};

/** What the figure says around the groups. */
export type MeanCountFigure = {
  readonly title: string;
  readonly caption: string;
  readonly series: readonly MeanCountSeries[];
  /** Day from which signals are counted: a landmark, else 0. */
  readonly startDays: number;
};

type Scales = {
  readonly x: (days: number) => number;
  readonly y: (value: number) => number;
  readonly startDays: number;
};

const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

function axisOf(frame: Frame, ceiling: number, y: (value: number) => number): Html {
  const step = steps.find((each) => ceiling / each <= 6) ?? 10;
  const ticks = Array.from({ length: Math.floor(ceiling / step + 1e-9) + 1 }, (_, index) => index * step);
  const places = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  return html`${ticks.map((tick) => html`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${coordinate(y(tick))}" y2="${coordinate(y(tick))}"/><text x="${frame.left - 8}" y="${coordinate(y(tick) + 4)}" text-anchor="end">${tick.toFixed(places)}</text>`)}`;
}

function group({ points }: MeanCountSeries, index: number, groups: number, { x, y, startDays }: Scales): Html {
  const { colour, dash } = strokes[index % strokes.length] ?? { colour: '#000000', dash: '' };
  const shift = (index - (groups - 1) / 2) * 7;
  const path = points
    .map(({ timeDays, mean }) => `L${coordinate(x(timeDays) + shift)} ${coordinate(y(mean))}`)
    .join('');
  return html`<path d="M${coordinate(x(startDays))} ${coordinate(y(0))}${path}" fill="none" stroke="${colour}" stroke-width="1.2" stroke-dasharray="${dash === '' ? '3 4' : dash}" opacity="0.6"/>${points.map(
    ({ timeDays, mean, low, high }) =>
      html`<line x1="${coordinate(x(timeDays) + shift)}" x2="${coordinate(x(timeDays) + shift)}" y1="${coordinate(y(low))}" y2="${coordinate(y(high))}" stroke="${colour}" stroke-width="1.6"/><circle cx="${coordinate(x(timeDays) + shift)}" cy="${coordinate(y(mean))}" r="5" fill="${colour}"/>`,
  )}`;
}

function legend(series: readonly MeanCountSeries[], top: number): Html {
  return html`${series.map(({ label, households }, index) => {
    const { colour } = strokes[index % strokes.length] ?? { colour: '#000000' };
    const y = top + index * 18;
    return html`<circle cx="24" cy="${y - 4}" r="5" fill="${colour}"/><text x="40" y="${y}">${label} (${households.toLocaleString('en-GB')} households)</text>`;
  })}`;
}

/** Mean cumulative count at the horizons by group; lines between them only guide the eye: a complete SVG file. */
export function meanCountFigure({ title, caption, series, startDays }: MeanCountFigure): string {
  const legendTop = 30 + 20 * titleLines(title).length;
  const top = legendTop + 22 + 18 * series.length;
  const frame: Frame = { width: 760, height: top + 390, left: 64, right: 700, top, bottom: top + 300 };
  const points = series.flatMap((each) => each.points);
  const ceiling = Math.max(0.05, ...points.map((point) => point.high)) * 1.05;
  const last = Math.max(startDays + 1, ...points.map((point) => point.timeDays));
  const scales: Scales = {
    startDays,
    x: (days) => frame.left + ((frame.right - frame.left - 30) * (days - startDays)) / (last - startDays),
    y: (value) => frame.bottom - ((frame.bottom - frame.top) * value) / ceiling,
  };
  const days = [startDays, ...new Set(points.map((point) => point.timeDays))].sort((a, b) => a - b);
  const description = series
    .map(
      ({ label, points: known }) =>
        `${label}: ${known.map((each) => `${each.mean.toFixed(2)} by day ${each.timeDays}`).join(', ')}`,
    )
    .join('; ');
  return render(
    figure(frame, { title, description, caption }, [
      legend(series, legendTop),
      html`<text class="note" x="16" y="${top - 10}">mean number of new signals of a household</text>`,
      axisOf(frame, ceiling, scales.y),
      daysAxis(frame, days, scales.x, 'days since the first signal'),
      ...series.map((each, index) => group(each, index, series.length, scales)),
    ]),
  );
}
