import { bindAnalysis } from '../analyses/registry.ts';
import { landmarkOf } from '../analyses/risk-evidence.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Estimate, EstimateMeasure } from '../protocol/estimate.ts';
import type { AnalysisOutcome } from '../protocol/evidence.ts';
import type { Study } from '../protocol/study.ts';
import { type ForestRow, forestFigure } from '../report/figures/forest-figure.ts';
import { meanCountFigure } from '../report/figures/mean-count-figure.ts';
import { groupInWords, referenceInWords, titleOf } from './figure-words.ts';
import type { StudyFigure } from './figures.ts';

const ratios: readonly EstimateMeasure[] = ['hazard-ratio', 'odds-ratio', 'rate-ratio'];

const uncontrolled = 'UNCONTROLLED: not protected against disclosure. ';
const protectedWords = 'From rounded counts, 95% limits include the rounding. ';
const captionOf = (rows: readonly Estimate[], words: string) =>
  `${rows.some((row) => row.status === 'uncontrolled') ? uncontrolled : protectedWords}${words}`;

/** The two directions in words: of new signals, or of whatever the outcome is. */
function directionsOf(analysis: Analysis): { readonly lower: string; readonly higher: string } {
  if (analysis.analysis === 'glm' || analysis.analysis === 'table')
    return { lower: 'less often', higher: 'more often' };
  if (analysis.analysis === 'attempts') return { lower: 'reached less often', higher: 'reached more often' };
  return { lower: 'fewer new signals', higher: 'more new signals' };
}

function forestOf(analysis: Analysis, rows: readonly Estimate[]): StudyFigure | undefined {
  const [first] = rows.filter((row) => ratios.includes(row.measure));
  const shown = rows
    .filter(
      (row) => row.measure === first?.measure && row.method === first.method && !row.group.startsWith('until-day'),
    )
    .flatMap(({ group, method, value, ci_low: low, ci_high: high }): readonly ForestRow[] =>
      typeof value === 'number' && low !== null && high !== null
        ? [{ label: groupInWords(group), reference: referenceInWords(group, method), value, low, high }]
        : [],
    );
  if (shown.length === 0) return undefined;
  const svg = forestFigure({
    title: titleOf(analysis),
    caption: captionOf(rows, 'Ratios: 1 is no difference. An association, not an effect.'),
    measure: measures[first?.measure ?? 'count'] ?? '',
    ...directionsOf(analysis),
    rows: shown,
  });
  return { name: analysis.id, svg };
}

const measures: Partial<Readonly<Record<EstimateMeasure, string>>> = {
  'hazard-ratio': 'hazard ratio',
  'odds-ratio': 'odds ratio',
  'rate-ratio': 'rate ratio',
};

function meanCountsOf(analysis: Analysis, rows: readonly Estimate[]): StudyFigure | undefined {
  const known = rows.filter((row) => row.measure === 'mean-cumulative-count' && typeof row.value === 'number');
  const series = [...Map.groupBy(known, (row) => row.group)].map(([group, members]) => ({
    label: groupInWords(group),
    households: members[0]?.n ?? 0,
    points: members.map((row) => {
      const mean = Number(row.value);
      return { timeDays: row.time_days ?? 0, mean, low: row.ci_low ?? mean, high: row.ci_high ?? mean };
    }),
  }));
  if (series.length === 0) return undefined;
  const title = titleOf(analysis);
  const startDays = analysis.analysis === 'recurrence' ? landmarkOf(analysis.unit) : 0;
  const caption = captionOf(known, 'All were followed to the last day. An association, not an effect.');
  return { name: analysis.id, svg: meanCountFigure({ title, caption, series, startDays }) };
}

/** Mean counts, and beside them the ratios of a model by its last day. */
function recurrenceFigures(analysis: Analysis, rows: readonly Estimate[]): readonly StudyFigure[] {
  const last = Math.max(...rows.map((row) => row.time_days ?? 0));
  const model = rows.filter((row) => row.time_days === last && row.method.startsWith('Andersen-Gill'));
  const ratios = forestOf(analysis, model);
  return [
    meanCountsOf(analysis, rows) ?? [],
    ratios === undefined ? [] : { ...ratios, name: `${ratios.name}-ratios` },
  ].flat();
}

/** A forest plot of each model, and mean cumulative counts of each recurrence analysis, from released estimates. */
export function modelFigures(study: Study, outcomes: readonly AnalysisOutcome[]): readonly StudyFigure[] {
  return outcomes.flatMap((outcome) => {
    const analysis = study.analyses.find((each) => each.id === outcome.analysis);
    if (outcome.status !== 'released' || analysis === undefined) return [];
    switch (analysis.analysis) {
      case 'cox':
      case 'glm':
      case 'piecewise-exponential':
      case 'attempts':
      case 'state-hazards':
      case 'table':
        return forestOf(analysis, bindAnalysis(analysis, studyContext(study)).estimate(outcome.evidence)) ?? [];
      case 'recurrence':
        return recurrenceFigures(analysis, bindAnalysis(analysis, studyContext(study)).estimate(outcome.evidence));
      case 'funnel':
      case 'survival':
      case 'competing-risks':
      case 'quantiles':
      case 'heterogeneity':
        return [];
    }
  });
}
