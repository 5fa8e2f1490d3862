import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import { structuralZeros } from './codebook-facts.ts';
import { complementTargets } from './complements.ts';
import { closePairs, householdTargets } from './differences.ts';
import { type EarlierReleases, type KnownNumber, withEarlier } from './earlier.ts';
import { withinBudget } from './functional-budget.ts';
import type { Policy } from './policy.ts';
import { judgeParts } from './primary.ts';
import { publishedKey, withPublished } from './public-totals.ts';
import { type GateFacts, nothingAsked, withAmounts } from './questions.ts';
import { applyTreatment } from './secondary/apply.ts';
import type { Population } from './secondary/attack.ts';
import { cellsOf } from './secondary/cells.ts';
import { type Budget, budgetOf } from './secondary/certify.ts';
import type { Cell, ScopedEvidence } from './secondary/plan.ts';
import { type Protected, protect } from './secondary/protect.ts';
import { groupKey } from './secondary/repair.ts';
import { cellTargets, differenceTargets, protectionOfCell } from './secondary/targets.ts';
import type { Domains, Selection } from './selection.ts';
import type { Solver } from './solver.ts';

/** Everything of one task that asks to leave, and what it is judged by. */
export type GateRequest = {
  readonly parts: readonly ScopedEvidence[];
  readonly policy: Policy;
  readonly solver: Solver;
  readonly earlier: EarlierReleases;
  /** Answers to `questionsOf` this request; without them every amount is withheld, and every close difference is a secret. */
  readonly facts?: GateFacts;
  /** Whose eyes the answer is for: researchers, or one municipality that sees itself (F7). */
  readonly audience?: 'pooled' | 'own';
};

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

/** A population's numbers as the ledger keeps them. */
export type ReleasedNumbers = {
  readonly universe: string;
  readonly domains: Domains;
  readonly numbers: readonly KnownNumber[];
};

/** The outcome of the gate, part by part in the order of the request. */
export type GateOutcome = {
  readonly released: readonly ReleasedEvidence[];
  readonly findings: readonly (readonly Finding[])[];
  readonly certificate: {
    readonly rule: string;
    readonly solves: number;
    readonly populations: readonly PopulationCertificate[];
  };
  readonly numbers: readonly ReleasedNumbers[];
  /** Something was withheld because of earlier releases. */
  readonly denied: boolean;
};

/** Name of the rule that certificates follow. */
export const certificateRule = 'interval-certificate/1';

type Judged = ReturnType<typeof judgeParts>;

const mergedDomains = (parts: readonly ScopedEvidence[], known: Domains): Domains =>
  new Map([...known, ...parts.flatMap((part) => [...part.scope.domains])]);

type Solved = {
  readonly universe: string;
  readonly cells: readonly Cell[];
  readonly domains: Domains;
  readonly outcome: Protected;
  readonly certificate: PopulationCertificate;
  readonly denied: boolean;
};

const baseOfPart = (part: ScopedEvidence | undefined, policy: Policy): number => {
  const dimensions = part !== undefined && 'dimensions' in part.evidence ? part.evidence.dimensions.length : 0;
  const times = part?.evidence.kind === 'risk-table' ? 1 : 0;
  return dimensions - times >= 3 ? policy.coarseRoundingBase.value : policy.roundingBase.value;
};

/** The number as the ledger keeps it. */
const knownNumber = (cell: Cell, solved: Solved, request: GateRequest): KnownNumber => ({
  selection: cell.selection,
  rows: cell.rows,
  households: cell.households,
  least: cell.least,
  base: shownBase(cell, solved, request),
  secret: cell.secret ? protectionOfCell(cell, request.policy) : null,
});

type Context = { readonly request: GateRequest; readonly judged: Judged; readonly budget: Budget };

/** Protects one population: everything of the task that counts rows of the same unit at the same participants. */
function solvePopulation(universe: string, own: readonly Cell[], { request, judged, budget }: Context): Solved {
  const { parts, policy, solver, earlier, facts = nothingAsked } = request;
  const members = parts.filter((part) => part.scope.universe === universe);
  const known = earlier(universe);
  const domains = mergedDomains(members, known.domains);
  const decided = withEarlier(own, known, domains);
  const admitted = withinBudget(withAmounts(decided.cells, facts), policy, known.nearMiss);
  const counted = (selection: Selection) => facts.published.get(publishedKey(universe, selection));
  const { cells, unpublished } = withPublished(admitted.cells, known.published ?? [], { domains, counted });
  const close = householdTargets(closePairs(cells, domains, policy), { universe, policy, facts: facts.differences });
  const complements = complementTargets(judged.complements, parts, { cells, universe, policy });
  const population: Population = {
    cells,
    targets: [...cellTargets(unpublished, policy), ...complements, ...differenceTargets(cells, policy), ...close],
    earlier: decided.secrets,
    domains,
    zeros: structuralZeros(members[0]?.scope.unit ?? ''),
  };
  const outcome = protect(population, {
    policy,
    solver,
    budget,
    baseOf: (part) => baseOfPart(parts[part], policy),
    isRegistered: (part) => parts[part]?.scope.registered === true,
  });
  const present = cells.filter((cell) => cell.part >= 0);
  const hidden = present.filter((cell) => outcome.hidden.has(groupKey(cell)));
  const primary = own.filter((cell) => cell.primary).length;
  const certificate = {
    universe,
    cells: present.length,
    primary,
    secondary: hidden.length - primary,
    secrets: outcome.secrets,
    exact: outcome.exact,
    finished: outcome.finished,
    earlier: known.numbers.length,
  };
  return { universe, cells: present, domains, outcome, certificate, denied: admitted.denied };
}

const shownBase = (cell: Cell, { outcome }: Solved, request: GateRequest): number | null =>
  outcome.hidden.has(groupKey(cell))
    ? null
    : (cell.fixedBase ?? outcome.bases.get(cell.part) ?? baseOfPart(request.parts[cell.part], request.policy));

/** Applies every rule to a task: primary rules, earlier releases, secondary protection with a certificate. Pure and deterministic. */
export function gateTask(request: GateRequest): GateOutcome {
  const { parts, policy } = request;
  const judged = judgeParts(parts, policy, request.audience);
  const all = cellsOf(parts, judged.released, policy.minimumHouseholds.value);
  const budget = budgetOf(policy.solveBudget.value);
  const universes = [...new Set(parts.map((part) => part.scope.universe))];
  const solved = universes.map((universe) =>
    solvePopulation(
      universe,
      all.filter((cell) => parts[cell.part]?.scope.universe === universe),
      { request, judged, budget },
    ),
  );
  const base = new Map(
    solved.flatMap((each) => each.cells.map((cell) => [groupKey(cell), shownBase(cell, each, request)] as const)),
  );
  const decided = solved.flatMap((each) => each.cells);
  const released = parts.map((part, index) => {
    const own = decided.filter((cell) => cell.part === index);
    const given = judged.released[index];
    if (given === undefined) throw new RangeError('a part was not judged');
    return applyTreatment(part, given, own, (group) => base.get(groupKey({ part: index, group })) ?? undefined);
  });
  return {
    released,
    findings: judged.findings,
    certificate: { rule: certificateRule, solves: budget.used(), populations: solved.map((each) => each.certificate) },
    numbers: solved.map((each) => ({
      universe: each.universe,
      domains: each.domains,
      numbers: each.cells.map((cell) => knownNumber(cell, each, request)),
    })),
    denied: solved.some((each) => each.denied),
  };
}
