import type { Finding } from '../disclosure/checks.ts';
import type { Policy } from '../disclosure/policy.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { CountsEvidence } from './evidence.ts';
import { roundLimits } from './limits.ts';
import type { RoundData } from './round-data.ts';

/** What a provider's own rows look like at the coefficients of a round; never leaves the provider. */
export type Fitted = {
  /** Fitted mean, or relative hazard, of each row. */
  readonly means: Float64Array;
  readonly weights: Float64Array;
  readonly largestPredictor: number;
  /** Share of each household in the information. */
  readonly leverage: Float64Array;
};

/** Effective number of equal parts of some sizes: (sum)² / sum of squares; 0 without any. */
export function effectiveCount(sizes: Iterable<number>): number {
  let [sum, squares] = [0, 0];
  for (const size of sizes) {
    const value = Math.abs(size);
    sum += value;
    squares += value * value;
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

const finding = (check: string, cell: string, measured: number, limit: number): Finding => ({
  check,
  evidence: 'round',
  cell,
  measured,
  limit,
});

/** Fails unless `measured >= limit`, so that NaN fails too. */
const atLeast = (check: string, cell: string, measured: number, limit: number): readonly Finding[] =>
  measured >= limit ? [] : [finding(check, cell, measured, limit)];

const atMost = (check: string, measured: number, limit: number): readonly Finding[] =>
  measured <= limit ? [] : [finding(check, '(all)', measured, limit)];

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let [mode, most] = [Number.NaN, 0];
  for (const [value, count] of counts) if (count > most) [mode, most] = [value, count];
  return mode;
}

/** P8: every column varies over enough rows, whatever its values; an intercept does not vary. */
export function checkColumns({ covariates }: RoundData, hasIntercept: boolean): readonly Finding[] {
  const size = covariates[0]?.length ?? 0;
  return Array.from({ length: size }, (_, column) => column)
    .slice(hasIntercept ? 1 : 0)
    .flatMap((column) => {
      const values = covariates.map((row) => row[column] ?? 0);
      const mode = mostFrequent(values);
      const minority = effectiveCount(values.map((value) => value - mode));
      return atLeast('effective-minority', `column ${column}`, minority, roundLimits.smallestMinority);
    });
}

/** Minima of one provider's own counts, by its own policy, before any sum over its rows leaves, sealed as it may be. */
export function checkCounts(counts: CountsEvidence, isCox: boolean, policy: Policy): readonly Finding[] {
  const { households, outcomes, levels, rung } = counts;
  const { eventHouseholds = 0 } = outcomes[rung ?? 0] ?? {};
  return [
    ...atLeast('minimum-households', '(all)', households, policy.minimumEntries.value),
    ...atLeast('minimum-events', '(all)', eventHouseholds, policy.minimumEvents.value),
    ...(isCox && rung === null ? [finding('grid', '(all)', 0, policy.minimumEvents.value)] : []),
    ...levels.flatMap((term, index) =>
      term.flatMap((level) => [
        ...atLeast('minimum-households', `term ${index}`, level.households, policy.minimumHouseholds.value),
        ...atLeast('minimum-events', `term ${index}`, level.eventHouseholds, policy.minimumEvents.value),
      ]),
    ),
  ];
}

function changed(fitted: Fitted, before: Fitted): readonly Finding[] {
  const changes = fitted.means.map((mean, row) => mean - (before.means[row] ?? 0));
  if (changes.every((change) => Math.abs(change) < roundLimits.invisibleChange)) return [];
  const limit = Math.max(roundLimits.smallestChangedCount, roundLimits.changedShare * changes.length);
  return atLeast('effective-change', '(all)', effectiveCount(changes), limit);
}

/** P4 to P7 on one provider's own rows, against its own sums: they are what another provider sees. */
export function checkFitted(model: RoundsModel, fitted: Fitted, earlier: readonly Fitted[]): readonly Finding[] {
  const share = roundLimits.effectiveShare[model.model === 'cox-rounds' ? 'cox-rounds' : model.family];
  const smallest = Math.max(roundLimits.smallestEffectiveCount, share * fitted.weights.length);
  const [largest = Number.NaN, second = 0] = fitted.leverage.toSorted().toReversed();
  return [
    ...atMost('linear-predictor', fitted.largestPredictor, roundLimits.largestPredictor),
    ...atLeast('effective-weights', '(all)', effectiveCount(fitted.weights), smallest),
    ...earlier.flatMap((before) => changed(fitted, before)),
    ...atMost('leverage', largest, roundLimits.largestLeverage),
    ...atMost('two-largest-leverage', largest + second, roundLimits.twoLargestLeverage),
  ];
}
