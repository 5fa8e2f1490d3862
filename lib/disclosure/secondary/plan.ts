import type { Evidence } from '../evidence.ts';
import type { Domains, Selection } from '../selection.ts';

/** What a piece of evidence counts: the unit and who takes part (`universe`), which rows, and all levels of the variables named. */
export type EvidenceScope = {
  readonly universe: string;
  readonly where: Selection;
  readonly domains: Domains;
  /** Names under which variables of the evidence stand in selections, where they mean something of their own. */
  readonly rename: Readonly<Record<string, string>>;
  /** Axis of the times in a risk table: what counts as its event. */
  readonly axis: string;
  readonly unit: string;
  /** True for a registered primary estimate: other numbers are withheld before it. */
  readonly registered: boolean;
};

/** A piece of evidence with what it counts; `analysis` names it in findings. */
export type ScopedEvidence = {
  readonly analysis: string;
  readonly evidence: Evidence;
  readonly scope: EvidenceScope;
};

/**
 * One count-like number of a release. Numbers of one `group` are shown or withheld together (the steps of a curve). `primary` says
 * that a rule withholds it; `secret` that it must not be found out either.
 */
export type Cell = {
  readonly id: number;
  readonly part: number;
  readonly group: number;
  readonly name: string;
  readonly selection: Selection;
  readonly rows: number;
  readonly households: number;
  readonly largestRows: number;
  readonly primary: boolean;
  readonly secret: boolean;
  /** Fewest rows that the rules allow a shown number to have. */
  readonly least: number;
  /** Base with which the number is known to everybody since an earlier release; null when it is not. */
  readonly fixedBase: number | null;
  /** What is shown instead of `rows`: the rows of an earlier snapshot, from which the data may differ by `drift` (L5). */
  readonly kept?: { readonly rows: number; readonly drift: number };
  /** Cells of a table with the same line are the answers of one group. */
  readonly line: string;
};

/** A number that must stay uncertain: a sum of cells with signs whose attainable values must reach from `low` or less to `high` or more. */
export type Target = {
  readonly rule: 'small-cell' | 'complement' | 'difference' | 'rest' | 'earlier';
  readonly name: string;
  readonly part: number;
  readonly terms: readonly { readonly cell: number; readonly sign: 1 | -1 }[];
  /** The rows themselves, instead of a sum of cells: selections that share none. */
  readonly selections?: readonly Selection[];
  readonly low: number;
  readonly high: number;
};

/** A number withheld before that must stay uncertain. */
export type EarlierSecret = { readonly selection: Selection; readonly low: number; readonly high: number };
