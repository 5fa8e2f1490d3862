import { seededRandom } from './extracts.ts';

/** True in `npm run prove`, where whole lists run; `npm test` takes a seeded sample of them. */
export const isProof = process.env['PROVE'] === '1';

/** All items in a proof, else a sample of `size` that the seed fixes; the order is kept. */
export function sampled<Item>(items: readonly Item[], size: number, seed: number): readonly Item[] {
  if (isProof || items.length <= size) return items;
  const random = seededRandom(seed);
  const places = items.map((_, index) => ({ index, at: random() })).toSorted((left, right) => left.at - right.at);
  const chosen = new Set(places.slice(0, size).map(({ index }) => index));
  return items.filter((_, index) => chosen.has(index));
}
