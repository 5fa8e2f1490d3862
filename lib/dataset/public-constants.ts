/** How a number enters a model in rounds: limits beyond which it is capped, and centre and scale of its values. */
export type PublicConstants = {
  readonly lowest: number;
  readonly highest: number;
  readonly identity: { readonly centre: number; readonly scale: number };
  readonly log1p: { readonly centre: number; readonly scale: number };
};

/**
 * Public constants of the numbers of the codebook (rule G8, ruling 20): round figures near what Divosa's monitor shows, never computed
 * from the data of a run. Caps are part of a model's definition; centre and scale only help its search.
 */
export const publicConstants: Readonly<Record<string, PublicConstants>> = {
  'arrears-euro': {
    lowest: 0,
    highest: 5000,
    identity: { centre: 500, scale: 700 },
    log1p: { centre: 5.5, scale: 1.2 },
  },
  'age-years': {
    lowest: 18,
    highest: 90,
    identity: { centre: 45, scale: 15 },
    log1p: { centre: 3.8, scale: 0.35 },
  },
  'days-to-close': {
    lowest: 0,
    highest: 120,
    identity: { centre: 30, scale: 20 },
    log1p: { centre: 3.2, scale: 0.8 },
  },
  'days-to-reach': {
    lowest: 0,
    highest: 90,
    identity: { centre: 12, scale: 12 },
    log1p: { centre: 2.2, scale: 0.9 },
  },
  'signals-per-household': {
    lowest: 1,
    highest: 12,
    identity: { centre: 1.5, scale: 1 },
    log1p: { centre: 0.9, scale: 0.3 },
  },
};
