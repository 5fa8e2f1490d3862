import { impossibleIn } from './codebook-facts.ts';
import { complementTargets } from './complements.ts';
import { type KnownPopulation, withEarlier } from './earlier.ts';
import { withinBudget } from './functional-budget.ts';
import type { GateRequest } from './gate.ts';
import type { Policy } from './policy.ts';
import { targetsOf } from './population-targets.ts';
import type { Judged } from './primary.ts';
import { publishedKey, withPublished } from './public-totals.ts';
import { amountOf, nothingAsked, withAmounts } from './questions.ts';
import type { Population } from './secondary/attack.ts';
import type { Budget } from './secondary/certify.ts';
import { type ClosedCycle, withoutCycles } from './secondary/cycles.ts';
import type { Cell, ScopedEvidence } from './secondary/plan.ts';
import { type Protected, protect } from './secondary/protect.ts';
import { groupKey } from './secondary/repair.ts';
import { canonicalSelection, type Domains, type Selection } from './selection.ts';
import { withSnapshots } from './snapshots.ts';
import { isSumOnly } from './sum-only.ts';

/** What the certificate says of one population: counts, never margins. */
export type PopulationCertificate = {
  readonly universe: string;
  readonly cells: number;
  readonly primary: number;
  readonly secondary: number;
  readonly secrets: number;
  readonly exact: boolean;
  readonly finished: boolean;
  readonly earlier: number;
};

/** What became of a population: its cells as decided, groups withheld, the base of each coarser part, tables put aside. */
export type Solved = {
  readonly universe: string;
  readonly cells: readonly Cell[];
  readonly domains: Domains;
  readonly hidden: ReadonlySet<string>;
  readonly bases: Protected['bases'];
  readonly cycles: readonly ClosedCycle[];
  readonly certificate: PopulationCertificate;
  readonly denied: boolean;
};

type Context = {
  readonly request: GateRequest;
  readonly complements: Judged['complements'];
  readonly budget: Budget;
};

const mergedDomains = (parts: readonly ScopedEvidence[], known: Domains): Domains =>
  new Map([...known, ...parts.flatMap((part) => [...part.scope.domains])]);

/** Base with which the counts of a part are rounded before any repair. */
export const baseOfPart = (part: ScopedEvidence | undefined, policy: Policy): number => {
  const dimensions = part !== undefined && 'dimensions' in part.evidence ? part.evidence.dimensions.length : 0;
  const times = part?.evidence.kind === 'risk-table' ? 1 : 0;
  return dimensions - times >= 3 ? policy.coarseRoundingBase.value : policy.roundingBase.value;
};

const isRegistered = ({ parts }: GateRequest, part: number) => parts[part]?.scope.registered === true;

/** Withholds the open cells of a group of which one is withheld: they are shown together. */
function inGroups(cells: readonly Cell[]): readonly Cell[] {
  const refused = new Set(cells.filter(({ primary }) => primary).map(groupKey));
  return cells.map((cell) =>
    cell.fixedBase === null && refused.has(groupKey(cell)) ? { ...cell, primary: true } : cell,
  );
}

/** The cells of a population in the light of what was said of it before, and of other snapshots. */
function inLightOf(
  own: readonly Cell[],
  {
    request,
    known,
    domains,
    universe,
  }: {
    readonly request: GateRequest;
    readonly known: KnownPopulation;
    readonly domains: Domains;
    readonly universe: string;
  },
) {
  const { policy, facts = nothingAsked } = request;
  const { cells, secrets } = withEarlier(own, known, domains);
  const { changes } = facts;
  const isSum = (selection: Selection) => amountOf(selection) !== undefined;
  return { secrets, ...withSnapshots(cells, known.snapshots ?? [], { universe, domains, policy, changes, isSum }) };
}

