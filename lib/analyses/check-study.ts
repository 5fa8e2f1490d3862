import { outsideLevel } from '../dataset/plan.ts';
import { findVariable, unknownLevel, type Variable, variables } from '../dataset/variables.ts';
import type { Analysis, Condition, TableMeasure, Unit } from '../protocol/analysis.ts';
import type { Study } from '../protocol/study.ts';
import type { ModelTerms } from './model-terms.ts';

/** Something in a study that cannot run: where it stands, what is wrong, how to mend it. */
export type StudyProblem = { readonly analysis: string; readonly problem: string; readonly remedy: string };

type Check = { readonly analysis: string; readonly unit: Unit; readonly hasMonths: boolean };

function checkVariable(name: string, kinds: readonly Variable['kind'][], check: Check): readonly StudyProblem[] {
  const found = findVariable(name, check.unit);
  const { analysis } = check;
  if (found === undefined) {
    const units = variables.filter((each) => each.name === name).flatMap((each) => each.units);
    const remedy =
      units.length > 0
        ? `it exists for ${units.join(', ')}`
        : 'run `vroegzicht codebook` for the variables of each unit';
    return [{ analysis, problem: `unit ${check.unit} has no variable ${name}`, remedy }];
  }
  if (!kinds.includes(found.kind))
    return [
      {
        analysis,
        problem: `variable ${name} is a ${found.kind}`,
        remedy: `use a variable that is a ${kinds.join(' or ')}`,
      },
    ];
  if (name === 'signal-month' && !check.hasMonths) {
    return [
      {
        analysis,
        problem: 'signal-month needs the months of the study',
        remedy: 'add `months: { from: 2025-10, until: 2026-06 }` to the study',
      },
    ];
  }
  return [];
}

function checkCodes(name: string, codes: readonly string[], check: Check): readonly StudyProblem[] {
  const found = findVariable(name, check.unit);
  if (found === undefined || found.kind !== 'coded') return checkVariable(name, ['coded'], check);
  if (name === 'signal-month') return [];
  const known = new Set([...found.levels.map((level) => level.code), unknownLevel, outsideLevel]);
  const wrong = codes.filter((code) => !known.has(code));
  return wrong.map((code) => ({
    analysis: check.analysis,
    problem: `variable ${name} has no code ${code}`,
    remedy: `codes are ${[...known].join(', ')}`,
  }));
}

const checkWhere = (where: readonly Condition[], check: Check) =>
  where.flatMap((condition) => checkCodes(condition.variable, condition.in, check));

function checkMeasure(measure: TableMeasure, check: Check): readonly StudyProblem[] {
  switch (measure.measure) {
    case 'count':
      return checkWhere(measure.where, check);
    case 'proportion':
      return checkCodes(measure.variable, measure.success, check);
    case 'mean':
    case 'quantile':
    case 'maximum':
      return checkVariable(measure.variable, ['number'], check);
    case 'date':
      return checkVariable(measure.variable, ['date'], check);
  }
}

/** Covariates exist, their levels and reference are codes, and interactions are between covariates. */
function checkModel({ covariates, interactions = [] }: ModelTerms, check: Check): readonly StudyProblem[] {
  const { analysis } = check;
  const named = covariates.map((covariate) => covariate.variable);
  const repeated = named.filter((name, index) => named.indexOf(name) !== index);
  const strange = interactions.flat().filter((name) => !named.includes(name));
  const problem = (text: string, remedy: string): StudyProblem => ({ analysis, problem: text, remedy });
  return [
    ...repeated.map((name) => problem(`covariate ${name} stands there twice`, 'leave one away')),
    ...strange.map((name) => problem(`interaction of ${name}, which is no covariate`, 'add it to the covariates')),
    ...covariates.flatMap(({ variable, reference, levels }) => {
      const found = checkVariable(variable, ['coded', 'number'], check);
      if (found.length > 0) return found;
      const codes = [...(levels ?? []), ...(reference === undefined ? [] : [reference])];
      const unknown = codes.length === 0 ? [] : checkCodes(variable, codes, check);
      if (reference === undefined || levels === undefined || levels.includes(reference)) return unknown;
      return [...unknown, problem(`reference ${reference} of ${variable} is not among its levels`, 'add it there')];
    }),
  ];
}

function checkAnalysis(analysis: Analysis, hasMonths: boolean): readonly StudyProblem[] {
  if (analysis.analysis === 'funnel') {
    return analysis.steps.flatMap((step) =>
      checkWhere([...analysis.where, ...step.where], { analysis: analysis.id, unit: step.unit, hasMonths }),
    );
  }
  const check = { analysis: analysis.id, unit: analysis.unit, hasMonths };
  if (analysis.analysis === 'cox') return [...checkWhere(analysis.where, check), ...checkModel(analysis, check)];
  const shared = [
    ...analysis.by.flatMap((name) => checkVariable(name, ['coded'], check)),
    ...checkWhere(analysis.where, check),
  ];
  if (analysis.analysis === 'survival') return shared;
  return [...shared, ...analysis.measures.flatMap((measure) => checkMeasure(measure, check))];
}

/** Checks every variable and code of a study against the codebook; a study with problems is refused before it touches data. */
export function checkStudy(study: Study): readonly StudyProblem[] {
  return study.analyses.flatMap((analysis) => checkAnalysis(analysis, study.months !== undefined));
}
