/** P(X <= x) and P(X > x), each accurate on its own: an upper tail is never 1 minus a lower one near 1. */
export type Tails = { readonly lower: number; readonly upper: number };

/** Nothing below. */
export const allAbove: Tails = { lower: 0, upper: 1 };

/** Nothing above. */
export const allBelow: Tails = { lower: 1, upper: 0 };

/** The same tails seen from the other side. */
export function swapTails(tails: Tails): Tails {
  return { lower: tails.upper, upper: tails.lower };
}
