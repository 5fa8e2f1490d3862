/** Public limits of a number in a mean: of one row, of one household together, and the finest step in which the mean is shown. */
export type AmountCaps = { readonly perRow: number; readonly perHousehold: number; readonly finestStep: number };

/**
 * Caps of the codebook (rule M3, disclosure settings of 2026-11-23): 50,000 euro a signal and 150,000 a household; a year for a term,
 * three terms a household. They bound what one household can do to a sum, and give a rounding step that does not depend on data (M4).
 */
const codebookCaps: Readonly<Record<string, AmountCaps>> = {
  'arrears-euro': { perRow: 50_000, perHousehold: 150_000, finestStep: 10 },
  'days-to-close': { perRow: 365, perHousehold: 1_095, finestStep: 0.1 },
  'days-to-reach': { perRow: 365, perHousehold: 1_095, finestStep: 0.1 },
  'age-years': { perRow: 120, perHousehold: 360, finestStep: 0.1 },
  'signals-per-household': { perRow: 24, perHousehold: 24, finestStep: 0.01 },
};

/**
 * Caps of the number of later signals of a household, in a mean cumulative count: deliveries come monthly, so five are more than one in
 * every month of a quarter. Five stands on the grid 1, 2, 5 of the steps, so that no step is wider than what one household can do.
 */
export const laterSignalsCaps: AmountCaps = { perRow: 5, perHousehold: 5, finestStep: 0.001 };

/** Lower caps that a study may choose for a finer mean: public figures, so that two caps cannot be chosen around one household. */
export const capChoices: Readonly<Record<string, readonly number[]>> = { 'arrears-euro': [2_000, 5_000, 10_000] };

/** The caps of a number, or undefined when it has none and no mean of it may be shown; `chosen` is the study's own lower cap a row. */
export function capsOf(variable: string, chosen?: number): AmountCaps | undefined {
  const caps = codebookCaps[variable];
  if (caps === undefined || chosen === undefined) return caps;
  if (capChoices[variable]?.includes(chosen) !== true) return undefined;
  return { ...caps, perRow: chosen, perHousehold: chosen * (caps.perHousehold / caps.perRow) };
}

/** The common table expression `capped` of `known`: rows capped, then a household's rows of a group scaled to its cap; rows without a household are capped only. */
export function cappedSql(key: readonly string[], caps: AmountCaps | undefined): string {
  if (caps === undefined) return 'capped AS (SELECT * FROM known)';
  const { perRow, perHousehold } = caps;
  const household = [...key, 'household'].join(', ');
  return `limited AS (SELECT * REPLACE (greatest(least(x, ${perRow}), -${perRow}) AS x) FROM known),
    capped AS (SELECT * REPLACE (CASE WHEN household IS NULL THEN x ELSE
      x * least(1, ${perHousehold} / greatest(sum(abs(x)) OVER (PARTITION BY ${household}), ${perHousehold})) END AS x) FROM limited)`;
}
