import type { ReleasedPersonTime } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import type { PersonTimeCell, PersonTimeEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { chooseRung } from './rungs.ts';

type Pattern = PersonTimeEvidence['rungs'][number]['patterns'][number];

/** Days are rounded to the base times the interval's length: what so many households spend in it at most. */
function dayUnit(edgesDays: readonly number[], interval: number, policy: Policy): number {
  return policy.roundingBase.value * ((edgesDays[interval] ?? 0) - (edgesDays[interval - 1] ?? 0));
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
  const rung = chosen?.rung ?? evidence.rungs.at(-1) ?? { edgesDays: [], patterns: [] };
  const patterns = rung.patterns.map((pattern) => {
    const levels = [...pattern.levels];
    if (chosen?.passing.includes(pattern) !== true) return { levels, intervals: null };
    const intervals = pattern.intervals.map(({ events, personDays }, index) => {
      const unit = dayUnit(rung.edgesDays, index, policy);
      return { events: roundTo(events, policy.roundingBase.value), personDays: Math.round(personDays / unit) * unit };
    });
    return { levels, intervals };
  });
  const released: ReleasedPersonTime = {
    kind: 'person-time',
    name: evidence.name,
    dimensions: copyDimensions(evidence.dimensions),
    edgesDays: chosen === undefined ? [] : [...rung.edgesDays],
    patterns,
    protection: protectionOf(policy),
  };
  return { released, findings: rung.patterns.flatMap(findingsOf) };
}
