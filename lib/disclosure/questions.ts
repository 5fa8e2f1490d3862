import { impossibleIn } from './codebook-facts.ts';
import {
  closePairs,
  type DifferenceFacts,
  type DifferenceQuestion,
  type NumberFacts,
  numbersToAsk,
} from './differences.ts';
import { withEarlier } from './earlier.ts';
import type { GateRequest } from './gate.ts';
import type { Policy } from './policy.ts';
import { judgeParts } from './primary.ts';
import { restsOf } from './rests/rests.ts';
import { closeRests, isSmall, questionOf } from './rests/targets.ts';
import { cellsOf } from './secondary/cells.ts';
import type { Cell } from './secondary/plan.ts';
import { groupKey } from './secondary/repair.ts';
import { canonicalSelection, type Domains, isNowhere, type Selection } from './selection.ts';
import { type SnapshotFacts, type SnapshotQuestion, snapshotQuestions } from './snapshots.ts';
import { isSumOnly, summedName } from './sum-only.ts';

/** Sums of one amount over one population: those known already, and those asked now with the group of numbers that each stands for. */
export type AmountQuestion = {
  readonly universe: string;
  readonly unit: string;
  readonly amount: string;
  readonly known: readonly Selection[];
  readonly asked: readonly { readonly group: string; readonly selection: Selection }[];
};

/** A number of a population of which the rows are asked. */
export type PublishedQuestion = { readonly universe: string; readonly unit: string; readonly selection: Selection };

/** What the gate must know of the rows beside the evidence: asked inside the sandbox, of which only counts come back. */
export type GateQuestions = {
  /** Shown numbers, of which the households are asked by municipality. */
  readonly numbers: readonly PublishedQuestion[];
  /** Differences that may be small, now that the households of the numbers are known. */
  readonly differences: (households: NumberFacts) => readonly DifferenceQuestion[];
  readonly amounts: readonly AmountQuestion[];
  readonly published: readonly PublishedQuestion[];
  readonly snapshots: readonly SnapshotQuestion[];
};

/** The answers; amounts that are not in `admitted` are withheld. */
export type GateFacts = {
  readonly households: NumberFacts;
  readonly differences: DifferenceFacts;
  readonly admitted: ReadonlySet<string>;
  /** Rows of published counts, by `publishedKey`. */
  readonly published: ReadonlyMap<string, number>;
  readonly changes: SnapshotFacts;
};

/** The amount of a selection, whatever its cap: `arrears-euro` of `known-mean:arrears-euro:5000`; or what else is added up. */
export function amountOf(selection: Selection): string | undefined {
  const summed = summedName(selection);
  if (summed !== undefined) return summed;
  const known = Object.keys(selection).find((variable) => variable.startsWith('known-'));
  return known?.replace(/^known-(mean:)?/, '').replace(/:\d+$/, '');
}

/** No answers: every amount is withheld, every close difference a secret. */
export const nothingAsked: GateFacts = {
  households: new Map(),
  differences: new Map(),
  admitted: new Set(),
  published: new Map(),
  changes: new Map(),
};

/** Withholds new amounts that would give a small group away beside the known ones (L2). */
export function withAmounts(cells: readonly Cell[], { admitted }: GateFacts): readonly Cell[] {
  return cells.map((cell) => {
    const isOpen = cell.primary || cell.fixedBase !== null || amountOf(cell.selection) === undefined;
    return isOpen || admitted.has(groupKey(cell)) ? cell : { ...cell, primary: true };
  });
}

function amountQuestions(universe: string, unit: string, cells: readonly Cell[]): readonly AmountQuestion[] {
  const sums = cells.filter((cell) => !isNowhere(cell.selection) && amountOf(cell.selection) !== undefined);
  return [...Map.groupBy(sums, (cell) => amountOf(cell.selection) ?? '')].map(([amount, members]) => ({
    universe,
    unit,
    amount,
    known: members.filter((cell) => cell.fixedBase !== null).map((cell) => cell.selection),
    asked: members
      .filter((cell) => cell.fixedBase === null && !cell.primary)
      .map((cell) => ({ group: groupKey(cell), selection: cell.selection })),
  }));
}

/** The numbers of one population that pass the primary rules, beside what is known of it. */
export function populationCells(
  { parts, earlier }: Pick<GateRequest, 'parts' | 'earlier'>,
  universe: string,
  own: readonly Cell[],
): { readonly cells: readonly Cell[]; readonly domains: Domains; readonly unit: string } {
  const members = parts.filter((part) => part.scope.universe === universe);
  const known = earlier(universe);
  const domains: Domains = new Map([...known.domains, ...members.flatMap((part) => [...part.scope.domains])]);
  return { cells: withEarlier(own, known, domains).cells, domains, unit: members[0]?.scope.unit ?? '' };
}

/** What is asked about the counts of a population: whose households, and then which differences of two or more of them. */
function countQuestions(
  counts: readonly Cell[],
  {
    universe,
    unit,
    domains,
    policy,
  }: { readonly universe: string; readonly unit: string; readonly domains: Domains; readonly policy: Policy },
): Pick<GateQuestions, 'numbers' | 'differences'> {
  const { rests } = restsOf(counts, { domains, policy, secrets: [], zeros: impossibleIn(unit, domains.keys()) });
  const open = rests.filter((rest) => !isSmall(rest, policy));
  const inRests = open.flatMap(({ plus, minus }) => [...plus, ...minus].map(({ selection }) => selection));
  const numbers = [...new Set([...numbersToAsk(counts, domains, policy), ...inRests])];
  return {
    numbers: numbers.map((selection) => ({ universe, unit, selection })),
    differences: (households) => {
      const settings = { policy, universe, households };
      const pairs = closePairs(counts, domains, settings);
      return [
        ...pairs.map(({ wide, narrow }) => ({ universe, unit, wide: wide.selection, narrow: narrow.selection })),
        ...closeRests(open, settings).map((rest) => ({ universe, unit, ...questionOf(rest) })),
      ];
    },
  };
}

/** Everything that the gate must ask of the rows for this task. */
export function questionsOf(request: GateRequest): GateQuestions {
  const { parts, policy } = request;
  const given = judgeParts(parts, policy).judged.map(({ released }) => released);
  const all = cellsOf(parts, given, policy.minimumHouseholds.value);
  const universes = [...new Set(parts.map((part) => part.scope.universe))];
  const asked = universes.map((universe): GateQuestions => {
    const own = all.filter((cell) => parts[cell.part]?.scope.universe === universe);
    const { cells, domains, unit } = populationCells(request, universe, own);
    const counts = cells.filter(({ selection }) => !isSumOnly(selection));
    return {
      ...countQuestions(counts, { universe, unit, domains, policy }),
      amounts: amountQuestions(universe, unit, cells),
      published: (request.earlier(universe).published ?? []).map((each) => ({
        universe,
        unit,
        selection: canonicalSelection(each.selection, domains),
      })),
      snapshots: snapshotQuestions(cells, request.earlier(universe).snapshots ?? [], { universe, unit, domains }),
    };
  });
  return {
    numbers: asked.flatMap((each) => each.numbers),
    differences: (households) => asked.flatMap((each) => each.differences(households)),
    amounts: asked.flatMap((each) => each.amounts),
    published: asked.flatMap((each) => each.published),
    snapshots: asked.flatMap((each) => each.snapshots),
  };
}
