import type { ReleasedSums } from '../protocol/evidence.ts';
import { checkAmount, type Finding } from './checks.ts';
import type { SumsCell, SumsEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { copyDimensions, gridUnit, protectionOf, roundTo, thirdDigit, toUnit } from './rounding.ts';

/**
 * Step of a published mean (M4): what one household can move it at most, `householdCap / count`, on the grid 1, 2, 5; never finer than
 * the codebook's finest step, nor than three digits of the mean. It depends on public figures and on what is shown, never on the spread.
 */
export function meanStepOf(
  { householdCap, finestStep }: Pick<SumsEvidence, 'householdCap' | 'finestStep'>,
  mean: number,
  count: number,
): number {
  return Math.max(gridUnit(householdCap / count), finestStep, thirdDigit(mean));
}

/** Spread in two digits, of enough households only (M7). */
function shownDeviations({ count, protectedHouseholds, sumOfSquaredDeviations }: SumsCell, policy: Policy) {
  if (!(protectedHouseholds >= policy.minimumForSpread.value) || sumOfSquaredDeviations === null) return null;
  const deviation = Number(Math.sqrt(sumOfSquaredDeviations / count).toPrecision(2));
  return deviation * deviation * roundTo(count, policy.roundingBase.value);
}

/** Withholds means with few or dominating households; rounds the others by public caps (M1 to M4, M7). */
export function treatSums(
  evidence: SumsEvidence,
  policy: Policy,
): { readonly released: ReleasedSums; readonly findings: readonly Finding[] } {
  const findings = evidence.cells.map((cell) => checkAmount(evidence.name, cell, policy));
  const cells = evidence.cells.map((cell, index) => {
    const levels = [...cell.levels];
    if (findings[index]?.length !== 0 || cell.mean === null)
      return { levels, count: null, mean: null, meanStep: 0, sumOfSquaredDeviations: null };
    const count = roundTo(cell.count, policy.roundingBase.value);
    const meanStep = meanStepOf(evidence, cell.mean, count);
    const mean = toUnit(cell.mean, meanStep);
    return { levels, count, mean, meanStep, sumOfSquaredDeviations: shownDeviations(cell, policy) };
  });
  const { name, dimensions } = evidence;
  return {
    released: { kind: 'sums', name, dimensions: copyDimensions(dimensions), cells, protection: protectionOf(policy) },
    findings: findings.flat(),
  };
}
