import type { Domains } from '../disclosure/selection.ts';
import type { Solver } from '../disclosure/solver.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { amountIntervals, isExposedAmount } from './amounts.ts';
import { differencesOf } from './differences.ts';
import { type FoundInterval, solvePopulation } from './intervals.ts';
import { restsOf } from './rests.ts';
import { type Statement, statementsOf } from './statements.ts';

/** A release with the study that it answers. */
export type AuditedRelease = { readonly release: PooledRelease; readonly study: Study };

/** How one population was looked at; `joint` says that all its numbers were solved together, else table by table. */
export type AuditedPopulation = {
  readonly population: string;
  readonly numbers: number;
  readonly withheld: number;
  readonly differences: number;
  readonly joint: boolean;
};

/** What an outsider can find out from all releases together; `exposed` are withheld numbers, and differences of shown ones, that are certainly few. */
export type DisclosureAudit = {
  readonly statements: number;
  readonly withheld: number;
  readonly differences: number;
  readonly populations: readonly AuditedPopulation[];
  readonly narrowest: readonly FoundInterval[];
  readonly exposed: readonly FoundInterval[];
  /** Small differences of which the amount was looked for. */
  readonly amounts: number;
};

/** A number certainly between 4 and 9, or certainly below 7: no withheld number may be pinned down so (S3, tolerance 2). */
const isExposed = ({ lowest, highest }: FoundInterval) => highest < 7 || (lowest > 3 && highest < 10);

type Known = { readonly statements: Statement[]; domains: Domains };

/** Statements of all releases by population: unit, provider, participants and snapshots. */
function populationsOf(releases: readonly AuditedRelease[]): ReadonlyMap<string, Known> {
  const populations = new Map<string, Known>();
  const at = (universe: string): Known => {
    const known = populations.get(universe) ?? { statements: [], domains: new Map() };
    populations.set(universe, known);
    return known;
  };
  for (const { release, study } of releases) {
    const known = statementsOf(release, study);
    for (const each of known.statements) at(each.universe).statements.push(each);
    for (const [universe, levels] of known.domains)
      at(universe).domains = new Map([...at(universe).domains, ...levels]);
  }
  return populations;
}

/** Unit and provider; analyses without a unit's own table are populations by themselves. */
function nameOf(universe: string): string {
  const at = universe.lastIndexOf('@');
  const [unit, provider] = [universe.slice(0, at), universe.slice(at + 1).split(' ')[0] ?? ''];
  return `${unit.startsWith('{') ? 'rows of one analysis' : unit} at ${provider}`;
}

/**
 * Rebuilds what an outsider knows from the bytes of releases and the studies behind them, and solves for every withheld number and every
 * small difference of shown ones, over all tasks, studies and providers. Shares no code with the protection of secondary cells.
 */
export function auditReleases(releases: readonly AuditedRelease[], solver: Solver): DisclosureAudit {
  const audited = [...populationsOf(releases)].map(([universe, { statements, domains }]) => {
    const differences = [...differencesOf(statements), ...restsOf(statements)];
    const unit = universe.split('@')[0] ?? '';
    const { intervals, joint } = solvePopulation([...statements, ...differences], domains, { unit, solver });
    const withheld = statements.filter((each) => each.withheld).length;
    const counted = { numbers: statements.length, withheld, differences: differences.length, joint };
    const amounts = amountIntervals(statements, { domains, unit, solver });
    return { intervals, amounts, population: { population: nameOf(universe), ...counted } };
  });
  const found = audited.flatMap((each) => each.intervals);
  const amounts = audited.flatMap((each) => each.amounts);
  const sum = (pick: (population: AuditedPopulation) => number) =>
    audited.reduce((total, each) => total + pick(each.population), 0);
  return {
    statements: sum(({ numbers }) => numbers),
    withheld: sum(({ withheld }) => withheld),
    differences: sum(({ differences }) => differences),
    populations: audited.map((each) => each.population),
    narrowest: found.toSorted((a, b) => a.highest - a.lowest - (b.highest - b.lowest)).slice(0, 20),
    exposed: [...found.filter(isExposed), ...amounts.filter(isExposedAmount)],
    amounts: amounts.length,
  };
}
