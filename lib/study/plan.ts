import * as z from 'zod';
import { neededColumns } from '../analyses/needed-columns.ts';
import { studyContext } from '../analyses/study-context.ts';
import { dimensionOf } from '../dataset/plan.ts';
import { findVariable } from '../dataset/variables.ts';
import { policy } from '../disclosure/policy.ts';
import { publicThresholds } from '../disclosure/policy-settings.ts';
import { Unit } from '../protocol/analysis.ts';
import type { Study } from '../protocol/study.ts';
import { studyDigest } from '../signing/canonical.ts';
import { type ExpectedCells, type ExpectedSize, expectedSmallCells, sizeFor } from './expected-cells.ts';
import { type PlannedCycle, plannedCycles } from './plan-cycles.ts';
import { type PlannedPower, planPower } from './plan-power.ts';

/** What one analysis reads and what of it would leave. */
export type PlannedAnalysis = {
  readonly id: string;
  readonly question: string;
  readonly kind: string;
  readonly unit: string;
  readonly reads: readonly string[];
  readonly groups: readonly { readonly variable: string; readonly meaning: string; readonly levels: number }[];
  readonly conditions: readonly string[];
  readonly cells: number;
  readonly gridDays: readonly (readonly number[])[];
  /** Whose sums of scores leave beside the table, for standard errors. */
  readonly clusters: readonly string[];
  readonly isPrimary: boolean;
  readonly isOnPages: boolean;
  /** Its question as municipalities read it; empty where the page has words of its own. */
  readonly dutchQuestion: string;
};

/** Exactly what would leave a provider if a study ran: readable by someone who does not program. */
export type StudyPlan = {
  readonly study: string;
  readonly version: number;
  readonly title: string;
  /** Title on the page and in the mail of municipalities; null when the study shares nothing with them. */
  readonly dutchTitle: string | null;
  readonly digest: string;
  readonly purpose: string;
  readonly researchers: readonly string[];
  readonly minimumMunicipalities: number;
  readonly analyses: readonly PlannedAnalysis[];
  readonly columns: readonly string[];
  readonly cells: number;
  readonly thresholds: readonly { readonly name: string; readonly value: number; readonly meaning: string }[];
  /** Models that providers fit together in rounds; what goes between them is sealed. */
  readonly models: readonly string[];
  readonly power: readonly PlannedPower[];
  readonly experiment: Study['experiment'];
  readonly expectedSize: ExpectedSize;
  /** Cells that will likely be too small with that size, by national figures. */
  readonly smallCells: readonly ExpectedCells[];
  /** Tables that the gate puts aside at every provider, whatever the data are. */
  readonly cycles: readonly PlannedCycle[];
};

const Condition = z.looseObject({ variable: z.string(), in: z.array(z.string()) });
const Described = z.looseObject({
  id: z.string(),
  question: z.string().optional(),
  analysis: z.string(),
  unit: Unit.optional(),
  by: z.array(z.string()).default([]),
  covariates: z.array(z.looseObject({ variable: z.string() })).default([]),
  where: z.array(Condition).default([]),
  measures: z.array(z.unknown()).default([]),
  steps: z.array(z.unknown()).default([]),
  horizonsDays: z.array(z.number()).optional(),
  closedEntryDays: z.number().optional(),
  clusters: z.array(z.string()).default([]),
});

/** Derives the plan of a study from the study alone; nothing is read. Small cells are predicted for `size`, at least what the study asks for. */
export function planStudy(study: Study, size: ExpectedSize = sizeFor(study)): StudyPlan {
  const analyses = study.analyses.map((analysis) => planAnalysis(study, analysis));
  return {
    study: study.study,
    version: study.version,
    title: study.title,
    dutchTitle: study.report === undefined ? null : (study.report.title ?? study.title),
    digest: studyDigest(study),
    purpose: study.purpose,
    researchers: study.researchers.map(({ name, affiliation }) => [name, affiliation ?? ''].filter(Boolean).join(', ')),
    minimumMunicipalities: study.minimumMunicipalities,
    analyses,
    columns: [...new Set(analyses.flatMap(({ reads }) => reads))].toSorted(),
    cells: analyses.reduce((sum, { cells }) => sum + cells, 0),
    thresholds: publicThresholds(policy).map(({ name, value, unit }) => ({ name, value, meaning: unit })),
    models: (study.models ?? []).map(({ id }) => id),
    power: planPower(study),
    experiment: study.experiment,
    expectedSize: size,
    smallCells: expectedSmallCells(study, size),
    cycles: plannedCycles(study),
  };
}

function planAnalysis(study: Study, analysis: Study['analyses'][number]): PlannedAnalysis {
  const shown = Described.parse(analysis);
  const context = studyContext(study);
  const names = [...shown.by, ...shown.covariates.map(({ variable }) => variable)];
  const { unit } = shown;
  const groups = names.map((variable) => ({
    variable,
    meaning: (unit === undefined ? undefined : findVariable(variable, unit)?.en) ?? variable,
    levels: unit === undefined ? 1 : dimensionOf(variable, unit, context).levels.length,
  }));
  const hasGrid = shown.horizonsDays !== undefined || shown.closedEntryDays !== undefined || shown.analysis === 'cox';
  const patterns = groups.reduce((product, { levels }) => product * Math.max(1, levels), 1);
  const steps = hasGrid ? (study.ladderDays[0]?.length ?? 0) + 1 : 1;
  return {
    id: shown.id,
    question: shown.question ?? '',
    kind: shown.analysis,
    unit: unit ?? 'several',
    reads: neededColumns(analysis),
    groups,
    conditions: shown.where.map((condition) => `${condition.variable} is ${condition.in.join(' or ')}`),
    cells: patterns * steps * Math.max(1, shown.measures.length, shown.steps.length),
    gridDays: hasGrid ? study.ladderDays : [],
    clusters: shown.clusters,
    isPrimary: study.primary.some((id) => id === shown.id),
    isOnPages: study.report?.indicators.some((id) => id === shown.id) === true,
    dutchQuestion: study.report?.questions?.[analysis.id] ?? '',
  };
}
