import type { ReleasedPersonTime } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import type { PersonTimeCell, PersonTimeEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { chooseRung } from './rungs.ts';

type Pattern = PersonTimeEvidence['rungs'][number]['patterns'][number];

/** Days of an interval rounded to the base times its length: what so many households spend in it at most. */
export function roundedDays(
  personDays: number,
  {
    edgesDays,
    interval,
    base,
  }: { readonly edgesDays: readonly number[]; readonly interval: number; readonly base: number },
): number {
  const length = (edgesDays[interval] ?? 0) - (edgesDays[interval - 1] ?? 0);
  return roundTo(personDays, base * length);
}

function cellFindings(
  where: { readonly evidence: string; readonly cell: string },
  cell: PersonTimeCell,
  policy: Policy,
): readonly Finding[] {
  const households = policy.minimumHouseholds.value;
  const events = policy.minimumEvents.value;
  return [
    ...(cell.protectedHouseholds >= households
      ? []
      : [{ check: 'minimum-households', ...where, measured: cell.protectedHouseholds, limit: households }]),
    ...(cell.protectedEvents >= events
      ? []
      : [{ check: 'minimum-events', ...where, measured: cell.protectedEvents, limit: events }]),
  ];
}

function roundedPattern({ levels, intervals }: Pattern, edgesDays: readonly number[], policy: Policy) {
  const base = policy.roundingBase.value;
  const rounded = intervals.map(({ events, personDays }, interval) => ({
    events: roundTo(events, base),
    personDays: roundedDays(personDays, { edgesDays, interval, base }),
  }));
  return { levels: [...levels], intervals: rounded };
}

/** Withholds patterns with a small cell, on the finest rung where all others pass; rounds events and days. */
export function treatPersonTime(
  evidence: PersonTimeEvidence,
  policy: Policy,
): {
  readonly released: ReleasedPersonTime;
  readonly findings: readonly Finding[];
} {
  const findingsOf = (pattern: Pattern) =>
    pattern.intervals.flatMap((cell, index) =>
      cellFindings(
        { evidence: evidence.name, cell: `${pattern.levels.join(' · ') || '(all)'} step ${index + 1}` },
        cell,
        policy,
      ),
    );
  const chosen = chooseRung(evidence.rungs, {
    large: () => true,
    steps: (_, length) => length,
    passes: (pattern) => findingsOf(pattern).length === 0,
  });
  const judged = (chosen?.rung ?? evidence.rungs.at(-1))?.patterns ?? [];
  const edgesDays = chosen?.rung.edgesDays ?? [];
  const patterns = judged.map((pattern) =>
    chosen?.passing.includes(pattern) === true
      ? roundedPattern(pattern, edgesDays, policy)
      : { levels: [...pattern.levels], intervals: null },
  );
  const released: ReleasedPersonTime = {
    kind: 'person-time',
    name: evidence.name,
    dimensions: copyDimensions(evidence.dimensions),
    edgesDays: [...edgesDays],
    patterns,
    protection: protectionOf(policy),
  };
  return { released, findings: judged.flatMap(findingsOf) };
}
