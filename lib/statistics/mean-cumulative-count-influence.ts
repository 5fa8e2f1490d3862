import { normalTwoSided } from './distributions/normal.ts';
import { addTo, entry, zeroVector } from './linear-algebra.ts';
import type { MeanCountInterval, MeanCountPoint, Observation } from './mean-cumulative-count.ts';
import { intervalMultiplier } from './survival-limits.ts';
import { lastAtOrBefore } from './time-grid.ts';

/** A household's pull on the mean count at each reporting time, by household. */
export type Influences = ReadonlyMap<number, readonly number[]>;

type Totals = { readonly at: (timeDays: number) => number; readonly observedAt: (timeDays: number) => number };

function totalsOf(table: readonly MeanCountInterval[]): Totals {
  const times = table.map((cell) => cell.endDays);
  let sum = 0;
  const running = table.map(({ observed, events }) => (sum += observed > 0 ? events / observed ** 2 : 0));
  const last = (timeDays: number): number => lastAtOrBefore(times, timeDays);
  return {
    at: (timeDays) => running[last(timeDays)] ?? 0,
    observedAt: (timeDays) => table[last(timeDays)]?.observed ?? 0,
  };
}

/**
 * Sum over grid times to t of Y (n - d/delta)/delta for each household, against the pooled table of the first exchange
 * (Lawless and Nadeau 1995); stays inside the site, only squares and products are summed and sent.
 */
export function meanCountInfluences(
  observations: readonly Observation[],
  pooled: readonly MeanCountInterval[],
  timesDays: readonly number[],
): Influences {
  const totals = totalsOf(pooled);
  const influences = new Map<number, number[]>();
  for (const { household, startDays, endDays, events } of observations) {
    const known = influences.get(household) ?? zeroVector(timesDays.length);
    influences.set(household, known);
    const observed = totals.observedAt(endDays);
    const before = totals.at(startDays);
    for (const [index, timeDays] of timesDays.entries()) {
      if (startDays >= timeDays) continue;
      addTo(known, index, before - totals.at(Math.min(endDays, timeDays)));
      if (endDays <= timeDays && events > 0) addTo(known, index, events / observed);
    }
  }
  return influences;
}

/** Second exchange: the sum of squares per reporting time, additive over sites that share no household. */
export function influenceSquares(influences: Influences, times: number): readonly number[] {
  return influenceProducts(influences, influences, times);
}

/** Sum of products of two arms' influences, for households that were in both; 0 where arms share no household. */
export function influenceProducts(left: Influences, right: Influences, times: number): readonly number[] {
  const products = zeroVector(times);
  for (const [household, values] of left) {
    const others = right.get(household);
    if (others === undefined) continue;
    for (let index = 0; index < times; index += 1) {
      addTo(products, index, entry(values, index) * entry(others, index));
    }
  }
  return products;
}

/** Difference of two mean counts at one time with limits; null p-value where neither arm varies. */
export type MeanCountDifference = {
  readonly timeDays: number;
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number | null;
};

/** The difference of two arms; `product` is the summed product of influences of households that were in both. */
export function meanCountDifference(
  left: MeanCountPoint,
  right: MeanCountPoint,
  product = 0,
  confidenceLevel = 0.95,
): MeanCountDifference {
  if (left.timeDays !== right.timeDays) throw new RangeError('mean counts at different times');
  const separate = left.standardError ** 2 + right.standardError ** 2;
  const variance = separate - 2 * product;
  // what is left of equal arms after subtraction is rounding
  const standardError = variance > 1e-12 * separate ? Math.sqrt(variance) : 0;
  const estimate = left.mean - right.mean;
  const margin = intervalMultiplier(confidenceLevel) * standardError;
  const pValue = standardError > 0 ? normalTwoSided(estimate / standardError) : null;
  return {
    timeDays: left.timeDays,
    estimate,
    standardError,
    lower: estimate - margin,
    upper: estimate + margin,
    pValue,
  };
}
