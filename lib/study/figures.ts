import { groupName, roundingVariance } from '../analyses/estimate-rows.ts';
import { landmarkOf } from '../analyses/risk-evidence.ts';
import type { SpellUnit } from '../protocol/analysis.ts';
import type { AnalysisOutcome, ReleasedRiskTable } from '../protocol/evidence.ts';
import type { Protection } from '../protocol/protection.ts';
import type { Study } from '../protocol/study.ts';
import { dotsFigure } from '../report/figures/dots-figure.ts';
import { strokes } from '../report/figures/frame.ts';
import { type CurveSeries, survivalFigure } from '../report/figures/survival-figure.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { groupInWords, titleOf } from './figure-words.ts';

/** A figure of a study: the name of its file without ending, and its SVG. */
export type StudyFigure = { readonly name: string; readonly svg: string };

function seriesOf(table: ReleasedRiskTable): readonly CurveSeries[] {
  return table.patterns.flatMap((pattern): readonly CurveSeries[] => {
    if (pattern.intervals === null || pattern.entries === null || pattern.entries === 0) return [];
    const points = kaplanMeier(riskIntervals(pattern.entries, pattern.intervals, table.edgesDays), {
      transform: 'log-log',
      roundingVariance: roundingVariance(table.protection),
    });
    const label = groupInWords(groupName(table.dimensions, pattern.levels));
    const flipped = points.map(({ timeDays, atRisk, survival, lower, upper }, index) => ({
      timeDays,
      remaining: atRisk - (pattern.intervals?.[index]?.events ?? 0) - (pattern.intervals?.[index]?.censored ?? 0),
      value: 1 - survival,
      low: upper === null ? null : 1 - upper,
      high: lower === null ? null : 1 - lower,
    }));
    return [{ label, entries: pattern.entries, points: flipped }];
  });
}

/** Caption of a curve: what the marks are, and that nothing here is an effect. */
export function captionOf(protection: Protection): string {
  if (protection.uncontrolled)
    return 'UNCONTROLLED: not protected against disclosure. Association, not effect. Bars: 95% limits.';
  return 'Known at the marked days; from rounded counts, 95% limits include the rounding. An association, not an effect.';
}

const clocks: Readonly<Record<SpellUnit, string>> = {
  'case-spells': 'days since the case was closed',
  'signal-spells': 'days since the signal',
  'new-households': 'days since the first signal',
  'landmark-28': 'days since the first signal',
  'landmark-45': 'days since the first signal',
};

/** What the axes of a curve of a unit say, and where its clock starts. */
export const timesOf = (unit: SpellUnit) => ({
  timeLabel: clocks[unit],
  eventLabel: 'share with a new signal',
  startDays: landmarkOf(unit),
});

type CurveWords = Omit<Parameters<typeof survivalFigure>[0], 'series'>;

/** Curves while each has a colour of its own, else shares by the last day; nothing where no day is known: an empty frame reads as zero. */
function curvesOrShares(series: readonly CurveSeries[], words: CurveWords): string | undefined {
  const known = series.filter(({ points }) => points.length > 0);
  if (known.length === 0) return undefined;
  if (known.length <= strokes.length) return survivalFigure({ ...words, series: known });
  const rows = known.flatMap(({ label, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ label, value: last.value, low: last.low, high: last.high }];
  });
  const day = known[0]?.points.at(-1)?.timeDays ?? 0;
  const axis = `${words.eventLabel} within ${day} ${words.timeLabel}`;
  return dotsFigure({ title: words.title, caption: words.caption, axis, unit: 'share', rows });
}

/** Cumulative incidence curves of every released survival analysis. */
export function survivalFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== 'released') return [];
    const analysis = study.analyses.find((each) => each.id === outcome.analysis);
    if (analysis?.analysis !== 'survival') return [];
    return outcome.evidence.flatMap((part): readonly StudyFigure[] => {
      if (part.kind !== 'risk-table') return [];
      const words = { title: titleOf(analysis), caption: captionOf(part.protection), ...timesOf(analysis.unit) };
      const svg = curvesOrShares(seriesOf(part), words);
      return svg === undefined ? [] : [{ name: outcome.analysis, svg }];
    });
  });
}
