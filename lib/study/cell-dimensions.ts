import { monthsBetween } from '../analyses/study-context.ts';
import { findVariable } from '../dataset/variables.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Condition, Unit } from '../protocol/analysis.ts';
import type { Study } from '../protocol/study.ts';
import { covariatesOf, unitOf } from './design-facts.ts';
import { nationalShares } from './national-shares.ts';

/** A variable that splits a table: the share of each level in the country; equal shares where no figure is public. */
export type CellDimension = {
  readonly variable: string;
  readonly levels: readonly { readonly code: string; readonly share: number }[];
  readonly hasFigure: boolean;
};

/** What splits the table of one analysis, and the share of the households that its conditions keep. */
export type CellDesign = {
  readonly unit: Unit;
  readonly dimensions: readonly CellDimension[];
  readonly kept: number;
};

/** A cell of the table of an analysis: its levels, the households expected in it, and new signals where the analysis counts them. */
export type ExpectedCell = {
  readonly levels: readonly { readonly variable: string; readonly code: string }[];
  readonly households: number;
  readonly events: number | null;
};

const quarterMonths = 3;

/** A variable of a unit as a dimension, of these levels only if they are named. */
export function cellDimension(study: Study, unit: Unit, variable: string, only?: readonly string[]): CellDimension {
  const shares = nationalShares(variable, unit);
  const all = codesOf(study, unit, variable);
  const codes = all.filter((code) => only?.includes(code) ?? true);
  const share = (code: string) => (shares === undefined ? 1 / Math.max(1, all.length) : (shares[code] ?? 0));
  return {
    variable,
    levels: codes.map((code) => ({ code, share: share(code) })),
    hasFigure: shares !== undefined,
  };
}

function codesOf(study: Study, unit: Unit, variable: string): readonly string[] {
  const listed = findVariable(variable, unit)?.levels.map(({ code }) => code) ?? [];
  if (listed.length > 0 || study.months === undefined) return listed;
  const months = monthsBetween(study.months.from, study.months.until);
  return variable === 'signal-quarter' ? months.filter((_, index) => index % quarterMonths === 0) : months;
}

/** What splits the table of an analysis; null for a funnel and for heterogeneity, which have no table of groups. */
export function cellDesign(study: Study, analysis: Analysis): CellDesign | null {
  if (analysis.analysis === 'funnel' || analysis.analysis === 'heterogeneity') return null;
  const unit = unitOf(analysis);
  const named: readonly { variable: string; levels?: readonly string[] | undefined }[] = [
    ...('by' in analysis ? analysis.by.map((variable) => ({ variable })) : []),
    ...covariatesOf(analysis),
    ...(analysis.analysis === 'state-hazards' ? [{ variable: 'state' }] : []),
  ];
  const conditions = 'where' in analysis ? analysis.where : [];
  const conditionOf = (name: string) => conditions.find(({ variable }) => variable === name);
  return {
    unit,
    dimensions: named
      .filter(({ variable }) => findVariable(variable, unit)?.kind === 'coded')
      .map(({ variable, levels }) => cellDimension(study, unit, variable, levels ?? conditionOf(variable)?.in)),
    kept: conditions
      .filter(({ variable }) => named.every((each) => each.variable !== variable))
      .reduce((product, condition) => product * keptBy(study, unit, condition), 1),
  };
}

function keptBy(study: Study, unit: Unit, { variable, in: codes }: Condition): number {
  const { levels } = cellDimension(study, unit, variable, codes);
  return levels.length === 0 ? 1 : levels.reduce((sum, { share }) => sum + share, 0);
}
