import type { Policy } from './policy.ts';
import type { PartComplement } from './primary.ts';
import type { Cell, ScopedEvidence, Target } from './secondary/plan.ts';

/** The rest of a group that one answer dominates: its sum must stay uncertain (F2). */
export function complementTargets(
  complements: readonly PartComplement[],
  parts: readonly ScopedEvidence[],
  { cells, universe, policy }: { readonly cells: readonly Cell[]; readonly universe: string; readonly policy: Policy },
): readonly Target[] {
  const tolerance = policy.intervalTolerance.value;
  const most = policy.minimumHouseholds.value - 1;
  return complements
    .filter((each) => parts[each.part]?.scope.universe === universe)
    .map((each): Target => {
      const others = cells.filter((cell) => cell.part === each.part && each.others.includes(cell.group));
      const low = each.small ? 1 + tolerance : Number.MAX_SAFE_INTEGER;
      const high = each.small ? most - tolerance : Math.ceil((1 - policy.largestGroupShare.value) * each.rows);
      const terms = others.map((cell) => ({ cell: cell.id, sign: 1 as const }));
      return { rule: 'complement', name: `rest of ${others[0]?.name ?? ''}`, part: each.part, terms, low, high };
    });
}
