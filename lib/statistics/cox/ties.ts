import { entry } from '../linear-algebra.ts';
import type { RiskSums } from './risk-sums.ts';

/** How tied events share a risk set; Efron unless a study asks to repeat a published Breslow fit. */
export type Ties = 'efron' | 'breslow';

/** The sums over the m = 0..d-1 tied events that all else follows from, with r = 1/(S0 - f E0) and f = m/d. */
export type TieSums = {
  /** sum of ln(S0 - f E0) */
  readonly logarithms: number;
  /** sum of r */
  readonly first: number;
  /** sum of f r */
  readonly firstTied: number;
  /** sum of r^2 */
  readonly second: number;
  /** sum of f r^2 */
  readonly secondTied: number;
  /** sum of f^2 r^2 */
  readonly secondTiedTwice: number;
};

/** Sums over the tied events of one time; Breslow takes f = 0 throughout. */
export function tieSums(sums: RiskSums, ties: Ties): TieSums {
  const { events } = sums;
  const atRisk = entry(sums.atRisk, 0);
  if (ties === 'breslow') {
    const reciprocal = 1 / atRisk;
    const second = events * reciprocal * reciprocal;
    const first = events * reciprocal;
    return { logarithms: events * Math.log(atRisk), first, firstTied: 0, second, secondTied: 0, secondTiedTwice: 0 };
  }
  const tied = entry(sums.tied, 0);
  let [logarithms, first, firstTied, second, secondTied, secondTiedTwice] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < events; index += 1) {
    const fraction = index / events;
    const total = atRisk - fraction * tied;
    const reciprocal = 1 / total;
    const square = reciprocal * reciprocal;
    logarithms += Math.log(total);
    first += reciprocal;
    firstTied += fraction * reciprocal;
    second += square;
    secondTied += fraction * square;
    secondTiedTwice += fraction * fraction * square;
  }
  return { logarithms, first, firstTied, second, secondTied, secondTiedTwice };
}
