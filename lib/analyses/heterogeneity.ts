import { countQuery, type ResultRow } from '../dataset/plan.ts';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import type { SiteSumsEvidence } from '../disclosure/evidence.ts';
import type { HeterogeneityParameters } from '../protocol/analysis-models.ts';
import { numberOf } from './cells.ts';
import { estimateHeterogeneity } from './heterogeneity-estimates.ts';
import type { AnalysisModule } from './module.ts';

/** A municipality with fewer households in a cell has no estimate that a normal distribution describes, and is in no sum. */
const smallestCell = 5;

/** `households` are those of the fullest cell: in the others may be the same. */
type Site = { readonly estimate: number; readonly variance: number; readonly households: number };

/** Log odds of success, or log odds ratio of level against reference (Woolf); null with a small cell. */
function siteEstimate(parameters: HeterogeneityParameters, rows: readonly ResultRow[]): Site | null {
  const { exposure, success } = parameters;
  const cell = (level: string | null, wanted: boolean) => {
    const own = rows
      .filter((row) => level === null || String(row['g0']) === level)
      .filter((row) => success.includes(String(level === null ? row['g0'] : row['g1'])) === wanted);
    return {
      count: own.reduce((total, row) => total + numberOf(row, 'n'), 0),
      households: Math.max(0, ...own.map((row) => numberOf(row, 'households'))),
    };
  };
  const levels = exposure === undefined ? [null] : [exposure.level, exposure.reference];
  const found = levels.flatMap((level) => [cell(level, true), cell(level, false)]);
  if (!found.every(({ households }) => households >= smallestCell)) return null;
  const cells = found.map(({ count }) => count);
  const [events = 1, others = 1, referenceEvents = 1, referenceOthers = 1] = cells;
  return {
    estimate: Math.log(events / others) - Math.log(referenceEvents / referenceOthers),
    variance: cells.reduce((total, count) => total + 1 / count, 0),
    households: Math.max(...found.map(({ households }) => households)),
  };
}

/** Sums over municipalities: weight 1 / variance, mean, squares about it; nothing else of a municipality is kept. */
function siteSums(name: string, sites: readonly Site[]): SiteSumsEvidence {
  const weights = sites.map((site) => 1 / site.variance);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const weighted = (value: (site: Site) => number) =>
    sites.reduce((sum, site, index) => sum + (weights[index] ?? 0) * value(site), 0);
  const mean = weight === 0 ? 0 : weighted((site) => site.estimate) / weight;
  return {
    kind: 'site-sums',
    name,
    sites: sites.length,
    households: sites.reduce((sum, site) => sum + site.households, 0),
    weight,
    squaredWeights: weights.reduce((sum, each) => sum + each * each, 0),
    mean,
    weightedSquares: weighted((site) => (site.estimate - mean) ** 2),
    largestWeight: Math.max(0, ...weights),
  };
}

/** How much municipalities differ: tau², I² and a prediction interval from sums over municipalities made inside the run. */
export const heterogeneity: AnalysisModule<HeterogeneityParameters> = {
  plan: ({ unit, outcome, exposure, where, closedEntryDays }, context) => {
    const by = exposure === undefined ? [outcome] : [exposure.variable, outcome];
    const known = findVariable(outcome, unit)?.levels.map((level) => level.code) ?? [unknownLevel];
    const kept = [...where, { variable: outcome, in: known }];
    return [countQuery({ unit, by, where: kept, context, closedEntryDays, separate: true })];
  },
  summarise: (parameters, _context, results) => {
    const rows = Map.groupBy(results[0] ?? [], (row) => String(row['municipality_code']));
    const sites = [...rows.values()].flatMap((each) => siteEstimate(parameters, each) ?? []);
    return [siteSums('municipalities', sites)];
  },
  estimate: (parameters, evidence) =>
    evidence.flatMap((part) => (part.kind === 'site-sums' ? estimateHeterogeneity(parameters, part) : [])),
};