/** The cells of a population in the light of earlier releases, without the tables that cannot be proved, within the budget of numbers. */
function admit(
  own: readonly Cell[],
  {
    request,
    known,
    domains,
    zeros,
    universe,
  }: { readonly request: GateRequest; readonly known: KnownPopulation; readonly universe: string } & Pick<
    Population,
    'domains' | 'zeros'
  >,
) {
  const { policy, facts = nothingAsked } = request;
  const { cells, secrets, denied: repeated } = inLightOf(own, { request, known, domains, universe });
  const published = (known.published ?? []).map((each) => canonicalSelection(each.selection, domains));
  const counts = cells.filter(({ selection }) => !isSumOnly(selection));
  const { kept, aside, cycles } = withoutCycles(counts, {
    domains,
    known: [...secrets.map((each) => each.selection), ...published],
    zeros,
    isRegistered: (part) => isRegistered(request, part),
  });
  const closing = new Set(cycles.map(({ part }) => part));
  const sums = cells.filter(({ selection }) => isSumOnly(selection));
  const without = sums.map((cell) => (closing.has(cell.part) ? { ...cell, primary: true } : cell));
  const { cells: decided, denied } = withinBudget(withAmounts([...kept, ...without], facts), policy, known);
  const together = inGroups(decided);
  return {
    cells: together.filter(({ selection }) => !isSumOnly(selection)),
    added: together.filter(({ selection }) => isSumOnly(selection)),
    denied: denied || repeated,
    secrets,
    aside,
    cycles,
  };
}

function certificateOf(
  { secrets, exact, finished }: Protected,
  present: readonly Cell[],
  hidden: ReadonlySet<string>,
  sizes: Pick<PopulationCertificate, 'universe' | 'primary' | 'earlier'>,
): PopulationCertificate {
  const secondary = present.filter((cell) => hidden.has(groupKey(cell))).length - sizes.primary;
  return { ...sizes, cells: present.length, secondary, secrets, exact, finished };
}

/** Protects one population: everything of the task that counts rows of the same unit at the same participants. */
export function solvePopulation(
  universe: string,
  own: readonly Cell[],
  { request, complements, budget }: Context,
): Solved {
  const { parts, policy, solver, facts = nothingAsked } = request;
  const members = parts.filter((part) => part.scope.universe === universe);
  const known = request.earlier(universe);
  const domains = mergedDomains(members, known.domains);
  const zeros = impossibleIn(members[0]?.scope.unit ?? '', domains.keys());
  const admitted = admit(own, { request, known, domains, zeros, universe });
  const { added, secrets, aside, cycles, denied } = admitted;
  const counted = (selection: Selection) => facts.published.get(publishedKey(universe, selection));
  const { cells, unpublished } = withPublished(admitted.cells, known.published ?? [], { domains, counted });
  const { targets, complete } = targetsOf(cells, {
    withheld: unpublished,
    rests: complementTargets(complements, parts, { cells, universe, policy }),
    earlier: secrets,
    universe,
    domains,
    zeros,
    policy,
    facts,
  });
  const rules = {
    baseOf: (part: number) => baseOfPart(parts[part], policy),
    isRegistered: (part: number) => isRegistered(request, part),
  };
  const outcome = protect({ cells, targets, earlier: secrets, domains, zeros }, { policy, solver, budget, ...rules });
  const refused = added.filter((cell) => cell.primary && cell.fixedBase === null);
  const unproved = complete ? [] : [...cells, ...added].filter((cell) => cell.fixedBase === null);
  const hidden = new Set([...outcome.hidden, ...[...aside, ...refused, ...unproved].map(groupKey)]);
  const present = [...cells, ...added, ...aside].filter((cell) => cell.part >= 0).toSorted((a, b) => a.id - b.id);
  const primary = own.filter((cell) => cell.primary).length;
  const proof = { ...outcome, finished: outcome.finished && complete };
  const certificate = certificateOf(proof, present, hidden, { universe, primary, earlier: known.numbers.length });
  return { universe, cells: present, domains, hidden, bases: outcome.bases, cycles, certificate, denied };
}
