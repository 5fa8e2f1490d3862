import { scopedEvidence } from '../analyses/evidence-scopes.ts';
import { bindAnalysis } from '../analyses/registry.ts';
import { studyContext } from '../analyses/study-context.ts';
import { structuralZeros } from '../disclosure/codebook-facts.ts';
import { cellsOf } from '../disclosure/secondary/cells.ts';
import { withoutCycles } from '../disclosure/secondary/cycles.ts';
import type { ScopedEvidence } from '../disclosure/secondary/plan.ts';
import { isSumOnly } from '../disclosure/sum-only.ts';
import { withoutControl } from '../disclosure/uncontrolled.ts';
import type { Study } from '../protocol/study.ts';

/** An analysis that the gate will put aside whatever the data are: joining its variables with those before it takes more combinations than the limit. */
export type PlannedCycle = { readonly analysis: string; readonly combinations: number; readonly limit: number };

/** The evidence of a study without a row: all cells of all tables, on the finest rung of curves. */
function emptyEvidence(study: Study): readonly ScopedEvidence[] {
  const context = studyContext(study);
  return study.analyses.flatMap((analysis) => {
    const bound = bindAnalysis(analysis, context);
    const evidence = bound.summarise(
      bound.queries.map(() => []),
      'own',
    );
    const registered = study.primary.includes(analysis.id);
    return scopedEvidence(analysis, evidence, { context, population: 'plan', registered });
  });
}

/**
 * Tables of a study that close a cycle of variables too large to be proved: the gate withholds them at every provider, so a study had
 * better ask something else. Follows from variables and levels alone (`withoutCycles`); earlier releases of a provider may add to it.
 */
export function plannedCycles(study: Study): readonly PlannedCycle[] {
  const parts = emptyEvidence(study);
  const shown = parts.map(({ evidence }) => withoutControl(evidence));
  const cells = cellsOf(parts, shown, 0).filter(({ selection }) => !isSumOnly(selection));
  const byUniverse = Map.groupBy(cells, (cell) => parts[cell.part]?.scope.universe ?? '');
  return [...byUniverse.values()].flatMap((own) => {
    const scopes = parts.flatMap(({ scope }, part) => (own.some((cell) => cell.part === part) ? [scope] : []));
    const { cycles } = withoutCycles(own, {
      domains: new Map(scopes.flatMap(({ domains }) => [...domains])),
      known: [],
      zeros: structuralZeros(scopes[0]?.unit ?? ''),
      isRegistered: (part) => parts[part]?.scope.registered === true,
    });
    return cycles.map(({ part, combinations, limit }) => ({
      analysis: parts[part]?.analysis ?? '',
      combinations,
      limit,
    }));
  });
}

/** What a researcher is told of them. */
export const plannedCyclesWords = (cycles: readonly PlannedCycle[]): readonly string[] =>
  cycles.map(
    ({ analysis, combinations, limit }) =>
      `${analysis} will be withheld: its variables form a cycle with those of other tables (${combinations} combinations, at most ${limit} can be proved). Leave one of these variables out, use coarser bands, or register it and drop another table.`,
  );
