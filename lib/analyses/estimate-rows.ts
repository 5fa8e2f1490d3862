import type { Estimate, EstimateStatus } from '../protocol/estimate.ts';
import type { Dimension } from '../protocol/evidence.ts';
import type { Protection } from '../protocol/protection.ts';

/** `variable=code;variable=code`, the empty text for everything together. */
export function groupName(dimensions: readonly Dimension[], levels: readonly string[]): string {
  return dimensions.map((dimension, index) => `${dimension.variable}=${levels[index] ?? ''}`).join(';');
}

/** Status of what is computed from protected counts. */
export function statusOf(protection: Protection): EstimateStatus {
  if (protection.uncontrolled) return 'uncontrolled';
  return protection.roundingBase > 1 ? 'rounded' : 'released';
}

/** Variance of one independently rounded count: (base² - 1) / 12 rounded up to base² / 12 (ruling 25: 25/12 for base 5). */
export function roundingVariance(protection: Protection): number {
  return protection.uncontrolled || protection.roundingBase === 1 ? 0 : protection.roundingBase ** 2 / 12;
}

/** Variance of a number that is rounded to a step (rule M4): step² / 12. */
export const stepVariance = (step: number): number => step ** 2 / 12;

/** An estimate with the columns that do not apply left empty. */
export function estimate(parts: Pick<Estimate, 'measure' | 'status' | 'method'> & Partial<Estimate>): Estimate {
  return {
    group: '',
    time_days: null,
    n: null,
    events: null,
    value: null,
    standard_error: null,
    ci_low: null,
    ci_high: null,
    grid: '',
    ...parts,
  };
}

/** A withheld estimate: the one word for every treatment that depends on data (ruling 12). */
export function withheld(measure: Estimate['measure'], group: string, method: string): Estimate {
  return estimate({ measure, group, method, status: 'withheld' });
}
