import type { CountsEvidence, Evidence, RiskEvidence } from '../disclosure/evidence.ts';
import type { Policy } from '../disclosure/policy.ts';
import type { EvidenceBySite } from './own-sites.ts';

/**
 * Fewest other municipalities behind a figure that is told for one and, elsewhere, for all together: three stay when another page is
 * laid beside it (rulings 18 and 19).
 */
const minimumOthers = 4;

/** What all municipalities together have of one number, without saying whose it is. */
type Tally = { total: number; largest: number; second: number; contributors: number };

/** Tallies of every number of an analysis, by its place in the evidence. */
export type Tallies = ReadonlyMap<string, Tally>;

type Numbers = Iterable<readonly [place: string, value: number]>;

function* countsOf(part: number, { cells }: CountsEvidence): Numbers {
  for (const [index, cell] of cells.entries()) {
    yield [`${part}/${index}`, cell.count];
    const group = cell.levels.slice(0, -1).join('\u0000');
    yield [`${part}/of/${group}`, cell.count];
  }
}

function* risksOf(part: number, { rungs }: RiskEvidence): Numbers {
  for (const [rung, { patterns }] of rungs.entries())
    for (const [index, pattern] of patterns.entries()) {
      yield [`${part}/${rung}/${index}`, pattern.entries];
      for (const [step, interval] of pattern.intervals.entries())
        yield [`${part}/${rung}/${index}/${step}`, interval.events];
    }
}

/** The numbers of one municipality by place; counts of a group are summed over its answers. */
function numbersOf(evidence: readonly Evidence[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  evidence.forEach((each, part) => {
    const numbers =
      each.kind === 'counts' ? countsOf(part, each) : each.kind === 'risk-table' ? risksOf(part, each) : [];
    for (const [place, value] of numbers) found.set(place, (found.get(place) ?? 0) + value);
  });
  return found;
}

/** Adds up what every municipality has, once for all pages. */
export function tallyOf(bySite: EvidenceBySite): Tallies {
  const tallies = new Map<string, Tally>();
  for (const own of bySite.values())
    for (const [place, value] of numbersOf(own)) {
      const tally = tallies.get(place) ?? { total: 0, largest: 0, second: 0, contributors: 0 };
      tallies.set(place, tally);
      tally.total += value;
      if (value > 0) tally.contributors += 1;
      if (value > tally.largest) [tally.largest, tally.second] = [value, tally.largest];
      else tally.second = Math.max(tally.second, value);
    }
  return tallies;
}

/**
 * Whether a number of one municipality may stand beside the same number of all together. Their difference is about the others: without
 * the largest of those, who knows its own rows, the minimum must be left.
 */
function isSafe(own: number, tally: Tally | undefined, { minimumHouseholds }: Policy): boolean {
  if (tally === undefined) return false;
  const largestOther = own === tally.largest ? tally.second : tally.largest;
  return tally.total - own - largestOther >= minimumHouseholds.value;
}

const hasEnoughOthers = (own: number, tally: Tally | undefined): boolean =>
  (tally?.contributors ?? 0) - (own > 0 ? 1 : 0) >= minimumOthers;

/** A municipality's evidence in which every number that would give away its neighbours counts as too small to show. */
export function besidePooled(own: readonly Evidence[], tallies: Tallies, policy: Policy): readonly Evidence[] {
  const numbers = numbersOf(own);
  const safe = (place: string) => isSafe(numbers.get(place) ?? 0, tallies.get(place), policy);
  const among = (place: string) => safe(place) && hasEnoughOthers(numbers.get(place) ?? 0, tallies.get(place));
  return own.map((evidence, part): Evidence => {
    if (evidence.kind === 'counts') {
      const cells = evidence.cells.map((cell, index) => {
        const group = cell.levels.slice(0, -1).join('\u0000');
        return safe(`${part}/${index}`) && among(`${part}/of/${group}`) ? cell : { ...cell, protectedHouseholds: 0 };
      });
      return { ...evidence, cells };
    }
    if (evidence.kind !== 'risk-table') return evidence;
    const rungs = evidence.rungs.map(({ edgesDays, patterns }, rung) => ({
      edgesDays,
      patterns: patterns.map((pattern, index) => {
        const place = `${part}/${rung}/${index}`;
        const intervals = pattern.intervals.map((interval, step) =>
          step >= edgesDays.length || safe(`${place}/${step}`) ? interval : { ...interval, protectedEvents: 0 },
        );
        return { ...pattern, intervals, ...(!among(place) && { protectedHouseholds: 0 }) };
      }),
    }));
    return { ...evidence, rungs };
  });
}
