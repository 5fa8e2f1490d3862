import { normalQuantile } from '../statistics/distributions/normal.ts';
import type { MunicipalityEffects } from './generate.ts';
import { createRandom, type Random } from './random.ts';

/** An invented municipality. */
export type DemoMunicipality = {
  readonly code: string;
  readonly name: string;
  readonly inhabitants: number;
  readonly effects: MunicipalityEffects;
};

const beginnings = ['Voorbeeld', 'Proef', 'Schijn', 'Nergens', 'Verzonnen', 'Fictie', 'Model', 'Denk'];
const endings = ['recht', 'dam', 'veen', 'burg', 'horst', 'wijk', 'dijk', 'oord', 'hoven', 'berg'];

/**
 * Invented municipalities of 6,000 to 250,000 inhabitants, the largest first. Codes start at 9001, which Statistics
 * Netherlands does not use. Sizes and effects are quantiles of their distributions in seeded order, so that also few
 * municipalities show the calibrated spread.
 */
export function demoMunicipalities(count: number, seed: number): readonly DemoMunicipality[] {
  const random = createRandom(seed, 'municipalities');
  const [signals, reach, acceptance] = [scores(count, random), scores(count, random), scores(count, random)];
  const places = shuffled(
    beginnings.flatMap((start) => endings.map((end) => `${start}${end}`)),
    random,
  );
  return Array.from({ length: count }, (_, index) => ({
    code: String(9001 + index),
    name: `Gemeente ${places[index % places.length] ?? ''}${index < places.length ? '' : ` ${Math.floor(index / places.length) + 1}`}`,
    inhabitants: size(count, index),
    effects: { signals: signals[index] ?? 0, reach: reach[index] ?? 0, acceptance: acceptance[index] ?? 0 },
  }));
}

/** Lognormal sizes: median 33,000 as in the Netherlands, and a spread that keeps them inside the range. */
function size(count: number, index: number): number {
  const inhabitants = 33_000 * Math.exp(0.85 * normalQuantile(1 - (index + 0.5) / count));
  return Math.round(Math.min(250_000, Math.max(6000, inhabitants)) / 100) * 100;
}

function scores(count: number, random: Random): readonly number[] {
  return shuffled(
    Array.from({ length: count }, (_, index) => normalQuantile((index + 0.5) / count)),
    random,
  );
}

function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  return items
    .map((item) => ({ item, order: random.uniform() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);
}
