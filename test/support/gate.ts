import { type FoundInterval, findIntervals } from '../../lib/audit-disclosure/intervals.ts';
import type { Statement } from '../../lib/audit-disclosure/statements.ts';
import type { EarlierReleases } from '../../lib/disclosure/earlier.ts';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import type { CellEvidence, CountsEvidence } from '../../lib/disclosure/evidence.ts';
import { type GateOutcome, gateTask } from '../../lib/disclosure/gate.ts';
import { type Policy, policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { judgeParts } from '../../lib/disclosure/primary.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { type Domains, intersect, nowhere, type Selection } from '../../lib/disclosure/selection.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { loadSolver } from '../../lib/solver/highs.ts';

/** The variables of the invented unit in these tests. */
export const domains: Domains = new Map([
  ['type', ['rent', 'energy', 'water']],
  ['age', ['young', 'old']],
  ['kind', ['a', 'b', 'c', 'd']],
  ...['p', 'q', 'r'].map((name) => [name, Array.from({ length: 16 }, (_, level) => `${name}${level}`)] as const),
]);

const solver = await loadSolver();

type Cells = Readonly<Record<string, number>>;
type Options = {
  readonly where?: Selection;
  readonly households?: Cells;
  readonly success?: readonly string[];
  readonly largest?: Cells;
  readonly registered?: boolean;
};

/** A table of counts: keys are levels joined by a space, every combination of the variables must be named or counts 0. */
export function table(
  analysis: string,
  variables: readonly string[],
  rows: Cells,
  options: Options = {},
): ScopedEvidence {
  const dimensions = variables.map((variable) => ({ variable, levels: [...(domains.get(variable) ?? [])] }));
  const combinations = dimensions.reduce<readonly (readonly string[])[]>(
    (partial, { levels }) => partial.flatMap((before) => levels.map((level) => [...before, level])),
    [[]],
  );
  const cells = combinations.map((levels): CellEvidence => {
    const key = levels.join(' ');
    const count = rows[key] ?? 0;
    const households = options.households?.[key] ?? count;
    const largestRows = options.largest?.[key] ?? 0;
    return { levels, count, households, protectedHouseholds: households - largestRows, largestRows };
  });
  const evidence: CountsEvidence = {
    kind: 'counts',
    name: 'count',
    dimensions,
    success: options.success ?? null,
    cells,
  };
  const { where = {}, registered = false } = options;
  const scope = {
    universe: 'cases@all',
    unit: 'invented',
    where,
    domains,
    rename: {},
    axis: 'leaving-any',
    registered,
  };
  return { analysis, evidence, scope };
}

/** A total under a filter. */
export const total = (analysis: string, rows: number, where: Selection = {}, registered = false): ScopedEvidence =>
  table(analysis, [], { '': rows }, { where, registered });

/** The policy of these tests: invented populations are small, so the budget of numbers (L4) is off but in its own test. */
export const generous: Policy = withValues(research, 'test', { functionalShare: 1 });

/** The whole gate. */
export const gate = (
  parts: readonly ScopedEvidence[],
  earlier: EarlierReleases = nothingEarlier,
  policy: Policy = generous,
): GateOutcome => gateTask({ parts, policy, solver, earlier });

/** The gate without what links numbers: only the rules of each cell. */
export const withoutSecondary = (
  parts: readonly ScopedEvidence[],
  policy: Policy = research,
): readonly ReleasedEvidence[] => judgeParts(parts, policy).judged.map(({ released }) => released);

/** What was released before, as the next task finds it. */
export function after(...outcomes: readonly GateOutcome[]): EarlierReleases {
  return (universe) => {
    const numbers = outcomes.flatMap((outcome) =>
      outcome.numbers.filter((each) => each.universe === universe).flatMap((each) => each.numbers),
    );
    return { numbers, domains, nearMiss: false };
  };
}

/** Counts shown by a piece of released evidence, in the order of its cells; null is withheld. */
export const counts = (released: ReleasedEvidence | undefined): readonly (number | null)[] =>
  released !== undefined && 'cells' in released ? released.cells.map((cell) => cell.count) : [];

/** Statements that a reader of the released parts knows. */
export function statements(
  parts: readonly ScopedEvidence[],
  released: readonly ReleasedEvidence[],
  rounded = true,
): readonly Statement[] {
  return parts.flatMap((part, index) => {
    const given = released[index];
    if (given?.kind !== 'counts' || part.evidence.kind !== 'counts') return [];
    const base = rounded ? given.protection.roundingBase : 1;
    return given.cells.map(({ levels, count }): Statement => {
      const own = Object.fromEntries(given.dimensions.map(({ variable }, at) => [variable, [levels[at] ?? '']]));
      const bounds =
        count === null
          ? [0, Number.POSITIVE_INFINITY]
          : [Math.max(base === 1 ? 0 : 10, count - Math.floor(base / 2)), count + Math.ceil(base / 2) - 1];
      return {
        universe: part.scope.universe,
        name: `${part.analysis} ${levels.join(' ')}`.trim(),
        selection: intersect(part.scope.where, own) ?? nowhere,
        lower: bounds[0] ?? 0,
        upper: bounds[1] ?? 0,
        withheld: count === null,
      };
    });
  });
}

/** What the independent auditor finds out about withheld numbers. */
export const attack = (given: readonly Statement[]): readonly FoundInterval[] =>
  findIntervals(given, domains, { unit: 'invented', solver });

/** Evidence as it is, nothing withheld but the named cells and nothing rounded: how naive suppression would release it. */
export function naive(parts: readonly ScopedEvidence[]): readonly Statement[] {
  const shown = withoutSecondary(parts);
  const exact = parts.map((part, index): ReleasedEvidence | undefined => {
    const given = shown[index];
    if (given?.kind !== 'counts' || part.evidence.kind !== 'counts') return given;
    const { cells } = part.evidence;
    return {
      ...given,
      cells: given.cells.map((cell, at) => ({
        ...cell,
        count: cell.count === null ? null : (cells[at]?.count ?? null),
      })),
    };
  });
  return statements(
    parts,
    exact.filter((each) => each !== undefined),
    false,
  );
}

/** Width of the interval of a named number; infinite when it is open. */
export function found(intervals: readonly FoundInterval[], name: string): FoundInterval {
  return intervals.find((each) => each.name === name) ?? { name, lowest: 0, highest: Number.POSITIVE_INFINITY };
}
