import type { Dimension } from '../protocol/evidence.ts';
import type { Finding } from './checks.ts';
import { isStructuralZero, sensitiveVariables } from './codebook-facts.ts';
import type { CellEvidence, CountsEvidence } from './evidence.ts';
import type { Policy } from './policy.ts';
import type { Selection } from './selection.ts';

/** What the rules of tables need to know beside the table: unit, filters, and whether it is for one municipality's own page. */
export type TableContext = {
  readonly unit: string;
  readonly where: Selection;
  readonly scope: 'pooled' | 'own';
  readonly policy: Policy;
};

/** A cell that would give its group away, with the others of the group: their sum is a secret too (F2). */
export type Complement = { readonly others: readonly number[]; readonly small: boolean; readonly rows: number };

/** What the rules withhold beyond small cells. */
export type TableVerdict = {
  readonly hidden: readonly boolean[];
  readonly findings: readonly Finding[];
  readonly complements: readonly Complement[];
};

type Indexed = { readonly cell: CellEvidence; readonly index: number };

const at = (levels: readonly string[]) => (levels.length === 0 ? '(all)' : levels.join(' · '));
const sum = (cells: readonly Indexed[], pick: (cell: CellEvidence) => number) =>
  cells.reduce((total, { cell }) => total + pick(cell), 0);

/** The selection of a cell by its own levels. */
export const cellSelection = (dimensions: readonly Dimension[], levels: readonly string[]): Selection =>
  Object.fromEntries(dimensions.map(({ variable }, index) => [variable, [levels[index] ?? '']]));

const lastLevel = (cell: CellEvidence) => cell.levels.at(-1) ?? '';

function groupsOf(evidence: CountsEvidence): readonly (readonly Indexed[])[] {
  const indexed = evidence.cells.map((cell, index) => ({ cell, index }));
  return [...Map.groupBy(indexed, ({ cell }) => cell.levels.slice(0, -1).join('\u0000')).values()];
}

type Found = { readonly cells: readonly Indexed[]; readonly finding: Finding; readonly complement?: Complement };

/** F2: one answer above 90 percent of its group, or everybody else together fewer than the minimum. */
function groupDisclosure(evidence: CountsEvidence, group: readonly Indexed[], policy: Policy): readonly Found[] {
  if (!sensitiveVariables.includes(evidence.dimensions.at(-1)?.variable ?? '')) return [];
  const rows = sum(group, (cell) => cell.count);
  const minimum = policy.minimumHouseholds.value;
  return group.flatMap(({ cell, index }): readonly Found[] => {
    if (!(cell.protectedHouseholds >= minimum) || lastLevel(cell) === 'unknown') return [];
    const others = group.filter((each) => each.index !== index);
    const rest = sum(others, (each) => each.protectedHouseholds);
    const share = rows > 0 ? cell.count / rows : 1;
    const limit = policy.largestGroupShare.value;
    if (share <= limit && rest >= minimum) return [];
    const finding =
      share > limit
        ? { check: 'group-share', evidence: evidence.name, cell: at(cell.levels), measured: share, limit }
        : { check: 'group-complement', evidence: evidence.name, cell: at(cell.levels), measured: rest, limit: minimum };
    return [
      { cells: group, finding, complement: { others: others.map((each) => each.index), small: rest < minimum, rows } },
    ];
  });
}

/** F3: a percentage of fewer households than the minimum denominator. */
function denominator(evidence: CountsEvidence, group: readonly Indexed[], policy: Policy): readonly Found[] {
  if (evidence.success === null) return [];
  const known = group.filter(({ cell }) => lastLevel(cell) !== 'unknown');
  const measured = sum(known, (cell) => cell.protectedHouseholds);
  const limit = policy.minimumDenominator.value;
  if (measured >= limit) return [];
  const cell = at((group[0]?.cell.levels ?? []).slice(0, -1));
  return [{ cells: group, finding: { check: 'minimum-denominator', evidence: evidence.name, cell, measured, limit } }];
}

/** F5: of the cells that can have rows and have known levels, too many fail. Tables of one dimension cannot be sparse. */
function sparsity(evidence: CountsEvidence, cells: readonly Indexed[], context: TableContext): readonly Found[] {
  if (evidence.dimensions.length < 2) return [];
  const counted = cells.filter(
    ({ cell }) =>
      !cell.levels.includes('unknown') &&
      !isStructuralZero(context.unit, { ...context.where, ...cellSelection(evidence.dimensions, cell.levels) }),
  );
  const small = counted.filter(({ cell }) => !(cell.protectedHouseholds >= context.policy.minimumHouseholds.value));
  const measured = counted.length === 0 ? 1 : small.length / counted.length;
  const limit = context.policy.largestPrimaryShare.value;
  if (measured <= limit) return [];
  return [{ cells, finding: { check: 'sparse-table', evidence: evidence.name, cell: '(all)', measured, limit } }];
}

/** F6: more variables than the maximum, filters included. */
function dimensionality(evidence: CountsEvidence, cells: readonly Indexed[], context: TableContext): readonly Found[] {
  const variables = new Set([...evidence.dimensions.map((each) => each.variable), ...Object.keys(context.where)]);
  const limit = context.policy.maximumDimensions.value;
  if (variables.size <= limit) return [];
  const finding = { check: 'dimensions', evidence: evidence.name, cell: '(all)', measured: variables.size, limit };
  return [{ cells, finding }];
}

/** F7, on a municipality's own page: a number by kind of creditor needs three creditors, none above 80 percent; unknown is too few. */
function organisations(evidence: CountsEvidence, cells: readonly Indexed[], context: TableContext): readonly Found[] {
  const byCreditor = [...evidence.dimensions.map((each) => each.variable), ...Object.keys(context.where)];
  if (context.scope === 'pooled' || !byCreditor.includes('partner-type')) return [];
  const limit = context.policy.minimumOrganisations.value;
  return cells.flatMap((each): readonly Found[] => {
    const { count = 0, largestRows = 0 } = each.cell.organisations ?? {};
    const share = each.cell.count > 0 ? largestRows / each.cell.count : 1;
    if (count >= limit && share <= context.policy.largestOrganisationShare.value) return [];
    const finding = {
      check: 'organisations',
      evidence: evidence.name,
      cell: at(each.cell.levels),
      measured: count,
      limit,
    };
    return [{ cells: [each], finding }];
  });
}

/** Applies the rules of tables F2, F3, F5, F6 and F7 to a table of counts. */
export function judgeTable(evidence: CountsEvidence, context: TableContext): TableVerdict {
  const cells = evidence.cells.map((cell, index) => ({ cell, index }));
  const groups = groupsOf(evidence);
  const found = [
    ...groups.flatMap((group) => groupDisclosure(evidence, group, context.policy)),
    ...groups.flatMap((group) => denominator(evidence, group, context.policy)),
    ...sparsity(evidence, cells, context),
    ...dimensionality(evidence, cells, context),
    ...organisations(evidence, cells, context),
  ];
  const hidden = new Set(found.flatMap((each) => each.cells.map(({ index }) => index)));
  return {
    hidden: cells.map(({ index }) => hidden.has(index)),
    findings: found.map((each) => each.finding),
    complements: found.flatMap((each) => each.complement ?? []),
  };
}
