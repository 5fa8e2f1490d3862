import type { StratumSums } from './mantel-haenszel.ts';
import type { TwoByTwo } from './tables.ts';

/** Variance that rounding added to each kind of cell of a 2x2 table. */
export type CellVariances = { readonly events: number; readonly others: number };

/** What rounding adds to the variance of ln(odds ratio) of Mantel and Haenszel and of the excess a - E(a). */
export type RoundingVariances = { readonly logOddsRatio: number; readonly excess: number };

/**
 * Delta method on the four independently rounded counts of each stratum: with R = ad/n, S = bc/n and T = (a+b)(a+c)/n, the change of
 * ln(R/S) per count is dR/ΣR - dS/ΣS, that of the excess 1 - dT for a and -dT for the others.
 */
export function stratifiedRounding(
  strata: readonly TwoByTwo[],
  { forRatio, againstRatio }: StratumSums,
  { events, others }: CellVariances,
): RoundingVariances {
  let [logOddsRatio, excess] = [0, 0];
  for (const { exposedEvents: a, exposedOthers: b, unexposedEvents: c, unexposedOthers: d } of strata) {
    const n = a + b + c + d;
    if (n < 2 || (a + b) * (c + d) * (a + c) * (b + d) === 0) continue;
    const [r, s, t] = [(a * d) / n, (b * c) / n, ((a + b) * (a + c)) / n];
    const cells = [
      { variance: events, r: (d - r) / n, s: -s / n, t: 1 - (2 * a + b + c - t) / n },
      { variance: others, r: -r / n, s: (c - s) / n, t: -(a + c - t) / n },
      { variance: events, r: -r / n, s: (b - s) / n, t: -(a + b - t) / n },
      { variance: others, r: (a - r) / n, s: -s / n, t: t / n },
    ];
    for (const cell of cells) {
      logOddsRatio += cell.variance * (cell.r / forRatio - cell.s / againstRatio) ** 2;
      excess += cell.variance * cell.t ** 2;
    }
  }
  return { logOddsRatio, excess };
}
