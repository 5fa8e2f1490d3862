import { capChoices, capsOf } from '../dataset/caps.ts';
import { findVariable } from '../dataset/variables.ts';
import { type Analysis } from '../protocol/analyses.ts';
import { CohortUnit, SpellUnit, type TableMeasure, type TableParameters, type Unit } from '../protocol/analysis.ts';
import { type HeterogeneityParameters } from '../protocol/analysis-models.ts';
import type { Study } from '../protocol/study.ts';
import { type Check, checkCodes, checkVariable, checkWhere, type StudyProblem } from './check-variables.ts';
import type { ModelTerms } from './model-terms.ts';

/** A mean's lower cap is one of the codebook's choices. */
function checkCap(
  { variable, cap }: Extract<TableMeasure, { measure: 'mean' }>,
  { analysis }: Check,
): readonly StudyProblem[] {
  if (cap === undefined || capsOf(variable, cap) !== undefined) return [];
  const choices = capChoices[variable] ?? [];
  const remedy = choices.length === 0 ? 'leave `cap` out' : `choose ${choices.join(', ')}, or leave \`cap\` out`;
  return [{ analysis, problem: `a mean of ${variable} cannot be capped at ${cap}`, remedy }];
}

function checkMeasure(measure: TableMeasure, check: Check): readonly StudyProblem[] {
  switch (measure.measure) {
    case 'count':
      return checkWhere(measure.where, check);
    case 'proportion':
      return checkCodes(measure.variable, measure.success, check);
    case 'mean':
      return [...checkVariable(measure.variable, ['number'], check), ...checkCap(measure, check)];
    case 'quantile':
    case 'maximum':
      return checkVariable(measure.variable, ['number'], check);
    case 'date':
      return checkVariable(measure.variable, ['date'], check);
  }
}

/** Covariates exist, their levels and reference are codes, and interactions are between covariates. */
function checkModel(
  { covariates, interactions = [] }: ModelTerms,
  kinds: readonly ('coded' | 'number')[],
  check: Check,
): readonly StudyProblem[] {
  const { analysis } = check;
  const named = covariates.map((covariate) => covariate.variable);
  const repeated = named.filter((name, index) => named.indexOf(name) !== index);
  const strange = interactions.flat().filter((name) => !named.includes(name));
  const problem = (text: string, remedy: string): StudyProblem => ({ analysis, problem: text, remedy });
  return [
    ...repeated.map((name) => problem(`covariate ${name} stands there twice`, 'leave one away')),
    ...strange.map((name) => problem(`interaction of ${name}, which is no covariate`, 'add it to the covariates')),
    ...covariates.flatMap(({ variable, reference, levels }) => {
      const found = checkVariable(variable, kinds, check);
      if (found.length > 0) return found;
      const codes = [...(levels ?? []), ...(reference === undefined ? [] : [reference])];
      const unknown = codes.length === 0 ? [] : checkCodes(variable, codes, check);
      if (reference === undefined || levels === undefined || levels.includes(reference)) return unknown;
      return [...unknown, problem(`reference ${reference} of ${variable} is not among its levels`, 'add it there')];
    }),
  ];
}

const includes = (units: readonly Unit[], unit: Unit): boolean => units.includes(unit);

/** The kind of the next signal is known for new households only; entry can be closed where there is a time. */
function checkSpell(
  analysis: Extract<Analysis, { unit: Unit }>,
  { analysis: id, unit }: Check,
): readonly StudyProblem[] {
  const remedy = `use one of ${CohortUnit.options.join(', ')}`;
  const closed = 'closedEntryDays' in analysis && analysis.closedEntryDays !== undefined;
  const last = 'horizonsDays' in analysis ? Math.max(...analysis.horizonsDays) : 0;
  const outcome = analysis.analysis === 'survival' || analysis.analysis === 'cox' ? analysis.outcome : undefined;
  return [
    ...(outcome !== undefined && !includes(CohortUnit.options, unit)
      ? [{ analysis: id, problem: `unit ${unit} does not tell the kind of the next signal`, remedy }]
      : []),
    ...(closed && !includes(SpellUnit.options, unit)
      ? [
          {
            analysis: id,
            problem: `unit ${unit} has no time, so entry cannot be closed`,
            remedy: 'leave closedEntryDays away',
          },
        ]
      : []),
    ...(analysis.analysis === 'recurrence' && last > analysis.closedEntryDays
      ? [
          {
            analysis: id,
            problem: `not everybody is followed to day ${last}`,
            remedy: `set closedEntryDays to ${last}`,
          },
        ]
      : []),
  ];
}

