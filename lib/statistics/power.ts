import { normalQuantile, normalTails } from './distributions/normal.ts';
import { normalMultiplier } from './interval.ts';

/** Two proportions to tell apart by a two-sided test; a design effect of 1 means independent units. */
export type ProportionDesign = {
  readonly first: number;
  readonly second: number;
  readonly significance: number;
  readonly designEffect: number;
};

function spreads({ first, second }: ProportionDesign): { readonly under: number; readonly without: number } {
  const sum = first + second;
  return {
    without: Math.sqrt(sum * (1 - sum / 2)),
    under: Math.sqrt(first * (1 - first) + second * (1 - second)),
  };
}

/** Units per arm for a power, not rounded (R `power.prop.test`); throws a RangeError for equal proportions. */
export function unitsPerArm(design: ProportionDesign, power: number): number {
  if (design.first === design.second) throw new RangeError('no number of units tells equal proportions apart');
  const { under, without } = spreads(design);
  const needed = normalMultiplier(1 - design.significance) * without + normalQuantile(power) * under;
  return (needed / (design.first - design.second)) ** 2 * design.designEffect;
}

/** Power of the two-sided test with so many units per arm (R `power.prop.test`); throws a RangeError when both are certain. */
export function powerOfProportions(design: ProportionDesign, unitsInArm: number): number {
  const { under, without } = spreads(design);
  if (under === 0) throw new RangeError('proportions of 0 or 1 have no test');
  const gap = Math.sqrt(unitsInArm / design.designEffect) * Math.abs(design.first - design.second);
  return normalTails((gap - normalMultiplier(1 - design.significance) * without) / under).lower;
}

/** A hazard ratio to tell from 1 by a two-sided test, with the share of the units in the first arm. */
export type HazardDesign = {
  readonly hazardRatio: number;
  readonly significance: number;
  readonly shareInFirstArm: number;
};

/** Events needed for a power (Schoenfeld 1983), not rounded; throws a RangeError for a hazard ratio of 1 or an empty arm. */
export function eventsNeeded(design: HazardDesign, power: number): number {
  if (design.hazardRatio === 1 || design.shareInFirstArm <= 0 || design.shareInFirstArm >= 1)
    throw new RangeError('no number of events tells equal hazards, or one arm, apart');
  const multipliers = normalMultiplier(1 - design.significance) + normalQuantile(power);
  const split = design.shareInFirstArm * (1 - design.shareInFirstArm);
  return (multipliers / Math.log(design.hazardRatio)) ** 2 / split;
}

/** Power with so many events (Schoenfeld 1983). */
export function powerOfEvents(design: HazardDesign, events: number): number {
  const split = design.shareInFirstArm * (1 - design.shareInFirstArm);
  const effect = Math.abs(Math.log(design.hazardRatio)) * Math.sqrt(events * split);
  return normalTails(effect - normalMultiplier(1 - design.significance)).lower;
}

/** Variance inflation when the unit is clustered: 1 + (m - 1) rho (Kish 1965). */
export function clusterDesignEffect(meanClusterSize: number, intraclassCorrelation: number): number {
  return 1 + (meanClusterSize - 1) * intraclassCorrelation;
}
