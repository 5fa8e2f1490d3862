import { seededRandom } from './random.ts';

/** A made-up household-row with everything an estimator may ask for; `site` is its municipality. */
export type SiteRow = {
  readonly site: number;
  readonly household: number;
  readonly arm: number;
  readonly band: number;
  readonly amount: number;
  readonly success: number;
  readonly signals: number;
  readonly startDays: number;
  readonly endDays: number;
  /** 0 censored, 1 and 2 causes. */
  readonly cause: number;
};

/** Edges of the grid that all times lie on. */
export const gridDays: readonly number[] = Array.from({ length: 12 }, (_, index) => 7 * (index + 1));

/** Rows of six municipalities of uneven size; households lie within one municipality. */
export function siteRows(seed: number, number = 360): readonly SiteRow[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: number }, () => {
    const site = Math.min(below(6), below(6));
    const arm = below(2);
    const amount = Math.round(30_000 * random() ** 2) / 100;
    const startDays = 7 * Math.min(below(3), below(3));
    return {
      site,
      household: 1000 * site + below(50),
      arm,
      band: below(3),
      amount,
      success: random() < 0.25 + 0.3 * arm + amount / 2000 ? 1 : 0,
      signals: below(2) * below(2 + arm) * (1 + below(3)),
      startDays,
      endDays: startDays + 7 * (1 + below(10 - startDays / 7)),
      cause: below(3),
    };
  });
}

/** The rows of each municipality, in the order of their first row. */
export const municipalitiesOf = (rows: readonly SiteRow[]): readonly (readonly SiteRow[])[] => [
  ...Map.groupBy(rows, (row) => row.site).values(),
];

/** Providers, each with its municipalities, each with its rows. */
export type Providers = readonly (readonly (readonly SiteRow[])[])[];

/** What each municipality says, summed at its provider and then over providers. */
export function summed<Message>(
  providers: Providers,
  message: (rows: readonly SiteRow[]) => Message,
  plus: (one: Message, other: Message) => Message,
): Message {
  return providers.map((municipalities) => municipalities.map(message).reduce(plus)).reduce(plus);
}