function checkExposure({ exposure }: HeterogeneityParameters, check: Check): readonly StudyProblem[] {
  return exposure === undefined ? [] : checkCodes(exposure.variable, [exposure.level, exposure.reference], check);
}

function checkEdges(variable: string, check: Check): readonly StudyProblem[] {
  const found = checkVariable(variable, ['number'], check);
  if (found.length > 0 || findVariable(variable, check.unit)?.edges !== undefined) return found;
  const remedy = 'use a number with edges, such as arrears-euro of signals';
  return [{ analysis: check.analysis, problem: `the codebook has no edges for ${variable}`, remedy }];
}

/** Comparing within strata takes two variables, one of them the strata, and a proportion. */
function checkWithin({ id, by, compareWithin, measures }: TableParameters): readonly StudyProblem[] {
  if (compareWithin === undefined) return [];
  const isFit =
    by.length === 2 && by.includes(compareWithin) && measures.some(({ measure }) => measure === 'proportion');
  const remedy = 'name two variables in `by`, one of them in `compareWithin`, and a proportion among the measures';
  return isFit ? [] : [{ analysis: id, problem: `groups cannot be compared within ${compareWithin}`, remedy }];
}

/** Variables whose levels stand in order. */
const ordered: readonly string[] = [
  'arrears-band',
  'age-band',
  'attempts-band',
  'attempt-number',
  'signals-at-start',
  'speed-band',
  'first-attempt-term',
  'signal-month',
  'signal-quarter',
];

/** A trend is one of a proportion over one ordered variable. */
function checkTrend({ id, by, compareTrend, measures }: TableParameters): readonly StudyProblem[] {
  if (compareTrend !== true) return [];
  const [variable = ''] = by;
  if (by.length === 1 && ordered.includes(variable) && measures.some(({ measure }) => measure === 'proportion'))
    return [];
  const remedy = `name one of ${ordered.join(', ')} in \`by\`, and a proportion among the measures`;
  return [{ analysis: id, problem: `there is no trend of a proportion over ${by.join(' and ') || 'nothing'}`, remedy }];
}

function checkOwn(analysis: Exclude<Analysis, { analysis: 'funnel' }>, check: Check): readonly StudyProblem[] {
  switch (analysis.analysis) {
    case 'table':
      return [
        ...analysis.measures.flatMap((measure) => checkMeasure(measure, check)),
        ...checkWithin(analysis),
        ...checkTrend(analysis),
      ];
    case 'cox':
      return checkModel(analysis, ['coded', 'number'], check);
    case 'piecewise-exponential':
    case 'attempts':
      return checkModel(analysis, ['coded'], check);
    case 'glm':
      return [...checkModel(analysis, ['coded'], check), ...checkCodes(analysis.outcome, analysis.success, check)];
    case 'heterogeneity':
      return [...checkExposure(analysis, check), ...checkCodes(analysis.outcome, analysis.success, check)];
    case 'quantiles':
      return checkEdges(analysis.variable, check);
    case 'survival':
    case 'state-hazards':
    case 'competing-risks':
    case 'recurrence':
      return [];
  }
}

function checkAnalysis(analysis: Analysis, hasMonths: boolean): readonly StudyProblem[] {
  if (analysis.analysis === 'funnel') {
    return analysis.steps.flatMap((step) =>
      checkWhere([...analysis.where, ...step.where], { analysis: analysis.id, unit: step.unit, hasMonths }),
    );
  }
  const unit = analysis.analysis === 'attempts' ? 'attempts' : analysis.unit;
  const check = { analysis: analysis.id, unit, hasMonths };
  return [
    ...('by' in analysis ? analysis.by.flatMap((name) => checkVariable(name, ['coded'], check)) : []),
    ...checkWhere(analysis.where, check),
    ...('unit' in analysis ? checkSpell(analysis, check) : []),
    ...checkOwn(analysis, check),
  ];
}

/** Checks every variable and code of a study against the codebook; a study with problems is refused before it touches data. */
export function checkStudy(study: Study): readonly StudyProblem[] {
  return study.analyses.flatMap((analysis) => checkAnalysis(analysis, study.months !== undefined));
}
