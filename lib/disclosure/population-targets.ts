import { closePairs, householdTargets } from './differences.ts';
import type { Policy } from './policy.ts';
import type { GateFacts } from './questions.ts';
import { impliedTargets } from './rests/implied-targets.ts';
import { restsOf } from './rests/rests.ts';
import { closeRests, restTargets } from './rests/targets.ts';
import type { Population } from './secondary/attack.ts';
import type { Cell, Target } from './secondary/plan.ts';
import { cellTargets, differenceTargets } from './secondary/targets.ts';

/** A population whose secrets are looked for, `withheld` being the numbers that are not public, `rests` those of dominated groups. */
type ToProtect = Pick<Population, 'domains' | 'zeros' | 'earlier'> & {
  readonly withheld: readonly Cell[];
  readonly rests: readonly Target[];
  readonly universe: string;
  readonly policy: Policy;
  readonly facts: Pick<GateFacts, 'households' | 'differences'>;
};

/** What must stay uncertain in a population: withheld numbers, and small groups that two or more shown numbers give; `complete` says that all were found. */
export function targetsOf(
  cells: readonly Cell[],
  { withheld, rests, earlier, universe, domains, zeros, policy, facts }: ToProtect,
): { readonly targets: readonly Target[]; readonly complete: boolean } {
  const settings = { policy, universe, households: facts.households };
  const answered = { universe, policy, facts: facts.differences };
  const secrets = earlier.map(({ selection }) => selection);
  const left = restsOf(cells, { domains, policy, zeros, secrets });
  const implied = left.whole
    ? { targets: [], complete: true }
    : impliedTargets(cells, { domains, policy, zeros, secrets });
  const targets = [
    ...cellTargets(withheld, policy),
    ...rests,
    ...differenceTargets(cells, policy),
    ...householdTargets(closePairs(cells, domains, settings), answered),
    ...restTargets(closeRests(left.rests, settings), answered),
    ...implied.targets,
  ];
  return { targets, complete: left.complete && implied.complete };
}
