import type { ReleasedEvidence } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import type { EarlierReleases, KnownNumber } from './earlier.ts';
import type { PopulationCertificate, Solved } from './gate-population.ts';
import { baseOfPart, solvePopulation } from './gate-population.ts';
import type { Policy } from './policy.ts';
import { type JudgedPart, judgeParts } from './primary.ts';
import type { GateFacts } from './questions.ts';
import { applyTreatment } from './secondary/apply.ts';
import { cellsOf } from './secondary/cells.ts';
import { budgetOf } from './secondary/certify.ts';
import type { Cell, ScopedEvidence } from './secondary/plan.ts';
import { groupKey } from './secondary/repair.ts';
import { protectionOfCell } from './secondary/targets.ts';
import type { Domains } from './selection.ts';
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

/** The number as the ledger keeps it. */
const knownNumber = (cell: Cell, solved: Solved, request: GateRequest): KnownNumber => ({
  selection: cell.selection,
  rows: cell.kept?.rows ?? cell.rows,
  households: cell.households,
  least: cell.least,
  base: shownBase(cell, solved, request),
  secret: cell.secret ? protectionOfCell(cell, request.policy) : null,
  ...(cell.kept !== undefined && { drift: cell.kept.drift }),
});

const shownBase = (cell: Cell, { hidden, bases }: Solved, request: GateRequest): number | null =>
  hidden.has(groupKey(cell))
    ? null
    : (cell.fixedBase ?? bases.get(cell.part) ?? baseOfPart(request.parts[cell.part], request.policy));

/** What the rules found, with the tables that were put aside because their proof would be too large. */
const findingsOf = (judged: readonly JudgedPart[], solved: readonly Solved[]): GateOutcome['findings'] => {
  const cycles = solved.flatMap((each) => each.cycles);
  return judged.map(({ part: { evidence }, findings }, index) => {
    const own = cycles.filter(({ part }) => part === index);
    const found = own.map(({ combinations, limit }): Finding => {
      return { check: 'joint-combinations', evidence: evidence.name, cell: '(all)', measured: combinations, limit };
    });
    return [...findings, ...found];
  });
};

/** Applies every rule to a task: primary rules, earlier releases, secondary protection with a certificate. Pure and deterministic. */
export function gateTask(request: GateRequest): GateOutcome {
  const { parts, policy } = request;
  const { judged, complements } = judgeParts(parts, policy, request.audience);
  const given = judged.map(({ released }) => released);
  const all = cellsOf(parts, given, policy.minimumHouseholds.value);
  const budget = budgetOf(policy.solveBudget.value);
  const universes = [...new Set(parts.map((part) => part.scope.universe))];
  const solved = universes.map((universe) =>
    solvePopulation(
      universe,
      all.filter((cell) => parts[cell.part]?.scope.universe === universe),
      { request, complements, budget },
    ),
  );
  const base = new Map(
    solved.flatMap((each) => each.cells.map((cell) => [cell.id, shownBase(cell, each, request)] as const)),
  );
  const decided = solved.flatMap((each) => each.cells);
  const released = judged.map((each, index) => {
    const own = decided
      .filter((cell) => cell.part === index)
      .map((cell) => ({ ...cell, base: base.get(cell.id) ?? null }));
    return applyTreatment(each.part, each.released, own);
  });
  return {
    released,
    findings: findingsOf(judged, solved),
    certificate: { rule: certificateRule, solves: budget.used(), populations: solved.map((each) => each.certificate) },
    numbers: solved.map((each) => ({
      universe: each.universe,
      domains: each.domains,
      numbers: each.cells.map((cell) => knownNumber(cell, each, request)),
    })),
    denied: solved.some((each) => each.denied),
  };
}
