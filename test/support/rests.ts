import { policy } from '../../lib/disclosure/policy.ts';
import { type RestSettings, type Rests, restsOf } from '../../lib/disclosure/rests/rests.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from './cell.ts';

/** Shown numbers of one population: their rows, what they count, and what is special about them. */
export type Numbers = readonly (readonly [rows: number, selection: Selection, rest?: Partial<Cell>])[];

/** The variables of these tests. */
export const domains: Domains = new Map([
  ['kind', ['a', 'b', 'c', 'd', 'unknown']],
  ['age', ['young', 'old']],
]);

/** Some kinds. */
export const kind = (...levels: readonly string[]): Selection => ({ kind: levels });

/** The numbers as cells, in their order. */
export const cellsOf = (numbers: Numbers): readonly Cell[] =>
  numbers.map(([rows, selection, rest], id) => cellOf(id, { rows, selection, ...rest }));

/** What several of the numbers give. */
export const restsIn = (numbers: Numbers, settings: Partial<RestSettings> = {}): Rests =>
  restsOf(cellsOf(numbers), { domains, policy, secrets: [], zeros: [], ...settings });

/** The rows of what several of the numbers give. */
export const rowsOf = (numbers: Numbers, settings: Partial<RestSettings> = {}): readonly number[] =>
  restsIn(numbers, settings).rests.map(({ rows }) => rows);
