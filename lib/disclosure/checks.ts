import type { CellEvidence, Concentration, RiskPattern, SumsCell } from './evidence.ts';
import { type Policy, policy as research } from './policy.ts';

/** A check that failed: which, where, what was measured against which limit. For the provider and for dry runs, never for a researcher. */
export type Finding = {
  readonly check: string;
  readonly evidence: string;
  readonly cell: string;
  readonly measured: number;
  readonly limit: number;
};

const at = (levels: readonly string[]) => (levels.length === 0 ? '(all)' : levels.join(' · '));

/** Fewer distinct households than the threshold, zero included (F1, rulings 21 and 23). */
export function checkCell(evidence: string, cell: CellEvidence, policy: Policy = research): readonly Finding[] {
  const limit = policy.minimumHouseholds.value;
  if (cell.protectedHouseholds >= limit) return [];
  return [{ check: 'minimum-households', evidence, cell: at(cell.levels), measured: cell.protectedHouseholds, limit }];
}

/** One sum that a single household, or two, dominate (M2, p percent). */
function checkConcentration(
  where: Pick<Finding, 'evidence' | 'cell'>,
  { total, largest, secondLargest }: Concentration,
  policy: Policy,
): readonly Finding[] {
  const share = total > 0 ? largest / total : 1;
  const twoShare = total > 0 ? (largest + secondLargest) / total : 1;
  const remainder = largest > 0 ? (total - largest - secondLargest) / largest : 0;
  const { largestShare, twoLargestShare, remainderShare } = policy;
  const fails = (check: string, measured: number, limit: number) => ({ check, ...where, measured, limit });
  return [
    ...(share <= largestShare.value ? [] : [fails('largest-share', share, largestShare.value)]),
    ...(twoShare <= twoLargestShare.value ? [] : [fails('two-largest-share', twoShare, twoLargestShare.value)]),
    ...(remainder >= remainderShare.value ? [] : [fails('remainder-share', remainder, remainderShare.value)]),
  ];
}

/**
 * An amount with few contributors or dominated by one or two, on absolute totals per household (M1, M2), also for a municipality that
 * takes out its own rows (ruling 23).
 */
export function checkAmount(evidence: string, cell: SumsCell, policy: Policy = research): readonly Finding[] {
  const where = { evidence, cell: at(cell.levels) };
  const limit = policy.minimumContributors.value;
  const beside = (cell.others ?? []).map((each) => checkConcentration(where, each, policy));
  return [
    ...checkCell(evidence, cell, policy),
    ...checkConcentration(where, cell, policy),
    ...(beside.find((found) => found.length > 0) ?? []).map((each) => ({ ...each, check: `${each.check}-of-others` })),
    ...(cell.households >= limit
      ? []
      : [{ check: 'minimum-contributors', ...where, measured: cell.households, limit }]),
  ];
}

/** Rows at risk at the start of each interval. */
export function atRiskCounts(pattern: RiskPattern): readonly number[] {
  let atRisk = pattern.entries;
  return pattern.intervals.map((interval) => {
    const start = atRisk;
    atRisk -= interval.events + interval.censored;
    return start;
  });
}

/** Why a curve has no step at all: too few rows at its start, too few beyond its first step, or other curves that end before it. */
function noStep(pattern: RiskPattern, policy: Policy): Pick<Finding, 'check' | 'measured' | 'limit'> {
  const { minimumAtRisk, minimumHouseholds } = policy;
  if (!(pattern.entries >= minimumAtRisk.value))
    return { check: 'minimum-at-risk', measured: pattern.entries, limit: minimumAtRisk.value };
  const beyond = rowsBeyond(pattern, 1);
  return beyond >= minimumHouseholds.value
    ? { check: 'common-steps', measured: 0, limit: 1 }
    : { check: 'minimum-beyond', measured: beyond, limit: minimumHouseholds.value };
}

/** What every curve fails when none passes on any rung: each judged by itself, on the steps that it could show alone. */
export function checkAlone(
  evidence: string,
  patterns: readonly RiskPattern[],
  { gridLength, policy }: { readonly gridLength: number; readonly policy: Policy },
): readonly Finding[] {
  const own = patterns.map((each) => checkPattern(evidence, each, commonSteps([each], gridLength, policy), policy));
  if (own.some((found) => found.length > 0)) return own.flat();
  return patterns.map(({ levels }) => ({ check: 'common-steps', evidence, cell: at(levels), measured: 0, limit: 1 }));
}

/** A curve with too few households, or a step with too few events; `steps` is how many intervals the grid keeps (K1, K3). */
export function checkPattern(
  evidence: string,
  pattern: RiskPattern,
  steps: number,
  policy: Policy = research,
): readonly Finding[] {
  const cell = at(pattern.levels);
  const findings: Finding[] = [];
  const entries = policy.minimumEntries.value;
  if (!(pattern.protectedHouseholds >= entries))
    findings.push({ check: 'minimum-entries', evidence, cell, measured: pattern.protectedHouseholds, limit: entries });
  const limit = policy.minimumEvents.value;
  if (steps === 0) findings.push({ evidence, cell, ...noStep(pattern, policy) });
  pattern.intervals.slice(0, steps).forEach((interval, index) => {
    if (!(interval.protectedEvents >= limit))
      findings.push({
        check: 'minimum-events',
        evidence,
        cell: `${cell} step ${index + 1}`,
        measured: interval.protectedEvents,
        limit,
      });
  });
  return findings;
}

/** Rows that are still under observation after so many intervals. */
const rowsBeyond = ({ entries, intervals }: RiskPattern, steps: number): number =>
  intervals.slice(0, steps).reduce((left, { events, censored }) => left - events - censored, entries);

/** Intervals of one pattern: each begins with enough rows at risk (K4), and the rows beyond the last are a group of their own (F1). */
function stepsOf(pattern: RiskPattern, gridLength: number, policy: Policy): number {
  const short = atRiskCounts(pattern).findIndex((atRisk) => !(atRisk >= policy.minimumAtRisk.value));
  const steps = short === -1 ? gridLength : Math.min(short, gridLength);
  return steps > 0 && !(rowsBeyond(pattern, steps) >= policy.minimumHouseholds.value) ? steps - 1 : steps;
}

/** How many intervals of a grid every given pattern may show: the curve ends before fewer than the minimum are at risk or left. */
export function commonSteps(patterns: readonly RiskPattern[], gridLength: number, policy: Policy = research): number {
  return Math.min(gridLength, ...patterns.map((pattern) => stepsOf(pattern, gridLength, policy)));
}
