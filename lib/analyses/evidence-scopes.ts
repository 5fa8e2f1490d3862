import { dimensionOf } from '../dataset/plan.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import type { EvidenceScope, ScopedEvidence } from '../disclosure/secondary/plan.ts';
import { intersect, nowhere, rangeLevel, type Selection } from '../disclosure/selection.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Condition, Unit } from '../protocol/analysis.ts';
import { completeCases, isNumeric } from './model-terms.ts';
import type { StudyContext } from './module.ts';
import { measureName } from './table.ts';

/** Which rows an analysis counts: unit, filters, closed entry, and the kind of event of its times. */
type Rows = {
  readonly unit: Unit;
  readonly where: readonly Condition[];
  readonly closedEntryDays?: number | undefined;
  readonly axis?: string | undefined;
};

const selectionOf = ({ where, closedEntryDays }: Rows): Selection => {
  const entry: Selection = closedEntryDays === undefined ? {} : { potential: [rangeLevel('p', closedEntryDays, null)] };
  return where.reduce<Selection>(
    (partial, condition) => intersect(partial, { [condition.variable]: condition.in }) ?? nowhere,
    entry,
  );
};

/** The rows behind a piece of evidence; undefined for analyses whose rows are not those of a unit's table. */
function rowsOf(analysis: Analysis, evidence: Evidence, context: StudyContext): Rows | undefined {
  switch (analysis.analysis) {
    case 'table': {
      const measure = analysis.measures.find((each) => measureName(each) === evidence.name);
      const where = measure?.measure === 'count' ? [...analysis.where, ...measure.where] : analysis.where;
      return { unit: analysis.unit, where };
    }
    case 'funnel': {
      const step = analysis.steps.find((each) => each.name === evidence.name);
      return step === undefined ? undefined : { unit: step.unit, where: [...analysis.where, ...step.where] };
    }
    case 'survival':
      return { ...analysis, axis: `leaving-${analysis.outcome ?? 'any'}` };
    case 'competing-risks':
      return { ...analysis, axis: 'leaving-any' };
    case 'piecewise-exponential': {
      const where = [...analysis.where, ...completeCases(analysis, analysis.unit, context)];
      return { unit: analysis.unit, where, axis: analysis.unit === 'contact-states' ? 'leaving-state' : 'leaving-any' };
    }
    case 'state-hazards':
      return { ...analysis, axis: 'leaving-state' };
    case 'quantiles':
      return { ...analysis, axis: `leaving-of-${analysis.variable}` };
    case 'heterogeneity':
    case 'recurrence':
    case 'glm':
      return analysis;
    case 'attempts':
      return { unit: 'attempts', where: [...analysis.where, { variable: 'reached-before', in: ['no'] }] };
    case 'cox': {
      const { unit, where, closedEntryDays, outcome } = analysis;
      return analysis.covariates.some((covariate) => isNumeric(covariate, unit))
        ? undefined
        : { unit, where, closedEntryDays, axis: `leaving-${outcome ?? 'any'}` };
    }
  }
}

const dimensionsOf = (evidence: Evidence) => ('dimensions' in evidence ? evidence.dimensions : []);

function renamed(analysis: Analysis, context: StudyContext): Readonly<Record<string, string>> {
  const span = `(${context.months[0] ?? ''}-${context.months.at(-1) ?? ''})`;
  const months = { 'signal-month': `signal-month${span}`, 'signal-quarter': `signal-quarter${span}` };
  if (analysis.analysis === 'competing-risks') return { ...months, cause: `cause-${analysis.causes}` };
  if (!('covariates' in analysis)) return months;
  const outcome = analysis.analysis === 'glm' ? [analysis.outcome] : [];
  const known = [...analysis.covariates.map((covariate) => covariate.variable), ...outcome].toSorted();
  return { ...months, 'complete-cases': `complete(${known.join(',')})` };
}

/** Levels of every variable of a selection, under the names that the selection uses. */
function domainsOf(rows: Rows, evidence: Evidence, rename: Readonly<Record<string, string>>, context: StudyContext) {
  const variables = [
    ...dimensionsOf(evidence).map((each) => each.variable),
    ...rows.where.map((each) => each.variable),
  ];
  return new Map(
    [...new Set(variables)].map((variable) => {
      const own = dimensionsOf(evidence).find((each) => each.variable === variable);
      const levels =
        variable === 'complete-cases' ? (own?.levels ?? []) : dimensionOf(variable, rows.unit, context).levels;
      return [rename[variable] ?? variable, levels] as const;
    }),
  );
}

/** What evidence of an analysis counts. `population` names who takes part; evidence of
 * other rows is a population of its own, named by everything that was asked. */
export function scopeOf(
  analysis: Analysis,
  evidence: Evidence,
  {
    context,
    population,
    registered,
  }: { readonly context: StudyContext; readonly population: string; readonly registered: boolean },
): EvidenceScope {
  const rows = rowsOf(analysis, evidence, context);
  const rename = renamed(analysis, context);
  if (rows === undefined) {
    const domains = new Map(dimensionsOf(evidence).map((each) => [each.variable, each.levels] as const));
    const { id: _id, question: _question, ...asked } = analysis;
    const unit = `${JSON.stringify({ ...asked, months: context.months })}/${evidence.name}`;
    return { universe: `${unit}@${population}`, unit, where: {}, domains, rename, axis: 'leaving', registered };
  }
  const where = Object.fromEntries(
    Object.entries(selectionOf(rows)).map(([variable, levels]) => [rename[variable] ?? variable, levels]),
  );
  const domains = new Map(domainsOf(rows, evidence, rename, context));
  if (evidence.kind === 'sums') domains.set(`known-${evidence.name}`, ['no', 'yes']);
  if (evidence.kind === 'competing-table') domains.set(rename['cause'] ?? 'cause', [...evidence.causes]);
  if (evidence.kind === 'score-sums') domains.set('state', dimensionOf('state', rows.unit, context).levels);
  const axis = rows.axis ?? 'leaving-any';
  return { universe: `${rows.unit}@${population}`, unit: rows.unit, where, domains, rename, axis, registered };
}

/** The evidence of an analysis with what each piece counts. */
export function scopedEvidence(
  analysis: Analysis,
  evidence: readonly Evidence[],
  settings: Parameters<typeof scopeOf>[2],
): readonly ScopedEvidence[] {
  return evidence.map((each) => ({ analysis: analysis.id, evidence: each, scope: scopeOf(analysis, each, settings) }));
}
