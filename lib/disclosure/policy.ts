/** A threshold of the policy: its value, what it counts, where it comes from. */
export type Threshold = { readonly value: number; readonly unit: string; readonly source: string };

const threshold = (value: number, unit: string, source: string): Threshold => ({ value, unit, source });

/**
 * Every threshold of the disclosure gate (profile RESEARCH, 2026-11). Zero counts as 1 to 9: the smallest groups are alike.
 * A provider may be stricter; nothing in the product is laxer but `study dry-run --disclosure off`.
 */
export const policy = {
  id: 'research/2026-11',
  minimumHouseholds: threshold(
    10,
    'distinct households in a cell, also after taking out any one municipality',
    'CBS and ESSnet guidelines for output checking: 10; rulings 21 and 23',
  ),
  minimumEvents: threshold(
    10,
    'distinct households with an event in each step of a risk table',
    'ACRO survival_safe_threshold 10; rule K3',
  ),
  minimumEntries: threshold(30, 'distinct households in a curve', 'rule K1'),
  minimumAtRisk: threshold(20, 'rows at risk at the start of a step; the curve ends before fewer', 'rule K4'),
  roundingBase: threshold(5, 'every count is rounded to a multiple of this', 'OpenSAFELY and ACRO: 5; rule F4'),
  largestShare: threshold(
    0.5,
    'share of the largest household in the total of an amount',
    'CBS dominance rule 50 percent; rule M2',
  ),
  twoLargestShare: threshold(
    0.67,
    'share of the two largest households in the total of an amount',
    'ABS rule (2, 67); rule M2',
  ),
  minimumPeers: threshold(10, 'other municipalities in a comparison', 'ruling 37'),
  largestPeerShare: threshold(1 / 3, 'share of the largest municipality in the rows of a comparison', 'ruling 37'),
} as const;

/** Identifier of the policy that stands in every result. */
export const policyId: string = policy.id;
