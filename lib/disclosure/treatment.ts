import type {
  Protection,
  ReleasedCounts,
  ReleasedEvidence,
  ReleasedRiskTable,
  ReleasedSums,
  ReleasedValues,
} from '../protocol/evidence.ts';
import { checkAmount, checkCell, checkPattern, commonSteps, type Finding } from './checks.ts';
import type { CountsEvidence, Evidence, RiskEvidence, RiskPattern, SumsEvidence, ValuesEvidence } from './evidence.ts';
import { policy } from './policy.ts';

/** Evidence after the gate, with what failed. */
export type Treated<Released> = { readonly released: Released; readonly findings: readonly Finding[] };

const protection: Protection = { roundingBase: policy.roundingBase.value, uncontrolled: false };

/** Rounds a count to the policy's base. */
export function roundCount(count: number): number {
  return Math.round(count / policy.roundingBase.value) * policy.roundingBase.value;
}

/** Withholds small cells and rounds the others. */
function treatCounts(evidence: CountsEvidence): Treated<ReleasedCounts> {
  const findings = evidence.cells.map((cell) => checkCell(evidence.name, cell));
  const cells = evidence.cells.map((cell, index) => ({
    levels: [...cell.levels],
    count: findings[index]?.length === 0 ? roundCount(cell.count) : null,
  }));
  const { name, success } = evidence;
  const dimensions = evidence.dimensions.map((dimension) => ({ ...dimension, levels: [...dimension.levels] }));
  return {
    released: { kind: 'counts', name, dimensions, success: success === null ? null : [...success], cells, protection },
    findings: findings.flat(),
  };
}

/** Unit of a published mean: 1, 2 or 5 times a power of ten, at least the influence of one of the rounded number of rows (M4). */
function roundMean(mean: number, count: number, spread: number): number {
  const influence = Math.max(spread / Math.max(count, 1), 1e-9);
  const power = 10 ** Math.floor(Math.log10(influence));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= influence) ?? 10 * power;
  return Math.round(mean / step) * step;
}

function treatSums(evidence: SumsEvidence): Treated<ReleasedSums> {
  const findings = evidence.cells.map((cell) => checkAmount(evidence.name, cell));
  const cells = evidence.cells.map((cell, index) => {
    if (findings[index]?.length !== 0 || cell.mean === null)
      return { levels: [...cell.levels], count: null, mean: null, sumOfSquaredDeviations: null };
    const count = roundCount(cell.count);
    const deviation = Math.sqrt((cell.sumOfSquaredDeviations ?? 0) / Math.max(cell.count, 1));
    const shown = Number(deviation.toPrecision(2));
    return {
      levels: [...cell.levels],
      count,
      mean: roundMean(cell.mean, count, deviation * 3),
      sumOfSquaredDeviations: shown * shown * count,
    };
  });
  const dimensions = evidence.dimensions.map((dimension) => ({ ...dimension, levels: [...dimension.levels] }));
  return { released: { kind: 'sums', name: evidence.name, dimensions, cells, protection }, findings: findings.flat() };
}

/** Order statistics and dates are never released (M5). */
function treatValues(evidence: ValuesEvidence): Treated<ReleasedValues> {
  const cells = evidence.cells.map((cell) => ({ group: cell.group, value: null, count: null }));
  const findings = evidence.cells.map(
    (cell): Finding => ({
      check: 'no-order-statistics',
      evidence: evidence.name,
      cell: cell.group,
      measured: 1,
      limit: 0,
    }),
  );
  return { released: { kind: 'values', name: evidence.name, measure: evidence.measure, cells, protection }, findings };
}

type Rung = RiskEvidence['rungs'][number];
type Candidate = { readonly rung: Rung; readonly steps: number; readonly passing: readonly RiskPattern[] };

/** The finest rung on which every curve passes that passes on some rung (ruling 24). */
function chooseRung(evidence: RiskEvidence): Candidate | undefined {
  const key = (pattern: RiskPattern) => pattern.levels.join('\u0000');
  const large = (rung: Rung) =>
    rung.patterns.filter((pattern) => pattern.protectedHouseholds >= policy.minimumEntries.value);
  const candidates = evidence.rungs.map((rung): Candidate => {
    const steps = commonSteps(large(rung), rung.edgesDays.length);
    return {
      rung,
      steps,
      passing: large(rung).filter((pattern) => checkPattern(evidence.name, pattern, steps).length === 0),
    };
  });
  const eligible = new Set(candidates.flatMap((candidate) => candidate.passing.map(key)));
  return candidates.find((candidate) => eligible.size > 0 && candidate.passing.length === eligible.size);
}

function treatRisk(evidence: RiskEvidence): Treated<ReleasedRiskTable> {
  const chosen = chooseRung(evidence);
  const rung = chosen?.rung ?? evidence.rungs.at(-1);
  const steps = chosen?.steps ?? 0;
  const findings = (rung?.patterns ?? []).flatMap((pattern) => checkPattern(evidence.name, pattern, steps));
  const patterns = (rung?.patterns ?? []).map((pattern) => {
    if (chosen?.passing.includes(pattern) !== true)
      return { levels: [...pattern.levels], entries: null, intervals: null };
    const intervals = pattern.intervals
      .slice(0, steps)
      .map((each) => ({ events: roundCount(each.events), censored: roundCount(each.censored) }));
    const beyond = pattern.intervals.slice(steps).reduce((sum, each) => sum + each.events + each.censored, 0);
    return {
      levels: [...pattern.levels],
      entries: intervals.reduce((sum, each) => sum + each.events + each.censored, roundCount(beyond)),
      intervals,
    };
  });
  const dimensions = evidence.dimensions.map((dimension) => ({ ...dimension, levels: [...dimension.levels] }));
  const edgesDays = (rung?.edgesDays ?? []).slice(0, steps);
  return {
    released: { kind: 'risk-table', name: evidence.name, dimensions, edgesDays, patterns, protection },
    findings,
  };
}

/** Applies every rule to one piece of evidence. */
export function treat(evidence: Evidence): Treated<ReleasedEvidence> {
  switch (evidence.kind) {
    case 'counts':
      return treatCounts(evidence);
    case 'sums':
      return treatSums(evidence);
    case 'values':
      return treatValues(evidence);
    case 'risk-table':
      return treatRisk(evidence);
  }
}
