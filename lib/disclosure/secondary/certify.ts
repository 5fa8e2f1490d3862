import type { Extreme } from '../solver.ts';
import type { Attack, Secret } from './attack.ts';
import type { Region } from './region.ts';
import { admit, isWhole, type Witnesses } from './witnesses.ts';

/** How many programmes may still be solved: a count, so that the outcome does not depend on the machine (ruling 27). */
export type Budget = { left: number; readonly used: () => number };

/** Starts a budget. */
export function budgetOf(solves: number): Budget {
  const budget = { left: solves, used: () => solves - budget.left };
  return budget;
}

type Side = 'smallest' | 'largest';

/** Certified, not certified with the rows that stand in the way, or out of budget. */
export type Verdict =
  | { readonly status: 'certified' }
  | { readonly status: 'exposed'; readonly side: Side; readonly binding: readonly number[] }
  | { readonly status: 'unfinished' };

/** Where and with what secrets are certified. */
export type Proof = {
  readonly attack: Attack;
  readonly region: Region;
  readonly witnesses: Witnesses;
  readonly budget: Budget;
};

const epsilon = 1e-6;
const certified: Verdict = { status: 'certified' };
const unfinished: Verdict = { status: 'unfinished' };

/** True when a witness gives the secret a value far enough on this side. */
export function isSeen(attack: Attack, witnesses: Witnesses, index: number, side: Side): boolean {
  const secret = attack.secrets[index];
  if (secret === undefined) return true;
  const seen = witnesses[side][index] ?? 0;
  return side === 'smallest' ? seen <= secret.low : seen >= secret.high;
}

/** True when an attacker can exclude neither few nor many of a secret, by the witnesses (S3). */
export const isCertified = (attack: Attack, witnesses: Witnesses, index: number): boolean =>
  isSeen(attack, witnesses, index, 'largest') && isSeen(attack, witnesses, index, 'smallest');

function admitSolution({ attack, region, witnesses }: Proof, found: Extreme): boolean {
  if (found.status === 'unsolved' || !isWhole(found.columns)) return false;
  return admit(
    attack,
    witnesses,
    region.columns.map((column, place) => [column, found.columns[place] ?? 0] as const),
  );
}

/** A secret with its row in the region; undefined when it is not there. */
function located(
  { attack, region }: Proof,
  index: number,
): { readonly secret: Secret; readonly row: number } | undefined {
  const secret = attack.secrets[index];
  if (secret === undefined) return undefined;
  const row = region.rowOf(secret.row);
  return row === undefined ? undefined : { secret, row };
}

/**
 * Pushes many secrets to one side at once, each no further than it must go, as long as that reaches more of them: one table is a
 * witness for all that it reaches. Secrets that are not reached are judged one by one.
 */
export function certifyTogether(proof: Proof, indices: readonly number[], side: Side): void {
  const { attack, region, witnesses, budget } = proof;
  for (let before = Number.POSITIVE_INFINITY; budget.left >= 2; ) {
    const open = indices.flatMap((index) =>
      isSeen(attack, witnesses, index, side) ? [] : (located(proof, index) ?? []),
    );
    if (open.length === 0 || open.length >= before) return;
    before = open.length;
    for (const { secret, row } of open) {
      const [now, outside] = [witnesses.first.rows[secret.row] ?? 0, region.outside(secret.row)];
      if (side === 'largest') region.program.bound(row, Number.NEGATIVE_INFINITY, Math.max(secret.high, now) - outside);
      else region.program.bound(row, Math.min(secret.low, now) - outside, Number.POSITIVE_INFINITY);
    }
    budget.left -= 1;
    const found = region.program.extremeSum(
      open.map(({ row }) => row),
      side,
      false,
    );
    for (const { row } of open) region.program.bound(row, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    if (!admitSolution(proof, found)) return;
  }
}

/** A table in whole numbers that reaches far enough, where the relaxation reaches it only in fractions. */
function proveWhole(
  proof: Proof,
  secret: Secret,
  { row, side }: { readonly row: number; readonly side: Side },
): boolean {
  const { region, budget } = proof;
  const outside = region.outside(secret.row);
  budget.left -= 1;
  if (side === 'smallest') region.program.bound(row, Number.NEGATIVE_INFINITY, secret.low - outside);
  else region.program.bound(row, secret.high - outside, Number.POSITIVE_INFINITY);
  const whole = region.program.extreme(row, side, true);
  region.program.bound(row, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return admitSolution(proof, whole);
}

function proveSide(proof: Proof, index: number, side: Side): Verdict {
  const { region, budget } = proof;
  const found = located(proof, index);
  if (found === undefined || budget.left < 2) return unfinished;
  const { secret, row } = found;
  budget.left -= 1;
  const relaxed = region.program.extreme(row, side, false);
  if (relaxed.status === 'unsolved') return unfinished;
  const value = relaxed.value + region.outside(secret.row);
  const reaches = side === 'smallest' ? value <= secret.low + epsilon : value >= secret.high - epsilon;
  if (reaches && (admitSolution(proof, relaxed) || proveWhole(proof, secret, { row, side }))) return certified;
  const binding = relaxed.duals.flatMap((dual, place) => (Math.abs(dual) > epsilon ? (region.rows[place] ?? []) : []));
  return { status: 'exposed', side, binding };
}

/** Certifies one secret: an attacker who knows everything released cannot exclude `low` or less, nor `high` or more (S3). */
export function certify(proof: Proof, index: number): Verdict {
  const { attack, witnesses } = proof;
  for (const side of ['largest', 'smallest'] as const) {
    const verdict = isSeen(attack, witnesses, index, side) ? certified : proveSide(proof, index, side);
    if (verdict.status !== 'certified') return verdict;
  }
  return certified;
}
