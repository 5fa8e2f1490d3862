import { type RiskInterval, riskIntervals } from '../../lib/statistics/risk-table.ts';

/** One person's follow-up in whole grid times. */
export type FollowUp = { readonly timeDays: number; readonly event: boolean };

/** The distinct times of some follow-ups, ascending: a grid on which nothing is lost. */
export const distinctTimes = (followUps: readonly FollowUp[]): readonly number[] =>
  [...new Set(followUps.map((person) => person.timeDays))].sort((left, right) => left - right);

/** The risk table of some persons on a grid that contains their times. */
export function tabulate(followUps: readonly FollowUp[], edgesDays: readonly number[]): readonly RiskInterval[] {
  const index = new Map(edgesDays.map((edge, position) => [edge, position]));
  const events = edgesDays.map(() => 0);
  const censored = edgesDays.map(() => 0);
  for (const { timeDays, event } of followUps) {
    const position = index.get(timeDays);
    if (position === undefined) throw new Error(`time ${timeDays} is not on the grid`);
    const counts = event ? events : censored;
    counts[position] = (counts[position] ?? 0) + 1;
  }
  return riskIntervals(
    followUps.length,
    edgesDays.map((_, position) => ({ events: events[position] ?? 0, censored: censored[position] ?? 0 })),
    edgesDays,
  );
}
