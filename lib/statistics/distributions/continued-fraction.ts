const tiny = 1e-300;
const oneRounding = 2.3e-16;
const mostTerms = 2_000_000;

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Partial numerators a_1, a_2, ... and denominators b_0, b_1, ... of b_0 + a_1/(b_1 + a_2/(b_2 + ...)). */
type Terms = { readonly numerator: (index: number) => number; readonly denominator: (index: number) => number };

/** Value of a continued fraction by the modified Lentz method (Thompson & Barnett 1986). */
export function continuedFraction(terms: Terms): number {
  let value = awayFromZero(terms.denominator(0));
  let forward = value;
  let backward = 0;
  for (let index = 1; index < mostTerms; index += 1) {
    const numerator = terms.numerator(index);
    const denominator = terms.denominator(index);
    backward = 1 / awayFromZero(denominator + numerator * backward);
    forward = awayFromZero(denominator + numerator / forward);
    const factor = forward * backward;
    value *= factor;
    if (Math.abs(factor - 1) < oneRounding) break;
  }
  return value;
}
