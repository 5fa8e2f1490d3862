import type { Dimension, Protection } from '../protocol/evidence.ts';
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

/** Rounds a count to a base; halves go up. */
export const roundTo = (count: number, base: number): number => Math.round(count / base) * base;
