import { scopeOf } from '../analyses/evidence-scopes.ts';
import { studyContext } from '../analyses/study-context.ts';
import { canonicalSelection, type Domains, intersect, type Selection } from '../disclosure/selection.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { namesOf, numbersIn, type ReadNumber, shapeOf } from './numbers.ts';

/** What a reader of a release knows about one number: which rows it counts and between which values it lies; `withheld` says it is one to find out. */
export type Statement = {
  readonly universe: string;
  readonly name: string;
  readonly selection: Selection;
  /** Rows of these selections do not count: the statement is about a difference that nobody asked for. */
  readonly without?: readonly Selection[];
  readonly lower: number;
  readonly upper: number;
  readonly withheld: boolean;
  /** The sum of an amount over these rows, as far as it is known. */
  readonly amount?: { readonly name: string; readonly lower: number; readonly upper: number };
};

/** Statements about the populations of several releases, and the public levels of every variable. */
export type PublicKnowledge = {
  readonly statements: readonly Statement[];
  readonly domains: ReadonlyMap<string, Domains>;
};

/** Whole numbers that round to `value`: a reader knows the base, and that no count below `least` is shown. */
function around(value: number, base: number, least: number): readonly [number, number] {
  if (base === 1) return [value, value];
  let lower = value - base;
  while (Math.round(lower / base) * base !== value) lower += 1;
  let upper = value + base;
  while (Math.round(upper / base) * base !== value) upper -= 1;
  return [Math.max(lower, least), upper];
}

/** The sum behind a mean in steps: the mean times the rows, both as far as they are known. */
function sumOf({ name, mean, step }: NonNullable<ReadNumber['amount']>, least: number, most: number) {
  const ends = [mean - step / 2, mean + step / 2].flatMap((each) => [each * least, each * most]);
  return { name, lower: Math.min(...ends), upper: Math.max(...ends) };
}

/** Reads the bytes of a release as an outsider does who also has the study file: nothing else is used. */
export function statementsOf(release: PooledRelease, study: Study): PublicKnowledge {
  const domains = new Map<string, Map<string, readonly string[]>>();
  const statements = release.outcomes.flatMap((outcome): readonly Statement[] => {
    const analysis = study.analyses.find((each) => each.id === outcome.analysis);
    if (outcome.status !== 'released' || analysis === undefined) return [];
    const population = `${release.provider} ${release.snapshotsDigest} ${outcome.coverage.municipalities}`;
    return outcome.evidence.flatMap((part): readonly Statement[] => {
      const shape = shapeOf(part);
      if (shape === undefined) return [];
      const dimensions = 'dimensions' in part ? part.dimensions : [];
      const scope = scopeOf(analysis, shape, { context: studyContext(study), population, registered: false });
      const known = domains.get(scope.universe) ?? new Map<string, readonly string[]>();
      for (const [variable, levels] of scope.domains) known.set(variable, levels);
      domains.set(scope.universe, known);
      return numbersIn(part, namesOf(analysis, scope)).flatMap((each): readonly Statement[] => {
        const own = Object.fromEntries(
          dimensions.map(({ variable }, index) => [scope.rename[variable] ?? variable, [each.levels[index] ?? '']]),
        );
        const selection = intersect(scope.where, { ...own, ...each.extra });
        if (selection === undefined) return [];
        const [lower, upper] =
          each.value === null
            ? [0, Number.POSITIVE_INFINITY]
            : around(each.value, part.protection.roundingBase, each.least);
        const name = `${outcome.analysis}/${part.name} ${each.levels.join(' · ') || '(all)'}`;
        const statement = { universe: scope.universe, name, selection, lower, upper, withheld: each.value === null };
        if (each.amount === undefined) return [statement];
        return [{ ...statement, amount: sumOf(each.amount, lower, upper) }];
      });
    });
  });
  return {
    statements: statements.map((each) => ({
      ...each,
      selection: canonicalSelection(each.selection, domains.get(each.universe) ?? new Map()),
    })),
    domains,
  };
}
