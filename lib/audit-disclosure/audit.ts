import type { Domains } from '../disclosure/selection.ts';
import type { Solver } from '../disclosure/solver.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { type FoundInterval, findIntervals } from './intervals.ts';
import { type Statement, statementsOf } from './statements.ts';

/** A release with the study that it answers. */
export type AuditedRelease = { readonly release: PooledRelease; readonly study: Study };

/** What an outsider can find out from all releases together; `exposed` are withheld numbers that are certainly few. */
export type DisclosureAudit = {
  readonly statements: number;
  readonly withheld: number;
  readonly narrowest: readonly FoundInterval[];
  readonly exposed: readonly FoundInterval[];
};

/** A number certainly between 4 and 9, or certainly below 7: no withheld number may be pinned down so (S3, tolerance 2). */
const isExposed = ({ lowest, highest }: FoundInterval) => highest < 7 || (lowest > 3 && highest < 10);

/**
 * Rebuilds what an outsider knows from the bytes of releases and the studies behind them, and solves for every withheld number.
 * Shares no code with the protection of secondary cells.
 */
export function auditReleases(releases: readonly AuditedRelease[], solver: Solver): DisclosureAudit {
  const byUniverse = new Map<string, Statement[]>();
  const domains = new Map<string, Domains>();
  for (const { release, study } of releases) {
    const known = statementsOf(release, study);
    for (const each of known.statements)
      byUniverse.set(each.universe, [...(byUniverse.get(each.universe) ?? []), each]);
    for (const [universe, levels] of known.domains)
      domains.set(universe, new Map([...(domains.get(universe) ?? []), ...levels]));
  }
  const found = [...byUniverse].flatMap(([universe, statements]) =>
    findIntervals(statements, domains.get(universe) ?? new Map(), { unit: universe.split('@')[0] ?? '', solver }),
  );
  return {
    statements: [...byUniverse.values()].reduce((sum, each) => sum + each.length, 0),
    withheld: found.length,
    narrowest: found.toSorted((a, b) => a.highest - a.lowest - (b.highest - b.lowest)).slice(0, 20),
    exposed: found.filter(isExposed),
  };
}
