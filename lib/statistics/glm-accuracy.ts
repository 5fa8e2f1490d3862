import type { GlmFamily } from './glm-family.ts';
import { eachKernel, type GlmData, observedAt } from './glm-message.ts';
import type { Vector } from './linear-algebra.ts';

/** How well a binary model predicts; sums over sites. Pairs lie within a site: across sites they need rows. */
export type AccuracySums = {
  readonly count: number;
  readonly squaredErrors: number;
  readonly concordant: number;
  readonly discordant: number;
  readonly tied: number;
};

type Predicted = { readonly probability: number; readonly response: number };

/** Pairs of an event and a non-event by which of the two was predicted higher. */
function comparePairs(rows: readonly Predicted[]): Pick<AccuracySums, 'concordant' | 'discordant' | 'tied'> {
  const sorted = rows.toSorted((a, b) => a.probability - b.probability);
  const events = rows.filter((row) => row.response === 1).length;
  const pairs = events * (rows.length - events);
  let concordant = 0;
  let tied = 0;
  let failuresBelow = 0;
  for (let start = 0; start < sorted.length; ) {
    const probability = sorted[start]?.probability;
    let stop = start;
    while (stop < sorted.length && sorted[stop]?.probability === probability) stop += 1;
    const eventsHere = sorted.slice(start, stop).filter((row) => row.response === 1).length;
    const failuresHere = stop - start - eventsHere;
    concordant += eventsHere * failuresBelow;
    tied += eventsHere * failuresHere;
    failuresBelow += failuresHere;
    start = stop;
  }
  return { concordant, discordant: pairs - concordant - tied, tied };
}

/** Squared errors and pairs of one site under fitted coefficients. */
export function accuracySums(data: GlmData, family: GlmFamily, coefficients: Vector): AccuracySums {
  const rows: Predicted[] = [];
  eachKernel(data, family, coefficients, (kernel, row) => {
    rows.push({ probability: kernel.mean, response: observedAt(data, row).response });
  });
  const squaredErrors = rows.reduce((sum, { probability, response }) => sum + (response - probability) ** 2, 0);
  return { count: rows.length, squaredErrors, ...comparePairs(rows) };
}

/** Area under the curve (ties half) and Brier score; null without pairs or rows. */
export function accuracy(sums: AccuracySums): { readonly areaUnderCurve: number; readonly brierScore: number } | null {
  const pairs = sums.concordant + sums.discordant + sums.tied;
  if (pairs === 0) return null;
  return { areaUnderCurve: (sums.concordant + sums.tied / 2) / pairs, brierScore: sums.squaredErrors / sums.count };
}
