type Ranked = { readonly pValue: number; readonly position: number };

function ascending(pValues: readonly number[]): readonly Ranked[] {
  return pValues.map((pValue, position) => ({ pValue, position })).toSorted((a, b) => a.pValue - b.pValue);
}

/** Adjusted p-values in the given order, at most 1, running maximum or minimum along the ordered ones. */
function inOrder(ranked: readonly Ranked[], adjusted: readonly number[]): readonly number[] {
  const result = Array.from(ranked, () => 1);
  for (const [index, { position }] of ranked.entries()) result[position] = Math.min(1, adjusted[index] ?? 1);
  return result;
}

function stepDown(ranked: readonly Ranked[], factor: (rank: number) => number): readonly number[] {
  let largest = 0;
  return ranked.map(({ pValue }, index) => {
    largest = Math.max(largest, pValue * factor(index + 1));
    return largest;
  });
}

function stepUp(ranked: readonly Ranked[], factor: (rank: number) => number): readonly number[] {
  let smallest = 1;
  return ranked
    .toReversed()
    .map(({ pValue }, index) => {
      smallest = Math.min(smallest, pValue * factor(ranked.length - index));
      return smallest;
    })
    .toReversed();
}

/** Bonferroni: every p-value times their number. */
export function bonferroni(pValues: readonly number[]): readonly number[] {
  return pValues.map((pValue) => Math.min(1, pValue * pValues.length));
}

/** Holm's step-down procedure (1979): family-wise error under any dependence. */
export function holm(pValues: readonly number[]): readonly number[] {
  const ranked = ascending(pValues);
  return inOrder(
    ranked,
    stepDown(ranked, (rank) => ranked.length - rank + 1),
  );
}

/** Hochberg's step-up procedure (1988): family-wise error for independent or positively dependent tests. */
export function hochberg(pValues: readonly number[]): readonly number[] {
  const ranked = ascending(pValues);
  return inOrder(
    ranked,
    stepUp(ranked, (rank) => ranked.length - rank + 1),
  );
}

/** Benjamini and Hochberg (1995): false discovery rate. */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const ranked = ascending(pValues);
  return inOrder(
    ranked,
    stepUp(ranked, (rank) => ranked.length / rank),
  );
}

/** Benjamini and Yekutieli (2001): false discovery rate under any dependence. */
export function benjaminiYekutieli(pValues: readonly number[]): readonly number[] {
  const ranked = ascending(pValues);
  const harmonic = ranked.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  return inOrder(
    ranked,
    stepUp(ranked, (rank) => (harmonic * ranked.length) / rank),
  );
}
