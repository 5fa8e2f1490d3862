import { type ImpliedSettings, impliedBy } from '../../lib/disclosure/rests/implied.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { cellsOf, type Numbers } from './rests.ts';

/** The variables of these tests. */
export const domains = new Map([
  ['kind', ['a', 'b', 'c', 'd']],
  ['age', ['young', 'old']],
]);

/** What follows from numbers by elimination. */
export const implied = (numbers: Numbers, settings: Partial<ImpliedSettings> = {}) =>
  impliedBy(cellsOf(numbers), { domains, secrets: [], zeros: [], limit: 10, mostSteps: 10_000, ...settings });

/** Small groups that follow, with their rows, in an order of their own. */
export const groups = (numbers: Numbers, settings: Partial<ImpliedSettings> = {}) =>
  implied(numbers, settings)
    ?.map(({ selections, rows }): readonly [number, ...Selection[]] => [rows, ...selections])
    .toSorted(([a], [b]) => a - b);
