import type { Attack } from './attack.ts';
import type { Verdict } from './certify.ts';

/**
 * Whether nothing but the row of an insider, which counts that household alone, and rows that are always zero keep a secret small. Then,
 * by duality in a system that was solved whole, no household is in the secret that is not in the insider's row: it learns of nobody else.
 */
export function isOwn(
  { bounds: { lower, upper } }: Pick<Attack, 'bounds'>,
  { side, binding }: Pick<Extract<Verdict, { readonly status: 'exposed' }>, 'side' | 'binding'>,
  insider: number,
): boolean {
  const isZero = (row: number) => lower[row] === 0 && upper[row] === 0;
  return side === 'largest' && binding.includes(insider) && binding.every((row) => row === insider || isZero(row));
}
