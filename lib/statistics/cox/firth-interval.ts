import { chiSquareQuantile } from '../distributions/chi-square.ts';
import { entry, zeroVector } from '../linear-algebra.ts';
import { type FirthModel, searchFirth } from './firth-cox.ts';

/** Root between a point below zero and one above by false position with halving (Illinois; Dowell and Jarratt 1971). */
function falsePosition(f: (x: number) => number, below: number, above: number): number {
  let [low, high] = [below, above];
  let [atLow, atHigh] = [f(low), f(high)];
  for (let round = 0; round < 100; round += 1) {
    const middle = high - (atHigh * (high - low)) / (atHigh - atLow);
    const value = f(middle);
    if (Math.abs(value) < 1e-10 || Math.abs(high - low) < 1e-12) return middle;
    if (value > 0) [high, atHigh, atLow] = [middle, value, atLow / 2];
    else [low, atLow, atHigh] = [middle, value, atHigh / 2];
  }
  return (low + high) / 2;
}

/** Profile limits of one coefficient; null where the penalised likelihood never falls so far, or without an estimate. */
export type ProfileInterval = { readonly lower: number | null; readonly upper: number | null };

/**
 * Limits where twice the fall of the profile penalised likelihood reaches the chi-square quantile; Wald limits mislead
 * where a likelihood without penalty has no maximum (Heinze and Schemper 2001).
 */
export function firthInterval(firth: FirthModel, term: number, confidenceLevel = 0.95): ProfileInterval {
  const best = searchFirth(firth, zeroVector(firth.standard.centres.length));
  if (best.status !== 'converged' || best.aliased.includes(term)) return { lower: null, upper: null };
  const centre = entry(best.coefficients, term);
  const allowed = chiSquareQuantile(confidenceLevel, 1) / 2;
  const scale = entry(firth.standard.scales, term);
  const excess = (value: number): number => {
    const start = best.coefficients.map((coefficient, index) => (index === term ? value : coefficient));
    return best.message.logLikelihood - searchFirth(firth, start, term).message.logLikelihood - allowed;
  };
  const limit = (direction: number): number | null => {
    for (let reach = 0.1; reach < 1e3; reach *= 2) {
      const far = centre + direction * reach;
      if (excess(far) > 0) return falsePosition(excess, centre, far) / scale;
    }
    return null;
  };
  return { lower: limit(-1), upper: limit(1) };
}
