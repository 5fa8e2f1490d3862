import { type ThresholdRow, thresholdRows } from './thresholds.ts';

/** A threshold of the policy: its value, what it counts, where it comes from, since when, and which direction is stricter. */
export type Threshold = {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly date: string;
  readonly stricter: 'higher' | 'lower';
  readonly confidential: boolean;
};

/** Two profiles: approved researchers, or publication to everybody. */
export type Profile = 'research' | 'publication';

/** Name of a threshold. */
export type ThresholdName = keyof typeof thresholdRows;

/** A policy: its identifier, profile and thresholds. */
export type Policy = { readonly id: string; readonly profile: Profile } & Readonly<Record<ThresholdName, Threshold>>;

const date = '2026-11-23';

function thresholdOf(row: ThresholdRow, profile: Profile): Threshold {
  const [research, publication, stricter, unit, source, confidential] = row;
  const value = profile === 'research' ? research : publication;
  return { value, unit, source, date, stricter, confidential: confidential !== undefined };
}

/** Thresholds by name, changed by `change`. */
function mapThresholds(change: (name: ThresholdName) => Threshold): Readonly<Record<ThresholdName, Threshold>> {
  return {
    minimumHouseholds: change('minimumHouseholds'),
    roundingBase: change('roundingBase'),
    coarseRoundingBase: change('coarseRoundingBase'),
    largestGroupShare: change('largestGroupShare'),
    minimumDenominator: change('minimumDenominator'),
    largestPrimaryShare: change('largestPrimaryShare'),
    maximumDimensions: change('maximumDimensions'),
    minimumOrganisations: change('minimumOrganisations'),
    largestOrganisationShare: change('largestOrganisationShare'),
    minimumContributors: change('minimumContributors'),
    largestShare: change('largestShare'),
    twoLargestShare: change('twoLargestShare'),
    remainderShare: change('remainderShare'),
    minimumForSpread: change('minimumForSpread'),
    minimumEntries: change('minimumEntries'),
    minimumEvents: change('minimumEvents'),
    minimumAtRisk: change('minimumAtRisk'),
    minimumSites: change('minimumSites'),
    minimumClusters: change('minimumClusters'),
    siteDigits: change('siteDigits'),
    minimumPeers: change('minimumPeers'),
    largestPeerShare: change('largestPeerShare'),
    intervalTolerance: change('intervalTolerance'),
    largestLeverage: change('largestLeverage'),
    functionalShare: change('functionalShare'),
    ownFunctionalShare: change('ownFunctionalShare'),
    maximumSpecifications: change('maximumSpecifications'),
    maximumDenials: change('maximumDenials'),
    maximumDenialsWeekly: change('maximumDenialsWeekly'),
    solveBudget: change('solveBudget'),
  };
}

/** The compiled floor of a profile: nothing in the product is laxer but `study dry-run --disclosure off`. */
export function floorOf(profile: Profile): Policy {
  return { id: `${profile}/2026-11`, profile, ...mapThresholds((name) => thresholdOf(thresholdRows[name], profile)) };
}

/** A policy with some values replaced; who may do so is checked in policy-settings.ts. */
export function withValues(
  policy: Policy,
  id: string,
  values: Readonly<Partial<Record<ThresholdName, number>>>,
): Policy {
  return {
    id,
    profile: policy.profile,
    ...mapThresholds((name) => ({ ...policy[name], value: values[name] ?? policy[name].value })),
  };
}

/** The default: profile RESEARCH. Zero counts as 1 to 9, the smallest groups are alike. */
export const policy: Policy = floorOf('research');

/** Identifier of the default policy. */
export const policyId: string = policy.id;
