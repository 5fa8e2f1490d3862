import type { Protection } from '../protocol/protection.ts';

/** Sum of protected counts; withheld if one of them is. */
export const addCounts = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((sum, count) => (sum === null || count === null ? null : sum + count), 0);

/** Variances add: the base of a sum of k independently rounded counts is base * sqrt(k), kept as a base of the same variance. */
export function combinedProtection(parts: readonly { readonly protection: Protection }[]): Protection {
  const uncontrolled = parts.some((part) => part.protection.uncontrolled);
  const squares = parts.reduce(
    (sum, part) => sum + (part.protection.roundingBase > 1 ? part.protection.roundingBase ** 2 : 0),
    0,
  );
  return { roundingBase: squares === 0 ? 1 : Math.sqrt(squares), uncontrolled };
}
