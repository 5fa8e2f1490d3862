import { type AmountCaps, capsOf } from '../dataset/caps.ts';
import { countQuery, dimensionOf, nothingQuery, type Query, type ResultRow, valuesQuery } from '../dataset/plan.ts';
import { momentsQuery } from '../dataset/plan-moments.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { TableMeasure, TableParameters } from '../protocol/analysis.ts';
import { countCells } from './cells.ts';
import { exactValues } from './exact-values.ts';
import type { AnalysisModule, Scope, StudyContext } from './module.ts';
import { momentsEvidence } from './moments.ts';
import { stratifiedRows } from './stratified-tests.ts';
import { estimateTable } from './table-estimates.ts';
import { groupTests, isAsked, trendRows } from './table-tests.ts';

/** Name of a measure inside its analysis: `count`, `proportion:reached`, `mean:arrears-euro`, ... */
export function measureName(measure: TableMeasure): string {
  if (measure.measure === 'count') return measure.name === undefined ? 'count' : `count:${measure.name}`;
  const cap = measure.measure === 'mean' && measure.cap !== undefined ? `:${measure.cap}` : '';
  return `${measure.measure}:${measure.variable}${cap}`;
}

/** The caps within which a mean is computed: the codebook's, or lower ones of the study. */
function capsOfMean({ variable, cap }: Extract<TableMeasure, { measure: 'mean' }>): AmountCaps {
  const caps = capsOf(variable, cap);
  if (caps === undefined) throw new RangeError(`${variable} has no caps`);
  return caps;
}

function groupingOf(parameters: TableParameters, measure: TableMeasure, context: StudyContext) {
  const by = measure.measure === 'proportion' ? [...parameters.by, measure.variable] : parameters.by;
  const where = measure.measure === 'count' ? [...parameters.where, ...measure.where] : parameters.where;
  return { unit: parameters.unit, by, where, context };
}

function planMeasure(parameters: TableParameters, measure: TableMeasure, context: StudyContext): Query {
  const grouping = groupingOf(parameters, measure, context);
  if (measure.measure === 'count' || measure.measure === 'proportion') return countQuery(grouping);
  if (measure.measure === 'mean')
    return momentsQuery(grouping, measure.variable, context.uncontrolled ? undefined : capsOfMean(measure));
  return context.uncontrolled ? valuesQuery(grouping, measure.variable) : nothingQuery(parameters.unit);
}

type Summary = { readonly parameters: TableParameters; readonly context: StudyContext; readonly scope: Scope };

function summariseMeasure(
  { parameters, context, scope }: Summary,
  measure: TableMeasure,
  rows: readonly ResultRow[],
): Evidence {
  const { unit, by } = groupingOf(parameters, measure, context);
  const dimensions = by.map((name) => dimensionOf(name, unit, context));
  if (measure.measure === 'mean')
    return momentsEvidence(rows, { name: measureName(measure), dimensions, caps: capsOfMean(measure) }, scope);
  if (measure.measure !== 'count' && measure.measure !== 'proportion')
    return { ...exactValues(rows, measure, dimensions), name: measureName(measure) };
  const success = measure.measure === 'proportion' ? measure.success : null;
  return {
    kind: 'counts',
    name: measureName(measure),
    dimensions,
    success,
    cells: countCells(rows, dimensions, scope),
  };
}

/** Counts, proportions with Wilson intervals, means, and (uncontrolled only) exact order statistics and dates, by codebook variables. */
export const table: AnalysisModule<TableParameters> = {
  plan: (parameters, context) => parameters.measures.map((measure) => planMeasure(parameters, measure, context)),
  summarise: (parameters, context, results, scope) =>
    parameters.measures.map((measure, index) =>
      summariseMeasure({ parameters, context, scope }, measure, results[index] ?? []),
    ),
  estimate: (parameters, evidence) =>
    parameters.measures.flatMap((measure) => {
      const rows = estimateTable(measure, measureName(measure), evidence);
      if (measure.measure !== 'proportion') return rows;
      const compared = rows.filter((row) => isAsked(row, parameters.where));
      const part = evidence.find((each) => each.name === measureName(measure));
      return [
        ...rows,
        ...(parameters.compareGroups === true ? groupTests(compared) : []),
        ...(parameters.compareTrend === true ? trendRows(compared) : []),
        ...(parameters.compareWithin === undefined || part?.kind !== 'counts'
          ? []
          : stratifiedRows(part, rows, parameters.compareWithin)),
      ];
    }),
};
