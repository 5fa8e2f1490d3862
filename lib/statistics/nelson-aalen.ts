import type { RiskInterval } from './risk-table.ts';
import { type LimitOptions, survivalLimits } from './survival-limits.ts';

/** A point of the cumulative hazard with the survival exp(-H) that follows from it. */
export type CumulativeHazardPoint = {
  readonly timeDays: number;
  readonly atRisk: number;
  readonly events: number;
  readonly cumulativeHazard: number;
  readonly cumulativeHazardError: number;
  readonly survival: number;
  readonly standardError: number;
  readonly lower: number | null;
  readonly upper: number | null;
};

/** The Nelson-Aalen estimate sum d/n with variance sum d/n^2 (Aalen 1978; R `survfit(stype = 2, ctype = 1)`). */
export function nelsonAalen(
  intervals: readonly RiskInterval[],
  options: LimitOptions = {},
): readonly CumulativeHazardPoint[] {
  let cumulativeHazard = 0;
  let variance = 0;
  return intervals.map(({ endDays, atRisk, events }) => {
    if (atRisk > 0) {
      cumulativeHazard += events / atRisk;
      variance += events / (atRisk * atRisk);
    }
    const cumulativeHazardError = Math.sqrt(variance);
    const survival = Math.exp(-cumulativeHazard);
    const limits = survivalLimits({ survival, logStandardError: cumulativeHazardError }, options);
    const standardError = survival * cumulativeHazardError;
    const counts = { timeDays: endDays, atRisk, events };
    return { ...counts, cumulativeHazard, cumulativeHazardError, survival, standardError, ...limits };
  });
}
