import { outsideLevel } from '../dataset/plan.ts';
import { findVariable } from '../dataset/variables.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Unit } from '../protocol/analysis.ts';
import type { Covariate } from '../protocol/analysis-models.ts';

type Inferential = Exclude<Analysis, { analysis: 'table' | 'funnel' | 'quantiles' }>;

/** An analysis with intervals or tests; tables, funnels and quantiles describe. */
export function withInterval(analysis: Analysis): analysis is Inferential {
  return analysis.analysis !== 'table' && analysis.analysis !== 'funnel' && analysis.analysis !== 'quantiles';
}

/** An analysis that says how ties are handled. */
export function usesTies(analysis: Analysis): analysis is Extract<Analysis, { analysis: 'cox' }> {
  return analysis.analysis === 'cox';
}

/** Terms of a model; none for other analyses. */
export const covariatesOf = (analysis: Analysis): readonly Covariate[] =>
  'covariates' in analysis ? analysis.covariates : [];

/** Variables that an analysis compares. */
export function groupsOf(analysis: Analysis): readonly string[] {
  return [...('by' in analysis ? analysis.by : []), ...covariatesOf(analysis).map((covariate) => covariate.variable)];
}

/** The unit that an analysis counts. */
export const unitOf = (analysis: Analysis): Unit => {
  if (analysis.analysis === 'attempts') return 'attempts';
  return 'unit' in analysis ? analysis.unit : 'signals';
};

function levelCount(variable: string, unit: Unit, levels?: readonly string[]): number {
  const known = findVariable(variable, unit);
  if (known?.kind === 'number') return 2;
  return (levels ?? known?.levels.map((level) => level.code) ?? []).filter((code) => code !== outsideLevel).length;
}

/** Coefficients of a model with its interactions, or groups that are compared; 0 where nothing is compared. */
export function parametersOf(analysis: Analysis): number {
  const unit = unitOf(analysis);
  const free = new Map(
    covariatesOf(analysis).map(({ variable, levels }) => [variable, levelCount(variable, unit, levels) - 1]),
  );
  const main = [...free.values()].reduce((sum, count) => sum + count, 0);
  const interactions = 'interactions' in analysis ? (analysis.interactions ?? []) : [];
  const products = interactions.reduce((sum, [one, other]) => sum + (free.get(one) ?? 0) * (free.get(other) ?? 0), 0);
  if (free.size > 0) return main + products;
  const kept = new Map('where' in analysis ? analysis.where.map((each) => [each.variable, each.in]) : []);
  const groups =
    'by' in analysis && analysis.analysis !== 'table' && analysis.analysis !== 'quantiles' ? analysis.by : [];
  return groups.reduce((count, name) => count * levelCount(name, unit, kept.get(name)), groups.length === 0 ? 0 : 1);
}

/**
 * Events of 100,000 inhabitants in one export of six months, measured on the synthetic data, which are calibrated on national figures;
 * new households and landmarks with entry closed at 118 or 135 days.
 */
const eventsPerInhabitants: Readonly<Record<Unit, number>> = {
  signals: 1070,
  cases: 430,
  attempts: 870,
  households: 540,
  'case-spells': 510,
  'signal-spells': 915,
  'new-households': 104,
  'landmark-28': 71,
  'landmark-45': 40,
  'contact-states': 290,
};

/** The fewest that a study asks for may be small ones: one municipality in four has fewer inhabitants than this. */
export const smallMunicipality = 20_000;

/** Share of the rows that a condition keeps, for conditions that keep few. */
const keptShare: Readonly<Record<string, number>> = { reached: 0.17 };

/** Events that an analysis may expect with so many small municipalities; null where it counts none. */
export function expectedEvents(analysis: Analysis, municipalities: number): number | null {
  if (!withInterval(analysis) || analysis.analysis === 'heterogeneity') return null;
  const share = analysis.where.reduce((product, { variable }) => product * (keptShare[variable] ?? 1), 1);
  const rare = 'outcome' in analysis && (analysis.outcome === 'other-creditor' || analysis.outcome === 'risen-arrears');
  return (
    ((eventsPerInhabitants[unitOf(analysis)] * smallMunicipality) / 100_000) *
    municipalities *
    share *
    (rare ? 1 / 3 : 1)
  );
}
