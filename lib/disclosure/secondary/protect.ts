import type { Solver } from '../solver.ts';
import { type Attack, bind, openAttack, type Population, type Secret } from './attack.ts';
import { type Budget, certify, certifyTogether, isCertified, isSeen, type Proof } from './certify.ts';
import { firstWitness } from './first-witness.ts';
import { isOwn } from './insider.ts';
import { columnsNear, openRegion, wholeSystem } from './region.ts';
import { bindCell, type Decisions, groupKey, hide, isFree, type RepairRules, repair } from './repair.ts';
import { shift } from './shift.ts';
import { stillHolding, type Witnesses, whereRowIs, withChanges } from './witnesses.ts';

/** What protects a population: groups of cells that are withheld too, and the base of each part. */
export type Protected = {
  readonly hidden: ReadonlySet<string>;
  readonly bases: ReadonlyMap<number, number>;
  readonly finished: boolean;
  readonly exact: boolean;
  readonly secrets: number;
};

/** What protection needs beside the population. */
export type ProtectionSettings = RepairRules & { readonly solver: Solver; readonly budget: Budget };

/** Systems with at most `whole` columns are solved whole, larger ones in parts of `part` columns around a secret. */
type Extent = { readonly whole: number; readonly part: number };

/** Many secrets at once, and one secret that is still open: what a part cannot certify there counts as exposed. */
const [together, alone]: readonly [Extent, Extent] = [
  { whole: 600, part: 150 },
  { whole: 3_000, part: 300 },
];

/** No row of a system: where there is no insider. */
const noRow = Number.NaN;

/** Secrets for each of which a witness is looked for without the solver; more in a small system are cheaper together. */
const mostShifted = 12;

type Work = { readonly decisions: Decisions; readonly settings: ProtectionSettings };

/** Opens the part of the system around a row, or all of it when that is small enough, and closes it after use. */
function inRegion<Found>(
  { decisions: { attack }, settings }: Work,
  { witnesses, row, extent }: { readonly witnesses: Witnesses; readonly row: number; readonly extent: Extent },
  use: (proof: Proof) => Found,
): Found {
  const { solver, budget } = settings;
  const region =
    attack.system.columns <= extent.whole
      ? wholeSystem(attack)
      : openRegion(attack, witnesses, { columns: columnsNear(attack, row, extent.part), solver });
  try {
    return use({ attack, region, witnesses, budget });
  } finally {
    region.close();
  }
}

/** A secret with its place among all. */
type Numbered = readonly [index: number, secret: Secret];

/** Looks for witnesses of a secret without the solver, on the sides that have none. */
function shiftBoth(attack: Attack, witnesses: Witnesses, [index, secret]: Numbered): void {
  for (const side of ['largest', 'smallest'] as const)
    if (!isSeen(attack, witnesses, index, side)) shift(attack, witnesses, secret, side);
}

/** Certifies all secrets, repairing what is exposed; `coarsened` says that shown numbers changed and everything must be proved again. */
function certifyAll(
  work: Work,
  secrets: readonly Numbered[],
  witnesses: Witnesses,
  insider = noRow,
): 'done' | 'coarsened' | 'unfinished' {
  const { decisions, settings } = work;
  const { attack } = decisions;
  const isLarge = attack.system.columns > together.whole;
  const isWhole = attack.system.columns <= alone.whole;
  const indices = secrets.map(([index]) => index);
  let pushed = false;
  if (isLarge || secrets.length <= mostShifted) for (const each of secrets) shiftBoth(attack, witnesses, each);
  for (const each of secrets) {
    const [index, { row, part }] = each;
    const isOpen = () => !isCertified(attack, witnesses, index);
    if (isOpen() && (isLarge || !pushed))
      inRegion(work, { witnesses, row, extent: together }, (proof) => {
        for (const side of ['largest', 'smallest'] as const) certifyTogether(proof, indices, side);
      });
    pushed = true;
    while (isOpen()) {
      const verdict = inRegion(work, { witnesses, row, extent: alone }, (proof) => certify(proof, index));
      if (verdict.status === 'certified') break;
      const exposed = verdict.status === 'exposed' ? verdict : undefined;
      if (exposed !== undefined && isWhole && isOwn(attack, exposed, insider)) break;
      const repaired = exposed && repair(decisions, { part, binding: exposed.binding }, settings);
      if (repaired !== 'hidden') return repaired ?? 'unfinished';
      shiftBoth(attack, witnesses, each);
    }
  }
  return 'done';
}

/** Two numbers that count the same rows: who knows one knows the other. */
const areSame = ({ system }: Attack, a: number, b: number): boolean =>
  JSON.stringify(system.rows[a]) === JSON.stringify(system.rows[b]);

/** The only household of a cell knows it exactly: with that, no other secret of its table may come out (S4). */
function certifyInsiders(
  work: Work,
  secrets: readonly Numbered[],
  witnesses: Witnesses,
): 'done' | 'coarsened' | 'unfinished' {
  const { attack, population } = work.decisions;
  for (const cell of population.cells) {
    const row = cell.secret && cell.households === 1 ? attack.rowOf.get(cell.id) : undefined;
    if (row === undefined) continue;
    const others = secrets.filter(([, secret]) => secret.part === cell.part && !areSame(attack, secret.row, row));
    bind(attack, row, cell.rows, cell.rows);
    const own =
      whereRowIs(attack, witnesses, { row, value: cell.rows }) ??
      firstWitness(attack, population, work.settings.budget);
    const outcome = own === undefined ? 'unfinished' : certifyAll(work, others, own, row);
    bindCell(work.decisions, cell, work.settings);
    if (outcome !== 'done') return outcome;
    if (own?.first === witnesses.first) withChanges(witnesses, own.changes);
  }
  return 'done';
}

/** Certifies everything, again after every change of rounding, until nothing changes. */
function settle(work: Work): boolean {
  const { attack, population } = work.decisions;
  const secrets = [...attack.secrets.entries()];
  if (secrets.length === 0) return true;
  let witnesses: Witnesses | undefined;
  for (;;) {
    witnesses =
      (witnesses === undefined ? undefined : stillHolding(attack, witnesses)) ??
      firstWitness(attack, population, work.settings.budget);
    if (witnesses === undefined) return false;
    let outcome = certifyAll(work, secrets, witnesses);
    if (outcome === 'done') outcome = certifyInsiders(work, secrets, witnesses);
    if (outcome !== 'coarsened') return outcome === 'done';
  }
}

/** Withholds what is needed so that no secret of a population can be found out from what is shown. Unfinished work and a system weaker than an attacker withhold everything. */
export function protect(population: Population, settings: ProtectionSettings): Protected {
  const attack = openAttack(population, settings.solver);
  const { cells } = population;
  const hidden = new Set(cells.filter((cell) => cell.primary && cell.fixedBase === null).map(groupKey));
  const decisions = {
    population,
    attack,
    hidden,
    bases: new Map<number, number>(),
    cellsOf: Map.groupBy(cells, groupKey),
  };
  try {
    for (const cell of cells) bindCell(decisions, cell, settings);
    const finished = attack.exact && settle({ decisions, settings });
    const rest = cells.filter((cell) => isFree(decisions, cell));
    if (!finished) hide(decisions, rest, settings);
    return { hidden, bases: decisions.bases, finished, exact: attack.exact, secrets: attack.secrets.length };
  } finally {
    attack.program.close();
  }
}
