import type { ReleasedCompeting } from '../protocol/evidence.ts';
import { checkAlone, checkPattern, commonSteps, type Finding } from './checks.ts';
import type { CompetingEvidence, CompetingPattern, RiskPattern } from './evidence.ts';
import type { Policy } from './policy.ts';
import { copyDimensions, protectionOf, roundTo } from './rounding.ts';
import { chooseRung } from './rungs.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** The pattern as each cause sees it: its own events, all other leavers as censored. Every cause must pass. */
function byCause(pattern: CompetingPattern, causes: readonly string[]): readonly RiskPattern[] {
  return causes.map((cause, index) => ({
    ...pattern,
    levels: [...pattern.levels, cause],
    intervals: pattern.intervals.map(({ events, censored, protectedEvents }) => ({
      events: events[index] ?? 0,
      censored: censored + sum(events) - (events[index] ?? 0),
      protectedEvents: protectedEvents[index] ?? 0,
    })),
  }));
}

/** A pattern with rounded counts up to so many steps; withheld without steps. */
function releasedPattern(pattern: CompetingPattern, steps: number | null, policy: Policy) {
  const round = (count: number) => roundTo(count, policy.roundingBase.value);
  const levels = [...pattern.levels];
  if (steps === null) return { levels, entries: null, intervals: null };
  const intervals = pattern.intervals
    .slice(0, steps)
    .map(({ events, censored }) => ({ events: events.map(round), censored: round(censored) }));
  const beyond = sum(pattern.intervals.slice(steps).map(({ events, censored }) => sum(events) + censored));
  const leavers = sum(intervals.map(({ events, censored }) => sum(events) + censored));
  return { levels, entries: leavers + round(beyond), intervals };
}

/** What fails on a rung with so many steps; without a rung that passes, each pattern is judged by itself on the coarsest. */
function findingsOn(
  { edgesDays, patterns }: CompetingEvidence['rungs'][number],
  {
    evidence: { name, causes },
    steps,
    policy,
  }: { readonly evidence: CompetingEvidence; readonly steps: number | undefined; readonly policy: Policy },
): readonly Finding[] {
  const split = patterns.flatMap((pattern) => byCause(pattern, causes));
  return steps === undefined
    ? checkAlone(name, split, { gridLength: edgesDays.length, policy })
    : split.flatMap((each) => checkPattern(name, each, steps, policy));
}

/** Withholds curves with a small step of any cause, on the finest rung where all others pass; rounds events of each cause and leavers. */
export function treatCompeting(
  evidence: CompetingEvidence,
  policy: Policy,
): {
  readonly released: ReleasedCompeting;
  readonly findings: readonly Finding[];
} {
  const { name, causes } = evidence;
  const findingsOf = (pattern: CompetingPattern, steps: number) =>
    byCause(pattern, causes).flatMap((each) => checkPattern(name, each, steps, policy));
  const chosen = chooseRung(evidence.rungs, {
    large: (pattern) => pattern.protectedHouseholds >= policy.minimumEntries.value,
    steps: (patterns, length) =>
      commonSteps(
        patterns.flatMap((pattern) => byCause(pattern, causes)),
        length,
        policy,
      ),
    passes: (pattern, steps) => findingsOf(pattern, steps).length === 0,
  });
  const rung = chosen?.rung ?? evidence.rungs.at(-1) ?? { edgesDays: [], patterns: [] };
  const steps = chosen?.steps ?? 0;
  const patterns = rung.patterns.map((pattern) =>
    releasedPattern(pattern, chosen?.passing.includes(pattern) === true ? steps : null, policy),
  );
  const released: ReleasedCompeting = {
    kind: 'competing-table',
    name,
    dimensions: copyDimensions(evidence.dimensions),
    causes: [...causes],
    edgesDays: rung.edgesDays.slice(0, steps),
    patterns,
    protection: protectionOf(policy),
  };
  return { released, findings: findingsOn(rung, { evidence, steps: chosen?.steps, policy }) };
}
