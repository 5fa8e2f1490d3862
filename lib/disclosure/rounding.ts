import type { Dimension } from '../protocol/evidence.ts';
import type { Protection } from '../protocol/protection.ts';
import { type Policy, policy } from './policy.ts';

/** Rounds a count to the policy's base. */
export function roundCount(count: number): number {
  return Math.round(count / policy.roundingBase.value) * policy.roundingBase.value;
}

/** Dimensions as plain data for a release. */
export const copyDimensions = (dimensions: readonly Dimension[]) =>
  dimensions.map((dimension) => ({ variable: dimension.variable, levels: [...dimension.levels] }));

/** How the gate protects counts under a policy. */
export const protectionOf = (given: Policy): Protection => ({
  roundingBase: given.roundingBase.value,
  uncontrolled: false,
});

/** The smallest of 1, 2 or 5 times a power of ten that is at least this size; 0 for nothing. */
export function gridUnit(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return size > 0 ? Number.MAX_VALUE : 0;
  const power = Math.floor(Math.log10(size)) - 1;
  for (let exponent = power; ; exponent += 1)
    for (const digit of [1, 2, 5]) {
      const unit = Number(`${digit}e${exponent}`);
      if (unit >= size) return unit;
    }
}

/** The largest of 1, 2 or 5 times a power of ten that is at most this size; 0 for nothing. */
export function unitWithin(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 0;
  const power = Math.floor(Math.log10(size));
  const units = [power - 1, power, power + 1].flatMap((exponent) =>
    [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)),
  );
  return Math.max(...units.filter((unit) => unit <= size));
}

/** Rounds to a multiple of a unit without traces of binary fractions. */
export const toUnit = (value: number, unit: number): number =>
  Number((Math.round(value / unit) * unit).toPrecision(12));

/** Unit of the third significant digit. */
export const thirdDigit = (value: number): number =>
  value === 0 ? 0 : Number(`1e${Math.floor(Math.log10(Math.abs(value))) - 2}`);

/** Rounds a count to a base; halves go up. */
export const roundTo = (count: number, base: number): number => Math.round(count / base) * base;
