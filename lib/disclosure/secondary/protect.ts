import type { Policy } from '../policy.ts';
import type { Solver } from '../solver.ts';
import { type Attack, openAttack, type Population, roundedInterval } from './attack.ts';
import { type Budget, certify, noWitnesses, type Verdict, type Witnesses } from './certify.ts';
import type { Cell } from './plan.ts';

/** What protects a population: groups of cells that are withheld too, and the base of each part. */
export type Protected = {
  readonly hidden: ReadonlySet<string>;
  readonly bases: ReadonlyMap<number, number>;
  readonly finished: boolean;
  readonly exact: boolean;
  readonly secrets: number;
};

/** What protection needs beside the population. */
export type ProtectionSettings = {
  readonly policy: Policy;
  readonly solver: Solver;
  readonly budget: Budget;
  readonly baseOf: (part: number) => number;
  readonly isRegistered: (part: number) => boolean;
};

/** Names a group of cells that are shown or withheld together. */
export const groupKey = (cell: Pick<Cell, 'part' | 'group'>): string => `${cell.part}:${cell.group}`;

type Work = {
  readonly population: Population;
  readonly settings: ProtectionSettings;
  readonly attack: Attack;
  readonly hidden: Set<string>;
  readonly bases: Map<number, number>;
  witnesses: Witnesses;
};

function bind(work: Work, cell: Cell): void {
  const row = work.attack.rowOf.get(cell.id);
  if (row === undefined) return;
  if (cell.fixedBase === null && work.hidden.has(groupKey(cell))) {
    work.attack.program.bound(row, 0, Number.POSITIVE_INFINITY);
    return;
  }
  const base = cell.fixedBase ?? work.bases.get(cell.part) ?? work.settings.baseOf(cell.part);
  work.attack.program.bound(row, ...roundedInterval(cell.rows, base, cell.least));
}

const isFree = (work: Work, cell: Cell) =>
  cell.fixedBase === null && cell.part >= 0 && !work.hidden.has(groupKey(cell));

function hide(work: Work, cells: readonly Cell[]): void {
  const groups = new Set(cells.map(groupKey));
  for (const group of groups) work.hidden.add(group);
  for (const cell of work.population.cells) if (groups.has(groupKey(cell))) bind(work, cell);
}

/** Rounds the tables in the way more coarsely, once each; registered estimates keep their base (S5, second step). */
function coarsen(work: Work, binding: readonly Cell[]): boolean {
  const coarse = work.settings.policy.coarseRoundingBase.value;
  const parts = new Set(
    binding
      .filter((cell) => isFree(work, cell) && !work.settings.isRegistered(cell.part))
      .map((cell) => cell.part)
      .filter((part) => (work.bases.get(part) ?? work.settings.baseOf(part)) < coarse),
  );
  if (parts.size === 0) return false;
  for (const part of parts) work.bases.set(part, coarse);
  for (const cell of work.population.cells) if (parts.has(cell.part)) bind(work, cell);
  work.witnesses = noWitnesses(work.attack);
  return true;
}

/** Siblings first, then margins of other tables, registered estimates last; the fewest rows of each (S5, third to fifth step). */
function cost(work: Work, cell: Cell, part: number): number {
  const registered = work.settings.isRegistered(cell.part) ? 1e12 : 0;
  return registered + (cell.part === part ? 0 : 1e8) + cell.rows;
}

function repair(work: Work, part: number, rows: readonly number[]): boolean {
  const binding = rows.flatMap((row) => work.attack.cellAt.get(row) ?? []);
  if (coarsen(work, binding)) return true;
  const cheapest = binding
    .filter((cell) => isFree(work, cell))
    .toSorted((a, b) => cost(work, a, part) - cost(work, b, part) || a.id - b.id)[0];
  if (cheapest === undefined) return false;
  hide(work, [cheapest]);
  return true;
}

/** Certifies all secrets, repairing what is exposed; false when the budget ended or nothing was left to withhold. */
function certifyAll(work: Work, indices: readonly number[]): boolean {
  const { budget } = work.settings;
  for (let place = 0; place < indices.length; place += 1) {
    const index = indices[place] ?? 0;
    const verdict: Verdict = certify(work.attack, index, { witnesses: work.witnesses, budget });
    if (verdict.status === 'certified') continue;
    if (verdict.status === 'unfinished') return false;
    if (!repair(work, work.attack.secrets[index]?.part ?? -1, verdict.binding)) return false;
    place = -1;
  }
  return true;
}

/** The only household of a cell knows it exactly: with that, no other secret may come out (S4). */
function certifySingletons(work: Work, indices: readonly number[]): boolean {
  const single = work.population.cells.filter((cell) => cell.secret && cell.households === 1);
  return single.every((cell) => {
    const row = work.attack.rowOf.get(cell.id);
    if (row === undefined) return true;
    const kept = { witnesses: work.witnesses, bases: work.bases.size };
    work.attack.program.bound(row, cell.rows, cell.rows);
    work.witnesses = noWitnesses(work.attack);
    const others = indices.filter((index) => {
      const secret = work.attack.secrets[index];
      return secret !== undefined && secret.part === cell.part && secret.name !== cell.name;
    });
    const done = certifyAll(work, others);
    bind(work, cell);
    work.witnesses = work.bases.size === kept.bases ? kept.witnesses : noWitnesses(work.attack);
    return done;
  });
}

/** Withholds what is needed so that no secret of a population can be found out from what is shown. Unfinished work withholds everything. */
export function protect(population: Population, settings: ProtectionSettings): Protected {
  const attack = openAttack(population, settings.solver);
  const hidden = new Set(population.cells.filter((cell) => cell.primary && cell.fixedBase === null).map(groupKey));
  const work: Work = { population, settings, attack, hidden, bases: new Map(), witnesses: noWitnesses(attack) };
  try {
    for (const cell of population.cells) bind(work, cell);
    const indices = attack.secrets.map((_, index) => index);
    let finished = certifyAll(work, indices) && certifySingletons(work, indices);
    if (finished && work.bases.size > 0) finished = certifyAll(work, indices);
    if (!finished)
      hide(
        work,
        population.cells.filter((cell) => isFree(work, cell)),
      );
    return { hidden, bases: work.bases, finished, exact: attack.exact, secrets: indices.length };
  } finally {
    attack.program.close();
  }
}
