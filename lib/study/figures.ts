import { groupName, roundingVariance } from '../analyses/estimate-rows.ts';
import type { AnalysisOutcome, ReleasedRiskTable } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import { type CurveSeries, survivalFigure } from '../report/figures/survival-figure.ts';
import { kaplanMeier } from '../statistics/kaplan-meier.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { groupInWords } from './figure-words.ts';

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
    const flipped = points.map(({ timeDays, atRisk, survival, lower, upper }) => ({
      timeDays,
      atRisk,
      value: 1 - survival,
      low: upper === null ? null : 1 - upper,
      high: lower === null ? null : 1 - lower,
    }));
    return [{ label, entries: pattern.entries, points: flipped }];
  });
}

function captionOf(table: ReleasedRiskTable): string {
  if (table.protection.uncontrolled)
    return 'UNCONTROLLED: not protected against disclosure. Association, not effect. Bars: 95% limits.';
  return 'Known at the marked days; from rounded counts, 95% limits include the rounding. An association, not an effect.';
}

/** Cumulative incidence curves of every released survival analysis. */
export function survivalFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return outcomes.flatMap((outcome) => {
    if (outcome.status !== 'released') return [];
    const analysis = study.analyses.find((each) => each.id === outcome.analysis);
    if (analysis?.analysis !== 'survival') return [];
    const { question } = analysis;
    return outcome.evidence.flatMap((part): readonly StudyFigure[] => {
      if (part.kind !== 'risk-table') return [];
      const series = seriesOf(part);
      if (series.length === 0) return [];
      const title = question ?? `New signal within days: ${outcome.analysis}`;
      return [{ name: outcome.analysis, svg: survivalFigure({ title, caption: captionOf(part), series }) }];
    });
  });
}
