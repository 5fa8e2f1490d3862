import { scopeOf } from '../analyses/evidence-scopes.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Evidence } from '../disclosure/evidence.ts';
import { canonicalSelection, type Domains, intersect, rangeLevel, type Selection } from '../disclosure/selection.ts';
import type { ReleasedEvidence, ReleasedRiskTable } from '../protocol/evidence.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';

/** What a reader of a release knows about one number: which rows it counts and between which values it lies; `withheld` says it is one to find out. */
export type Statement = {
  readonly universe: string;
  readonly name: string;
  readonly selection: Selection;
  /** Rows of this selection do not count: the statement is about a difference. */
  readonly without?: Selection;
  readonly lower: number;
  readonly upper: number;
  readonly withheld: boolean;
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

type Counted = {
  readonly levels: readonly string[];
  readonly extra: Selection;
  readonly value: number | null;
  readonly least: number;
};

function riskNumbers(table: ReleasedRiskTable, axis: string): readonly Counted[] {
  return table.patterns.flatMap((pattern): readonly Counted[] => {
    const edges = table.edgesDays;
    const at = (level: string, value: number | null, least: number): Counted => ({
      levels: pattern.levels,
      extra: { [axis]: [level] },
      value,
      least,
    });
    const { intervals, entries } = pattern;
    if (intervals === null || entries === null)
      return edges.map((edge, index) => at(rangeLevel('e', edges[index - 1] ?? 0, edge), null, 0));
    const left = intervals.reduce((sum, each) => sum + each.events + each.censored, 0);
    return [
      ...intervals.flatMap((each, index) => [
        at(rangeLevel('e', edges[index - 1] ?? 0, edges[index] ?? null), each.events, 10),
        at(rangeLevel('c', edges[index - 1] ?? 0, edges[index] ?? null), each.censored, 0),
      ]),
      at(rangeLevel('x', edges.at(-1) ?? 0, null), entries - left, 0),
    ];
  });
}

function numbersOf(part: ReleasedEvidence, axis: string): readonly Counted[] {
  if (part.kind === 'counts')
    return part.cells.map(({ levels, count }) => ({ levels, extra: {}, value: count, least: 10 }));
  if (part.kind === 'sums')
    return part.cells.map(({ levels, count }) => ({
      levels,
      extra: { [`known-${part.name}`]: ['yes'] },
      value: count,
      least: 10,
    }));
  return part.kind === 'risk-table' ? riskNumbers(part, axis) : [];
}

/** The shape that the scope of evidence is read from; numbers play no part in it. */
function shapeOf(part: ReleasedEvidence): Evidence | undefined {
  if (part.kind === 'counts')
    return { kind: 'counts', name: part.name, dimensions: part.dimensions, success: part.success, cells: [] };
  if (part.kind === 'sums') {
    const caps = { householdCap: 0, finestStep: 0 };
    return { kind: 'sums', name: part.name, dimensions: part.dimensions, ...caps, cells: [] };
  }
  return part.kind === 'risk-table'
    ? { kind: 'risk-table', name: part.name, dimensions: part.dimensions, rungs: [] }
    : undefined;
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
      if (shape === undefined || !('dimensions' in part)) return [];
      const scope = scopeOf(analysis, shape, { context: studyContext(study), population, registered: false });
      const known = domains.get(scope.universe) ?? new Map<string, readonly string[]>();
      for (const [variable, levels] of scope.domains) known.set(variable, levels);
      domains.set(scope.universe, known);
      return numbersOf(part, scope.axis).flatMap((each): readonly Statement[] => {
        const own = Object.fromEntries(
          part.dimensions.map(({ variable }, index) => [
            scope.rename[variable] ?? variable,
            [each.levels[index] ?? ''],
          ]),
        );
        const selection = intersect(scope.where, { ...own, ...each.extra });
        if (selection === undefined) return [];
        const [lower, upper] =
          each.value === null
            ? [0, Number.POSITIVE_INFINITY]
            : around(each.value, part.protection.roundingBase, each.least);
        const name = `${outcome.analysis}/${part.name} ${each.levels.join(' · ') || '(all)'}`;
        return [{ universe: scope.universe, name, selection, lower, upper, withheld: each.value === null }];
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
