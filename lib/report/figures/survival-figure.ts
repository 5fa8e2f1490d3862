import { type Html, html, render } from '../html.ts';
import { coordinate } from '../numbers.ts';
import { daysAxis, type Frame, figure, percentAxis, strokes, titleLines } from './frame.ts';

/** A point of a cumulative incidence curve; limits are null where they cannot be estimated. */
export type CurvePoint = {
  readonly timeDays: number;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Still followed and without the event after the day. */
  readonly remaining: number;
};

/** One group's curve. */
export type CurveSeries = {
  readonly label: string;
  /** Whose curve it is, where a group has more than one: the numbers at risk of a group stand there once. */
  readonly group?: string;
  readonly entries: number;
  readonly points: readonly CurvePoint[];
};

/** What the figure says around the curves. */
export type SurvivalFigure = {
  readonly title: string;
  readonly caption: string;
  readonly series: readonly CurveSeries[];
  /** Under the axis of time: `days since the first signal`. */
  readonly timeLabel: string;
  /** Beside the axis of percentages: what has happened. */
  readonly eventLabel: string;
  /** Day on which everybody is without the event: a landmark, else 0. */
  readonly startDays: number;
};

const width = 760;
const coarseEdges = 12;
const rowHeight = 18;

function frameFor(groups: number): Frame {
  const bottom = 360;
  return { width, height: bottom + 66 + rowHeight * (groups + 1) + 34, left: 64, right: 700, top: 62, bottom };
}

const niceCeiling = (largest: number) =>
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].find((ceiling) => ceiling >= largest) ?? 1;

/** At most nine ticks: the edges of the grid, or every thirty days of a daily curve. */
function ticksOf(series: readonly CurveSeries[], startDays: number): readonly number[] {
  const days = [...new Set(series.flatMap((each) => each.points.map((point) => point.timeDays)))].sort((a, b) => a - b);
  if (days.length <= 9) return [startDays, ...days];
  const last = days.at(-1) ?? 0;
  const step = Math.ceil(last / 8 / 30) * 30;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
}

type Scales = {
  readonly x: (days: number) => number;
  readonly y: (value: number) => number;
  readonly startDays: number;
};

/** Pixels by which the marks of a group stand beside its day, so that limits of several groups do not hide each other. */
const shiftOf = (index: number, groups: number) => (index - (groups - 1) / 2) * 6;

/** A fine grid is drawn as steps. On a coarse one the curve is known at its edges only: dots with limits, joined to guide the eye. */
function curve(series: CurveSeries, [index, groups]: readonly [number, number], { x, y, startDays }: Scales): Html {
  const { colour, dash } = strokes[index % strokes.length] ?? { colour: '#000000', dash: '' };
  const isCoarse = series.points.length <= coarseEdges;
  const to = ({ timeDays, value }: CurvePoint) =>
    isCoarse
      ? `L${coordinate(x(timeDays))} ${coordinate(y(value))}`
      : `H${coordinate(x(timeDays))}V${coordinate(y(value))}`;
  const path = `M${coordinate(x(startDays))} ${coordinate(y(0))}${series.points.map(to).join('')}`;
  const marks = isCoarse ? series.points : [];
  const offset = shiftOf(index, groups);
  return html`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/>${marks.map(
    (point) => {
      const at = coordinate(x(point.timeDays) + offset);
      return html`${point.low !== null && point.high !== null && html`<line x1="${at}" x2="${at}" y1="${coordinate(y(point.low))}" y2="${coordinate(y(point.high))}" stroke="${colour}" stroke-width="1.6"/>`}<circle cx="${at}" cy="${coordinate(y(point.value))}" r="4" fill="${colour}"/>`;
    },
  )}`;
}

/** Columns of the legend: one when a label is too long for half of the width. */
const columnsOf = (series: readonly CurveSeries[]): number => (series.some(({ label }) => label.length > 44) ? 1 : 2);

