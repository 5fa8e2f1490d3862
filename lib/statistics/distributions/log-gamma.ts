const logRootTwoPi = 0.5 * Math.log(2 * Math.PI);

/** Bernoulli numbers over 2n(2n-1): the Stirling series of ln Γ (DLMF 5.11.1). */
const stirlingCoefficients = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
] as const;

/** Bernoulli numbers over 2n: the tail of the digamma series (DLMF 5.11.2). */
const digammaCoefficients = [-1 / 12, 1 / 120, -1 / 252, 1 / 240, -1 / 132, 691 / 32760, -1 / 12] as const;

/** Bernoulli numbers: the tail of the trigamma series (DLMF 5.15.8). */
const trigammaCoefficients = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6] as const;

/** Σ c_n z^n by Horner's scheme. */
function powerSeries(coefficients: readonly number[], z: number): number {
  return coefficients.reduceRight((sum, coefficient) => coefficient + z * sum, 0);
}

function stirlingTail(x: number): number {
  return powerSeries(stirlingCoefficients, 1 / (x * x)) / x;
}

/** ln Γ(x) for x > 0: Stirling's series after shifting x above 12. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  let shifted = x;
  let product = 1;
  for (; shifted < 12; shifted += 1) product *= shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + logRootTwoPi + stirlingTail(shifted) - Math.log(product);
}

/** ln Γ(n + 1) minus Stirling's approximation of it; the correction of Loader's saddle-point densities (2000). */
export function stirlingError(n: number): number {
  if (n >= 10) return stirlingTail(n);
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - logRootTwoPi;
}

/** ψ(x) = d ln Γ(x) / dx for x > 0 (DLMF 5.11.2). */
export function digamma(x: number): number {
  let shifted = x;
  let shift = 0;
  for (; shifted < 12; shifted += 1) shift -= 1 / shifted;
  const z = 1 / (shifted * shifted);
  return shift + Math.log(shifted) - 0.5 / shifted + z * powerSeries(digammaCoefficients, z);
}

/** ψ'(x) for x > 0 (DLMF 5.15.8). */
export function trigamma(x: number): number {
  let shifted = x;
  let shift = 0;
  for (; shifted < 15; shifted += 1) shift += 1 / (shifted * shifted);
  const z = 1 / (shifted * shifted);
  return shift + 1 / shifted + z / 2 + (z / shifted) * powerSeries(trigammaCoefficients, z);
}
