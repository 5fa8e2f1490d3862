import * as z from 'zod';
import { Analysis } from './analyses.ts';
import { VariableName } from './analysis.ts';
import { AnalysisId, CalendarDay, MunicipalityCode, ResearcherId, StudyId } from './identifiers.ts';
import { RoundsModel } from './model.ts';
import { lineOfText } from './text.ts';

/** Edges in days of one risk table: strictly ascending. */
const Rung = z
  .array(z.int().min(1).max(3650))
  .min(1)
  .max(60)
  .refine((edges) => edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? 0)), 'edges must ascend');

/** Nested ladder of grids, finest first; every later rung uses edges of the one before (ruling 24). */
export const Ladder = z
  .array(Rung)
  .min(1)
  .max(6)
  .refine(
    (rungs) => rungs.every((rung, index) => index === 0 || rung.every((edge) => rungs[index - 1]?.includes(edge))),
    'each rung must use only edges of the rung before it',
  );
export type Ladder = z.infer<typeof Ladder>;

/** The ladder of ruling 24: landmarks are edges, edges lie between monthly batches. */
export const defaultLadder: Ladder = [[28, 45, 75, 105, 135, 165], [45, 105, 165], [105]];

const Researcher = z.strictObject({
  id: ResearcherId,
  name: lineOfText(120),
  affiliation: lineOfText(200).optional(),
  orcid: z
    .string()
    .regex(/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/)
    .optional(),
});

const CalendarMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is YYYY-MM');

/** First and last calendar month that `signal-month` distinguishes; fixed in the study, so that levels never come from data (U4). */
const Months = z
  .strictObject({ from: CalendarMonth, until: CalendarMonth })
  .refine((months) => months.from <= months.until, 'months run backwards');

/** Kinds of creditors whose signals rest on an experiment, not on the law itself. */
export const experimentCreditors = [
  'mortgage',
  'student-loans',
  'tax-authority',
  'benefits-agency',
  'cak-own-contribution',
  'municipal-taxes',
] as const;

/** Conditions of the regulation on experiments; each is met by a dated document. */
export const experimentConditions = [
  'own-social-collection-first',
  'selection-described',
  'objection-possible',
  'help-offered-on-every-signal',
  'advice-of-the-data-protection-authority',
  'published-beforehand',
  'ministerial-plan',
  'funded-by-participants',
] as const;

/** What municipalities see of themselves: the analyses on their page, with the study's title and questions in Dutch. */
const Report = z
  .strictObject({
    title: lineOfText(200).optional(),
    questions: z.record(AnalysisId, lineOfText(300)).optional(),
    indicators: z.array(AnalysisId).min(1).max(20),
  })
  .superRefine(({ questions = {}, indicators }, context) => {
    for (const id of Object.keys(questions))
      if (!indicators.some((indicator) => indicator === id))
        context.addIssue({ code: 'custom', message: `${id} is not on the page`, path: ['questions', id] });
  });

const fiveYearsLater = (day: string) => `${Number(day.slice(0, 4)) + 5}${day.slice(4)}`;

/** A legal experiment with new signals: under which regulation, whose signals, where, until when, and its groups. */
export const Experiment = z
  .strictObject({
    regulation: z.string().min(1).max(300),
    creditors: z.array(z.enum(experimentCreditors)).min(1).max(experimentCreditors.length),
    municipalities: z.array(MunicipalityCode).min(1).max(400),
    from: CalendarDay,
    validUntil: CalendarDay,
    evaluationOn: CalendarDay,
    conditions: z
      .array(
        z.strictObject({
          condition: z.enum(experimentConditions),
          document: z.string().min(1).max(300),
          dated: CalendarDay,
        }),
      )
      .max(experimentConditions.length),
    /** Codebook variables that tell the groups of the experiment apart. */
    groups: z.array(VariableName).max(4).default([]),
  })
  .superRefine((experiment, context) => {
    const met = new Set<string>(experiment.conditions.map(({ condition }) => condition));
    const issue = (message: string, ...path: readonly string[]) =>
      context.addIssue({ code: 'custom', message, path: [...path] });
    const open = experimentConditions.filter((condition) => !met.has(condition));
    if (open.length > 0) issue(`no document shows: ${open.join(', ')}`, 'conditions');
    if (experiment.validUntil < experiment.from) issue('it ends before it begins', 'validUntil');
    if (experiment.validUntil > fiveYearsLater(experiment.from))
      issue('an experiment lasts five years at most', 'validUntil');
    if (experiment.evaluationOn > experiment.validUntil) issue('it is evaluated before it ends', 'evaluationOn');
  });
export type Experiment = z.infer<typeof Experiment>;

/** Adjustments of the p-values of a family: Holm 1979, Benjamini and Hochberg 1995. */
export const Multiplicity = z.enum(['holm', 'benjamini-hochberg']);
export type Multiplicity = z.infer<typeof Multiplicity>;

/** A study file: what a researcher asks, approved by digest (RFC 8785) at every provider. */
export const Study = z
  .strictObject({
    schema: z.literal('vroegzicht-study/1'),
    study: StudyId,
    version: z.int().min(1).max(9999),
    title: lineOfText(200),
    summary: z.string().max(2000).optional(),
    researchers: z.array(Researcher).min(1).max(20),
    purpose: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .max(64),
    minimumMunicipalities: z.int().min(3).max(400).default(3),
    ladderDays: Ladder.default(defaultLadder),
    months: Months.optional(),
    dailyGridWhenUncontrolled: z.boolean().default(false),
    primary: z.array(AnalysisId).max(20).default([]),
    /** How p-values of a family are adjusted: against any false finding (Holm, when left away), or for the share of false ones. */
    multiplicity: Multiplicity.optional(),
    experiment: Experiment.optional(),
    report: Report.optional(),
    analyses: z.array(Analysis).min(1).max(60),
    /** Models of rows that no table can answer: all providers fit them together, in rounds. */
    models: z.array(RoundsModel).min(1).max(20).optional(),
  })
  .superRefine((study, context) => {
    const ids = [...study.analyses, ...(study.models ?? [])].map(({ id }) => id);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (repeated.length > 0)
      context.addIssue({ code: 'custom', message: `analysis ids repeat: ${repeated.join(', ')}`, path: ['analyses'] });
    const named = [...study.primary, ...(study.report?.indicators ?? [])];
    const missing = named.filter((id) => !ids.includes(id));
    if (missing.length > 0)
      context.addIssue({ code: 'custom', message: `no analysis has the id ${missing.join(', ')}`, path: ['primary'] });
  });
export type Study = z.infer<typeof Study>;
