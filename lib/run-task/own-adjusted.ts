import type { Analysis } from '../protocol/analyses.ts';
import type { Estimate } from '../protocol/estimate.ts';
import { normalQuantile } from '../statistics/distributions/normal.ts';

/** Fewest inhabitants of a municipality whose return is divided by way of contact and, to adjust it, by arrears too (ruling 37). */
export const adjustingPopulation = 100_000;

const methodVariable = 'first-method';
const unknown = '=unknown';
const smallestCoverage = 0.8;
const z = normalQuantile(0.975);

/** Whether an analysis gives return by first way of contact adjusted: it divides by that first, and by what it is adjusted for. */
export const isAdjusting = (analysis: Analysis): boolean =>
  analysis.analysis === 'survival' && analysis.by[0] === methodVariable && analysis.by.length > 1;

type Row = { readonly row: Estimate; readonly method: string; readonly stratum: string };

function rowsOf(rows: readonly Estimate[]): readonly Row[] {
  return rows.flatMap((row) => {
    const [method = '', ...rest] = row.group.split(';');
    const isKnown = !row.group.split(';').some((part) => part.endsWith(unknown));
    return row.measure === 'cumulative-incidence' && isKnown ? [{ row, method, stratum: rest.join(';') }] : [];
  });
}

const isShown = ({ row }: Row) => row.status === 'rounded' && typeof row.value === 'number' && row.n !== null;

const size = (rows: readonly Row[]) => rows.reduce((sum, { row }) => sum + (row.n ?? 0), 0);

/** How many ways of contact are released in every one of the strata. */
const completeIn = (rows: readonly Row[], strata: readonly string[]): number =>
  [...Map.groupBy(rows, ({ method }) => method).values()].filter((members) =>
    strata.every((stratum) => members.some((member) => member.stratum === stratum)),
  ).length;

/**
 * The standard population: the share of each stratum in everybody who is shown. Strata leave it, the smallest first, until two ways of
 * contact are released in all that stay; empty when that would leave out more than a fifth of the households.
 */
function standardOf(rows: readonly Row[]): ReadonlyMap<string, number> {
  const shown = rows.filter(isShown);
  const bySize = [...Map.groupBy(shown, ({ stratum }) => stratum)].toSorted(([, a], [, b]) => size(b) - size(a));
  for (let kept = bySize.length; kept > 0; kept -= 1) {
    const strata = bySize.slice(0, kept);
    const total = strata.reduce((sum, [, members]) => sum + size(members), 0);
    if (total < smallestCoverage * size(shown)) break;
    const names = strata.map(([stratum]) => stratum);
    if (completeIn(shown, names) >= 2)
      return new Map(strata.map(([stratum, members]) => [stratum, size(members) / total]));
  }
  return new Map();
}

/** Log-log limits of a survival share, as for Kaplan-Meier. */
function limits(value: number, standardError: number): { readonly ci_low: number; readonly ci_high: number } | null {
  if (value <= 0 || value >= 1) return null;
  const survival = 1 - value;
  const width = (z * standardError) / (survival * Math.abs(Math.log(survival)));
  return { ci_low: 1 - survival ** Math.exp(-width), ci_high: 1 - survival ** Math.exp(width) };
}

function standardised(members: readonly Row[], standard: ReadonlyMap<string, number>): Estimate {
  const [first] = members;
  if (first === undefined) throw new RangeError('a way of contact without a row');
  const empty = { ...first.row, group: first.method, n: null, events: null, value: null, standard_error: null };
  const method = 'Kaplan-Meier, directly standardised';
  const shown = members.filter((member) => isShown(member) && standard.has(member.stratum));
  if (standard.size === 0 || shown.length < standard.size)
    return { ...empty, method, status: 'withheld', ci_low: null, ci_high: null };
  const weighed = shown.map(({ row, stratum }) => ({ row, weight: standard.get(stratum) ?? 0 }));
  const value = weighed.reduce((sum, { row, weight }) => sum + weight * Number(row.value), 0);
  const variance = weighed.reduce((sum, { row, weight }) => sum + (weight * (row.standard_error ?? 0)) ** 2, 0);
  const standardError = Math.sqrt(variance);
  const n = size(shown);
  const interval = limits(value, standardError) ?? { ci_low: null, ci_high: null };
  return { ...empty, method, n, value, standard_error: standardError, ...interval };
}

/**
 * Return within a term by first way of contact, directly standardised (Fleiss, Levin and Paik 2003, chapter 19): the weighted mean of
 * the shares by stratum, with the municipality's own strata over all ways of contact as weights, taken as fixed. All of it follows from
 * released numbers. A way of contact of which a stratum is withheld is withheld, and so is a single one that is left.
 */
export function adjustedReturn(rows: readonly Estimate[]): readonly Estimate[] {
  return [...Map.groupBy(rowsOf(rows), ({ row }) => row.time_days).values()].flatMap((atTerm) => {
    const standard = standardOf(atTerm);
    const methods = [...Map.groupBy(atTerm, ({ method }) => method).values()];
    return methods.map((members) => standardised(members, standard));
  });
}