function legend(series: readonly CurveSeries[], top: number): Html {
  const columns = columnsOf(series);
  const place = (index: number) => ({ x: 16 + (index % columns) * 360, y: top + Math.floor(index / columns) * 18 });
  return html`${series.map((each, index) => {
    const { colour, dash } = strokes[index % strokes.length] ?? { colour: '#000000', dash: '' };
    const { x, y } = place(index);
    return html`<line x1="${x}" x2="${x + 34}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2.2" stroke-dasharray="${dash}"/><text x="${x + 42}" y="${y}">${each.label}</text>`;
  })}`;
}

/** Curves by whose they are, each with its place: a curve without a group stands alone. */
const byGroup = (series: readonly CurveSeries[]) => [
  ...Map.groupBy([...series.entries()], ([index, { group }]) => group ?? index).values(),
];

/** Who is still followed and without the event after each tick, as published. */
function riskRows(
  series: readonly CurveSeries[],
  ticks: readonly number[],
  frame: Frame,
  { x, startDays }: Scales,
): Html {
  const top = frame.bottom + 58;
  const remaining = (each: CurveSeries, tick: number) =>
    tick <= startDays ? each.entries : each.points.findLast((point) => point.timeDays <= tick)?.remaining;
  return html`<text class="mark" x="16" y="${top}">At risk after the day: followed, and not yet in the curve</text>${byGroup(
    series,
  ).map((curves, row) => {
    const y = top + rowHeight * (row + 1);
    const [, first] = curves[0] ?? [];
    return html`${curves.map(([index], place) => html`<rect x="${16 + 13 * place}" y="${y - 9}" width="10" height="4" fill="${strokes[index % strokes.length]?.colour ?? '#000000'}"/>`)}${ticks.map((tick) => html`<text x="${coordinate(x(tick))}" y="${y}" text-anchor="middle">${first === undefined ? '' : (remaining(first, tick)?.toLocaleString('en-GB') ?? '')}</text>`)}`;
  })}`;
}

/** Cumulative incidence by group as steps, with 95 percent limits at the edges and the numbers at risk: a complete SVG file. */
export function survivalFigure(given: SurvivalFigure): string {
  const { title, caption, series, timeLabel, eventLabel, startDays } = given;
  const legendRows = Math.ceil(series.length / columnsOf(series));
  const base = frameFor(byGroup(series).length);
  const titleRows = titleLines(title).length;
  const frame = { ...base, top: base.top - 10 + titleRows * 20 + legendRows * 18 };
  const points = series.flatMap((each) => each.points);
  const ceiling = niceCeiling(
    Math.max(0.05, ...points.map((point) => (points.length > 60 ? point.value : (point.high ?? point.value)))),
  );
  const last = Math.max(startDays + 1, ...points.map((point) => point.timeDays));
  const scales: Scales = {
    startDays,
    x: (days) => frame.left + ((frame.right - frame.left) * (days - startDays)) / (last - startDays),
    y: (value) => frame.bottom - ((frame.bottom - frame.top) * Math.min(Math.max(value, 0), ceiling)) / ceiling,
  };
  const ticks = ticksOf(series, startDays);
  const description = series
    .map(
      (each) =>
        `${each.label}: ${each.points.length === 0 ? 'no points' : `${Math.round((each.points.at(-1)?.value ?? 0) * 1000) / 10} percent by day ${each.points.at(-1)?.timeDays}`}`,
    )
    .join('; ');
  return render(
    figure(frame, { title, description, caption }, [
      legend(series, 30 + titleRows * 20),
      percentAxis(frame, ceiling, scales.y),
      html`<text class="note" x="16" y="${frame.top - 10}">${eventLabel}</text>`,
      daysAxis(frame, ticks, scales.x, timeLabel),
      ...series.map((each, index) => curve(each, [index, series.length], scales)),
      riskRows(series, ticks, frame, scales),
    ]),
  );
}
