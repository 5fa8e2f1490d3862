import { z } from 'zod';
import { Analysis } from './analysis.ts';
import { AnalysisId, ResearcherId, StudyId } from './identifiers.ts';

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
  name: z.string().min(1).max(120),
  affiliation: z.string().max(200).optional(),
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

/** A study file: what a researcher asks, approved by digest (RFC 8785) at every provider. */
export const Study = z
  .strictObject({
    schema: z.literal('vroegzicht-study/1'),
    study: StudyId,
    version: z.int().min(1).max(9999),
    title: z.string().min(1).max(200),
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
    report: z.strictObject({ indicators: z.array(AnalysisId).min(1).max(12) }).optional(),
    analyses: z.array(Analysis).min(1).max(60),
  })
  .superRefine((study, context) => {
    const ids = study.analyses.map((analysis) => analysis.id);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (repeated.length > 0)
      context.addIssue({ code: 'custom', message: `analysis ids repeat: ${repeated.join(', ')}`, path: ['analyses'] });
    const named = [...study.primary, ...(study.report?.indicators ?? [])];
    const missing = named.filter((id) => !ids.includes(id));
    if (missing.length > 0)
      context.addIssue({ code: 'custom', message: `no analysis has the id ${missing.join(', ')}`, path: ['primary'] });
  });
export type Study = z.infer<typeof Study>;
