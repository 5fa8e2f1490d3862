import { addVectors, entry, type Vector } from '../linear-algebra.ts';

/**
 * Sums over one grid time, additive over sites: what an `R message` carries (Lu et al. 2015, WebDISCO).
 * Moments are packed: S0 = sum of w exp(x'b), S1 = the same with x, S2 = with the upper triangle of xx' row by row;
 * `atRisk` sums over the risk set, `tied` over the events of this time.
 */
export type RiskSums = {
  readonly timeDays: number;
  readonly events: number;
  readonly eventWeight: number;
  readonly eventScore: Vector;
  readonly atRisk: ArrayLike<number>;
  readonly tied: ArrayLike<number>;
};

/** Numbers in the packed moments of so many terms. */
export function momentLength(terms: number): number {
  return 1 + terms + (terms * (terms + 1)) / 2;
}

/** Adds weight times (1, x, upper triangle of xx') of one row of covariates, which starts at an offset. */
export function addMoments(
  moments: Float64Array,
  covariates: ArrayLike<number>,
  place: { readonly terms: number; readonly offset: number },
  weight: number,
): void {
  const { terms, offset } = place;
  // direct indexing: this is the innermost loop of every fit
  moments[0] = (moments[0] ?? 0) + weight;
  let position = 1 + terms;
  for (let row = 0; row < terms; row += 1) {
    const value = covariates[offset + row] ?? 0;
    if (value === 0) {
      position += terms - row;
      continue;
    }
    const weighted = weight * value;
    moments[1 + row] = (moments[1 + row] ?? 0) + weighted;
    for (let column = row; column < terms; column += 1) {
      moments[position] = (moments[position] ?? 0) + weighted * (covariates[offset + column] ?? 0);
      position += 1;
    }
  }
}

function addPacked(left: ArrayLike<number>, right: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: left.length }, (_, index) => entry(left, index) + entry(right, index));
}

function addAtOneTime(left: RiskSums, right: RiskSums): RiskSums {
  return {
    timeDays: left.timeDays,
    events: left.events + right.events,
    eventWeight: left.eventWeight + right.eventWeight,
    eventScore: addVectors(left.eventScore, right.eventScore),
    atRisk: addPacked(left.atRisk, right.atRisk),
    tied: addPacked(left.tied, right.tied),
  };
}

/** Pools the risk sums of sites on one shared grid, so that risk sets cross sites; the order of sites is kept. */
export function addRiskSums(sites: readonly (readonly RiskSums[])[]): readonly RiskSums[] {
  const pooled = new Map<number, RiskSums>();
  for (const sums of sites.flat()) {
    const known = pooled.get(sums.timeDays);
    pooled.set(sums.timeDays, known === undefined ? sums : addAtOneTime(known, sums));
  }
  return [...pooled.values()].sort((left, right) => left.timeDays - right.timeDays);
}

/** Risk sums with plain arrays, as they travel in a message; they serve wherever risk sums do. */
export type RiskSumsMessage = RiskSums & { readonly atRisk: readonly number[]; readonly tied: readonly number[] };

/** Risk sums of one time as a message that JSON keeps to the last digit. */
export function riskSumsMessage(sums: RiskSums): RiskSumsMessage {
  return { ...sums, atRisk: Array.from(sums.atRisk), tied: Array.from(sums.tied) };
}
