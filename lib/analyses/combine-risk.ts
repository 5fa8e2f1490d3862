import type { Dimension, ReleasedRiskTable } from '../protocol/evidence.ts';
import { riskIntervals } from '../statistics/risk-table.ts';
import { combinations, levelKey } from './cells.ts';
import { addCounts, combinedProtection } from './combine-protection.ts';

type Pattern = ReleasedRiskTable['patterns'][number];

function coarsenPattern(pattern: Pattern, from: readonly number[], edgesDays: readonly number[]): Pattern {
  if (pattern.intervals === null || pattern.entries === null) return pattern;
  const fine = riskIntervals(pattern.entries, pattern.intervals, from);
  const intervals = edgesDays.map((edge, index) => {
    const inside = fine.filter((cell) => cell.endDays <= edge && cell.endDays > (edgesDays[index - 1] ?? 0));
    return {
      events: inside.reduce((sum, cell) => sum + cell.events, 0),
      censored: inside.reduce((sum, cell) => sum + cell.censored, 0),
    };
  });
  return { ...pattern, intervals };
}

function addPatterns(levels: readonly string[], patterns: readonly Pattern[], length: number): Pattern {
  const entries = addCounts(patterns.map((pattern) => pattern.entries));
  if (entries === null || patterns.some((pattern) => pattern.intervals === null))
    return { levels: [...levels], entries: null, intervals: null };
  const sum = (index: number, part: 'events' | 'censored') =>
    patterns.reduce((total, pattern) => total + (pattern.intervals?.[index]?.[part] ?? 0), 0);
  return {
    levels: [...levels],
    entries,
    intervals: Array.from({ length }, (_, index) => ({
      events: sum(index, 'events'),
      censored: sum(index, 'censored'),
    })),
  };
}

const ascending = (levels: readonly string[]) =>
  levels.every((level) => Number.isFinite(Number(level))) ? levels.toSorted((a, b) => Number(a) - Number(b)) : levels;

/** Levels of all parts: alike for coded variables, the union for the numbers of an uncontrolled run. */
export function unionDimensions(parts: readonly (readonly Dimension[])[]): readonly Dimension[] {
  return (parts[0] ?? []).map(({ variable }, index) => ({
    variable,
    levels: [...ascending([...new Set(parts.flatMap((part) => part[index]?.levels ?? []))])],
  }));
}

/** A pattern that a part does not list has nobody in it there, if its levels are no levels of that part; else it is withheld. */
function patternOf(part: ReleasedRiskTable, levels: readonly string[]): Pattern {
  const found = part.patterns.find((each) => levelKey(each.levels) === levelKey(levels));
  if (found !== undefined) return found;
  const unlisted = levels.some((level, index) => part.dimensions[index]?.levels.includes(level) === false);
  const intervals = part.edgesDays.map(() => ({ events: 0, censored: 0 }));
  return unlisted
    ? { levels: [...levels], entries: 0, intervals }
    : { levels: [...levels], entries: null, intervals: null };
}

/** Risk tables are pooled on the edges that all providers share (ruling 24); daily ones on all days. */
export function combineRisk(parts: readonly ReleasedRiskTable[], first: ReleasedRiskTable): ReleasedRiskTable {
  const uncontrolled = parts.every((part) => part.protection.uncontrolled);
  const edgesDays = uncontrolled
    ? [...new Set(parts.flatMap((part) => part.edgesDays))].sort((a, b) => a - b)
    : first.edgesDays.filter((edge) => parts.every((part) => part.edgesDays.includes(edge)));
  const dimensions = unionDimensions(parts.map((part) => part.dimensions));
  const patterns = combinations(dimensions).map((levels) => {
    const found = parts.map((part) => coarsenPattern(patternOf(part, levels), part.edgesDays, edgesDays));
    return addPatterns(levels, found, edgesDays.length);
  });
  return { ...first, dimensions: [...dimensions], edgesDays, patterns, protection: combinedProtection(parts) };
}
