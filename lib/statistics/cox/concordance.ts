import type { Vector } from '../linear-algebra.ts';
import { lastAtOrBefore } from '../time-grid.ts';
import type { CountingProcess, StratumOrder } from './counting-process.ts';

/** Pairs of an event and somebody who outlived it, by whether the higher risk score had the event; additive. */
export type PairCounts = { readonly concordant: number; readonly discordant: number; readonly tied: number };

/** Weights by rank with running totals in logarithmic time (Fenwick 1994). */
type RankedWeights = Float64Array;

function addWeight(tree: RankedWeights, rank: number, weight: number): void {
  for (let node = rank + 1; node < tree.length; node += node & -node) tree[node] = (tree[node] ?? 0) + weight;
}

function weightBelow(tree: RankedWeights, rank: number): number {
  let sum = 0;
  for (let node = rank; node > 0; node -= node & -node) sum += tree[node] ?? 0;
  return sum;
}

type Ranked = { readonly process: CountingProcess; readonly ranks: Int32Array; readonly tree: RankedWeights };

type Tally = { concordant: number; discordant: number; tied: number };

function compare({ process, ranks, tree }: Ranked, row: number, tally: Tally): void {
  const weight = process.weights[row] ?? 0;
  const rank = ranks[row] ?? 0;
  const below = weightBelow(tree, rank);
  const upTo = weightBelow(tree, rank + 1);
  tally.concordant += weight * below;
  tally.tied += weight * (upTo - below);
  tally.discordant += weight * (weightBelow(tree, tree.length - 1) - upTo);
}

function tallyStratum(ranked: Ranked, order: StratumOrder, tally: Tally): void {
  const { process, ranks, tree } = ranked;
  const place = (row: number, sign: number): void =>
    addWeight(tree, ranks[row] ?? 0, sign * (process.weights[row] ?? 0));
  let leaving = 0;
  for (let first = 0; first < order.byEnd.length; ) {
    const timeDays = process.endDays[order.byEnd[first] ?? 0] ?? 0;
    const events: number[] = [];
    for (; first < order.byEnd.length && process.endDays[order.byEnd[first] ?? 0] === timeDays; first += 1) {
      const row = order.byEnd[first] ?? 0;
      if ((process.events[row] ?? 0) > 0) events.push(row);
      else place(row, 1);
    }
    for (; leaving < order.byStart.length; leaving += 1) {
      const row = order.byStart[leaving] ?? 0;
      if ((process.startDays[row] ?? 0) < timeDays) break;
      place(row, -1);
    }
    for (const row of events) compare(ranked, row, tally);
    for (const row of events) place(row, 1);
  }
}

function linearPredictors({ terms, covariates, endDays }: CountingProcess, coefficients: Vector): Float64Array {
  return Float64Array.from({ length: endDays.length }, (_, row) =>
    coefficients.reduce((sum, coefficient, term) => sum + coefficient * (covariates[row * terms + term] ?? 0), 0),
  );
}

/** Pairs within strata: cross-site pairs need rows and are not compared (Harrell 1982; R `concordance`). */
export function pairCounts(process: CountingProcess, coefficients: Vector): PairCounts {
  const scores = linearPredictors(process, coefficients);
  const levels = [...new Set(scores)].sort((left, right) => left - right);
  const ranks = Int32Array.from(scores, (score) => lastAtOrBefore(levels, score));
  const tally: Tally = { concordant: 0, discordant: 0, tied: 0 };
  for (const order of process.order) {
    tallyStratum({ process, ranks, tree: new Float64Array(levels.length + 1) }, order, tally);
  }
  return tally;
}

/** Adds the pairs of sites. */
export function addPairCounts(left: PairCounts, right: PairCounts): PairCounts {
  return {
    concordant: left.concordant + right.concordant,
    discordant: left.discordant + right.discordant,
    tied: left.tied + right.tied,
  };
}

/** Harrell's C: the share of pairs in which the higher risk had the event first; null without pairs. */
export function concordance({ concordant, discordant, tied }: PairCounts): number | null {
  const pairs = concordant + discordant + tied;
  return pairs > 0 ? (concordant + tied / 2) / pairs : null;
}
