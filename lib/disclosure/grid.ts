import type { Evidence, RiskEvidence, RiskPattern } from './evidence.ts';

/** Cuts a pattern off after so many steps: whoever leaves later is observed beyond the grid. */
function cutPattern(pattern: RiskPattern, steps: number): RiskPattern {
  const beyond = pattern.intervals.slice(steps);
  const rest = {
    events: 0,
    censored: beyond.reduce((sum, interval) => sum + interval.events + interval.censored, 0),
    protectedEvents: 0,
  };
  return { ...pattern, intervals: [...pattern.intervals.slice(0, steps), rest] };
}

/** A risk table on exactly these edges, which begin one of its rungs; other evidence, and an unknown grid, stay as they are. */
export function onGrid(evidence: Evidence, edgesDays: readonly number[]): Evidence {
  if (evidence.kind !== 'risk-table' || edgesDays.length === 0) return evidence;
  const rung = evidence.rungs.find((each) => edgesDays.every((edge, index) => each.edgesDays[index] === edge));
  if (rung === undefined) return evidence;
  const patterns = rung.patterns.map((pattern) => cutPattern(pattern, edgesDays.length));
  return { ...evidence, rungs: [{ edgesDays, patterns }] } satisfies RiskEvidence;
}
