import { findVariable } from '../dataset/variables.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Unit } from '../protocol/analysis.ts';
import { spellNeeds } from './spell-needs.ts';

type Named = { readonly variable: string };
const variablesOf = (...lists: readonly (readonly Named[])[]) => lists.flat().map(({ variable }) => variable);

const needsOf = (unit: Unit, names: readonly string[]) =>
  names.flatMap((name) => findVariable(name, unit)?.needs ?? []);

/** Columns of the source that an analysis needs: a municipality whose source lacks one is left out of it. */
export const neededColumns = (analysis: Analysis): readonly string[] => [...new Set(columnsOf(analysis))];

function columnsOf(analysis: Analysis): readonly string[] {
  switch (analysis.analysis) {
    case 'table':
      return needsOf(analysis.unit, [...analysis.by, ...variablesOf(analysis.where), ...measuredBy(analysis)]);
    case 'quantiles':
      return needsOf(analysis.unit, [analysis.variable, ...analysis.by, ...variablesOf(analysis.where)]);
    case 'funnel':
      return analysis.steps.flatMap(({ unit, where }) => needsOf(unit, variablesOf(analysis.where, where)));
    case 'survival':
    case 'competing-risks':
    case 'recurrence':
      return spellNeeds(analysis.unit, [...analysis.by, ...variablesOf(analysis.where)]);
    case 'cox':
      return spellNeeds(analysis.unit, variablesOf(analysis.covariates, analysis.where));
    case 'piecewise-exponential':
      return spellNeeds('new-households', variablesOf(analysis.covariates, analysis.where), analysis.unit);
    case 'state-hazards':
      return spellNeeds('new-households', ['state', ...variablesOf(analysis.where)], analysis.unit);
    case 'glm':
      return needsOf(analysis.unit, [...variablesOf(analysis.covariates, analysis.where), analysis.outcome]);
    case 'heterogeneity': {
      const exposure = analysis.exposure === undefined ? [] : [analysis.exposure];
      return needsOf(analysis.unit, [analysis.outcome, ...variablesOf(exposure, analysis.where)]);
    }
    case 'attempts':
      return needsOf('attempts', ['reached', 'attempt-number', ...variablesOf(analysis.covariates, analysis.where)]);
  }
}

function measuredBy({ measures }: Extract<Analysis, { analysis: 'table' }>): readonly string[] {
  return measures.flatMap((measure) => (measure.measure === 'count' ? variablesOf(measure.where) : [measure.variable]));
}
