/** A seeded source of random numbers: the same seed gives the same sequence on every machine. */
export type Random = {
  /** Uniform in [0, 1), 32 bits. */
  readonly uniform: () => number;
  /** Uniform whole number in [low, high]. */
  readonly integer: (low: number, high: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** Standard normal (Box-Muller). */
  readonly normal: () => number;
  /** Poisson count (products of uniforms, in steps of 30 so that nothing underflows). */
  readonly poisson: (mean: number) => number;
  /** An item, with probability in proportion to its weight. */
  readonly weighted: <Item>(choices: readonly (readonly [item: Item, weight: number])[]) => Item;
};

/** A stream for a seed and a purpose, so that one purpose drawing more does not shift another. */
export function createRandom(seed: number, purpose: string): Random {
  const whole = xoshiro128(stateOf(seed, purpose));
  const uniform = (): number => whole() / 0x1_0000_0000;
  const chance = (probability: number): boolean => uniform() < probability;
  return {
    uniform,
    chance,
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    poisson: (mean) => poisson(mean, uniform),
    weighted: (choices) => weighted(choices, uniform()),
  };
}

/** xoshiro128** 1.1 (Blackman and Vigna) from a state that is not all zero: whole numbers of 32 bits. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}

/** State for a seed and a purpose: splitmix32 from the FNV-1a hash of both. */
function stateOf(seed: number, purpose: string): readonly [number, number, number, number] {
  let hash = 0x811c9dc5;
  for (const character of `${seed}/${purpose}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const next = (): number => {
    hash = (hash + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  return [next(), next(), next(), next() | 1];
}

function poisson(mean: number, uniform: () => number): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    const limit = Math.exp(-Math.min(left, 30));
    for (let product = uniform(); product > limit; product *= uniform()) count += 1;
  }
  return count;
}

function weighted<Item>(choices: readonly (readonly [item: Item, weight: number])[], uniform: number): Item {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  let left = uniform * total;
  for (const [item, weight] of choices) {
    left -= weight;
    if (left < 0) return item;
  }
  const last = choices.at(-1);
  if (last === undefined) throw new RangeError('nothing to choose from');
  return last[0];
}
