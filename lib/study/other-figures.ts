import { competingCurves } from '../analyses/competing-estimates.ts';
import { bindAnalysis } from '../analyses/registry.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { FunnelParameters } from '../protocol/analysis.ts';
import type { CompetingRisksParameters } from '../protocol/analysis-models.ts';
import type { Estimate } from '../protocol/estimate.ts';
import type { AnalysisOutcome, ReleasedCompeting } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import { stepsFigure } from '../report/figures/steps-figure.ts';
import { type CurveSeries, survivalFigure } from '../report/figures/survival-figure.ts';
import { dotFigures } from './dot-figures.ts';
import { groupInWords, titleOf } from './figure-words.ts';
import { captionOf, type StudyFigure, timesOf } from './figures.ts';
import { limitsFigures } from './limits-figures.ts';

/** One curve a group and cause: the share whose first new signal was of that kind. */
function competingOf(analysis: CompetingRisksParameters, table: ReleasedCompeting): readonly StudyFigure[] {
  const series = competingCurves(table).map(
    ({ group, entries, points }): CurveSeries => ({
      label: groupInWords(group),
      group: group.replace(/^cause=[^;]*;?/, ''),
      entries,
      points,
    }),
  );
  if (series.length === 0) return [];
  const title = titleOf(analysis);
  const words = { title, caption: captionOf(table.protection), ...timesOf(analysis.unit) };
  const svg = survivalFigure({ ...words, eventLabel: 'share whose first new signal is of the kind', series });
  return [{ name: analysis.id, svg }];
}

function funnelOf(analysis: FunnelParameters, rows: readonly Estimate[]): readonly StudyFigure[] {
  const steps = rows.map(({ group, value }) => ({
    label: group.replace('step=', ''),
    count: typeof value === 'number' ? value : null,
  }));
  if (steps.every((step) => step.count === null)) return [];
  const title = titleOf(analysis);
  const uncontrolled = rows.some((row) => row.status === 'uncontrolled');
  const caption = uncontrolled ? 'UNCONTROLLED: not protected against disclosure.' : 'Rounded counts.';
  return [{ name: analysis.id, svg: stepsFigure({ title, caption, steps }) }];
}

function figuresOf(study: Study, outcome: AnalysisOutcome): readonly StudyFigure[] {
  const analysis = study.analyses.find((each) => each.id === outcome.analysis);
  if (outcome.status !== 'released' || analysis === undefined) return [];
  const rows = () => bindAnalysis(analysis, studyContext(study)).estimate(outcome.evidence);
  if (analysis.analysis === 'funnel') return funnelOf(analysis, rows());
  if (analysis.analysis === 'heterogeneity') return limitsFigures(analysis, rows());
  if (['table', 'quantiles', 'piecewise-exponential'].includes(analysis.analysis)) return dotFigures(analysis, rows());
  if (analysis.analysis !== 'competing-risks') return [];
  return outcome.evidence.flatMap((part) => (part.kind === 'competing-table' ? competingOf(analysis, part) : []));
}

/** Curves by kind of signal, steps of funnels, limits around a mean, and dots of shares, quantiles and rates, of what was released. */
export function otherFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return outcomes.flatMap((outcome) => figuresOf(study, outcome));
}
