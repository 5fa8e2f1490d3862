import type { Extreme } from '../solver.ts';
import type { Attack, Secret } from './attack.ts';

/** Smallest and largest value that a table was seen to give a secret: each is a witness that an attacker cannot exclude. */
export type Witnesses = { readonly smallest: number[]; readonly largest: number[] };

/** How many programmes may still be solved: a count, so that the outcome does not depend on the machine (ruling 27). */
export type Budget = { left: number; readonly used: () => number };

/** Starts a budget. */
export function budgetOf(solves: number): Budget {
  const budget = { left: solves, used: () => solves - budget.left };
  return budget;
}

/** No table seen yet. */
export const noWitnesses = (attack: Attack): Witnesses => ({
  smallest: attack.secrets.map(() => Number.POSITIVE_INFINITY),
  largest: attack.secrets.map(() => Number.NEGATIVE_INFINITY),
});

/** Certified, not certified with the rows that stand in the way, or out of budget. */
export type Verdict =
  | { readonly status: 'certified' }
  | { readonly status: 'exposed'; readonly binding: readonly number[] }
  | { readonly status: 'unfinished' };

const epsilon = 1e-6;
const isWhole = (values: readonly number[]) => values.every((value) => Math.abs(value - Math.round(value)) < epsilon);

function remember(attack: Attack, witnesses: Witnesses, columns: readonly number[]): void {
  const whole = columns.map(Math.round);
  attack.secrets.forEach(({ row }, index) => {
    const value = attack.activity(row, whole);
    witnesses.smallest[index] = Math.min(witnesses.smallest[index] ?? value, value);
    witnesses.largest[index] = Math.max(witnesses.largest[index] ?? value, value);
  });
}

const bindingRows = (found: Extreme): readonly number[] =>
  found.status === 'solved' ? found.duals.flatMap((dual, row) => (Math.abs(dual) > epsilon ? [row] : [])) : [];

type Side = 'smallest' | 'largest';

/** One side of one secret: a table in whole numbers that reaches the threshold, first by the relaxation, then in whole numbers. */
function proveSide(
  attack: Attack,
  secret: Secret,
  side: Side,
  context: { readonly witnesses: Witnesses; readonly budget: Budget },
): Verdict {
  const { witnesses, budget } = context;
  const reaches = (value: number) =>
    side === 'smallest' ? value <= secret.low + epsilon : value >= secret.high - epsilon;
  if (budget.left < 2) return { status: 'unfinished' };
  budget.left -= 1;
  const relaxed = attack.program.extreme(secret.row, side, false);
  if (relaxed.status === 'unsolved') return { status: 'unfinished' };
  if (!reaches(relaxed.value)) return { status: 'exposed', binding: bindingRows(relaxed) };
  if (isWhole(relaxed.columns)) {
    remember(attack, witnesses, relaxed.columns);
    return { status: 'certified' };
  }
  budget.left -= 1;
  const reach = side === 'smallest' ? [Number.NEGATIVE_INFINITY, secret.low] : [secret.high, Number.POSITIVE_INFINITY];
  attack.program.bound(secret.row, reach[0] ?? 0, reach[1] ?? 0);
  const whole = attack.program.extreme(secret.row, side, true);
  attack.program.bound(secret.row, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (whole.status === 'unsolved' || !isWhole(whole.columns)) return { status: 'unfinished' };
  remember(attack, witnesses, whole.columns);
  return reaches(whole.value) ? { status: 'certified' } : { status: 'exposed', binding: bindingRows(relaxed) };
}

/** Certifies one secret: an attacker who knows everything released cannot exclude `low` or less, nor `high` or more (S3). */
export function certify(
  attack: Attack,
  index: number,
  context: { readonly witnesses: Witnesses; readonly budget: Budget },
): Verdict {
  const secret = attack.secrets[index];
  if (secret === undefined) return { status: 'certified' };
  const { witnesses } = context;
  const low = (witnesses.smallest[index] ?? Number.POSITIVE_INFINITY) <= secret.low;
  const high = (witnesses.largest[index] ?? Number.NEGATIVE_INFINITY) >= secret.high;
  const first: Verdict = high ? { status: 'certified' } : proveSide(attack, secret, 'largest', context);
  if (first.status !== 'certified' || low) return first;
  return proveSide(attack, secret, 'smallest', context);
}
