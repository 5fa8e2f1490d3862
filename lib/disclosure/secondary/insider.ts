import type { Attack } from './attack.ts';
import type { Verdict } from './certify.ts';

/**
 * Whether nothing but the row of an insider, which counts that household alone, and rows that are always zero keep a secret small. Then,
 * by duality in a system that was solved whole, no household is in the secret that is not in the insider's row: it learns of nobody else.
 */
export function isOwn(
  { bounds: { lower, upper } }: Pick<Attack, 'bounds'>,
  verdict: Verdict,
  insider: number | undefined,
): boolean {
  const isZero = (row: number) => lower[row] === 0 && upper[row] === 0;
  return (
    insider !== undefined &&
    verdict.status === 'exposed' &&
    verdict.side === 'largest' &&
    verdict.binding.includes(insider) &&
    verdict.binding.every((row) => row === insider || isZero(row))
  );
}
