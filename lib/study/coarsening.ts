import { findVariable } from '../dataset/variables.ts';
import type { Study } from '../protocol/study.ts';
import { type CellDesign, type CellDimension, cellDimension, type ExpectedCell } from './cell-dimensions.ts';

/** A change of an analysis that leaves fewer cells too small: a coarser variable, levels left out, or a variable left out. */
export type Coarsening = {
  readonly change: 'coarser-variable' | 'leave-out-levels' | 'leave-out-variable';
  readonly variable: string;
  /** The coarser variable, or the levels to leave out. */
  readonly by: readonly string[];
  /** Cells that stay too small after it alone. */
  readonly remaining: number;
};

/** Coarser variables of the codebook, the finest first; the first that the unit has and that helps is named. */
const coarser: Readonly<Record<string, readonly string[]>> = {
  'first-method': ['first-attempt-kind', 'first-approach'],
  'primary-method': ['first-attempt-kind', 'reached'],
  method: ['approach'],
  'first-approach': ['reached-in-28'],
  outcome: ['contact-arm', 'reached'],
  'clean-contact-arm': ['contact-arm', 'reached'],
  'contact-arm': ['reached'],
  'attempts-band': ['reached'],
  'landmark-arm': ['reached-in-28'],
  'arrears-band': ['high-arrears'],
  'signal-month': ['signal-quarter'],
  'signal-type': ['crisis'],
};

type CountSmall = (design: CellDesign) => number;

/** What to change in an analysis with cells that are too small, the change that helps most first. */
export function coarsenings(
  study: Study,
  design: CellDesign,
  small: readonly ExpectedCell[],
  countSmall: CountSmall,
): readonly Coarsening[] {
  const found = design.dimensions.flatMap((dimension) => [
    ...coarserVariable(study, design, dimension, countSmall),
    ...smallLevels(design, dimension, small, countSmall),
    ...(design.dimensions.length > 1 ? [withoutVariable(design, dimension, countSmall)] : []),
  ]);
  return found
    .filter(({ remaining }) => remaining < small.length)
    .toSorted((left, right) => left.remaining - right.remaining);
}

const replaced = (design: CellDesign, variable: string, by: readonly CellDimension[]): CellDesign => ({
  ...design,
  dimensions: design.dimensions.flatMap((each) => (each.variable === variable ? by : [each])),
});

function coarserVariable(
  study: Study,
  design: CellDesign,
  { variable }: CellDimension,
  countSmall: CountSmall,
): readonly Coarsening[] {
  const name = (coarser[variable] ?? []).find((each) => findVariable(each, design.unit) !== undefined);
  if (name === undefined) return [];
  const remaining = countSmall(replaced(design, variable, [cellDimension(study, design.unit, name)]));
  return [{ change: 'coarser-variable', variable, by: [name], remaining }];
}

/** Levels of which every cell is too small. */
function smallLevels(
  design: CellDesign,
  dimension: CellDimension,
  small: readonly ExpectedCell[],
  countSmall: CountSmall,
): readonly Coarsening[] {
  const { variable, levels } = dimension;
  const cellsOfLevel = design.dimensions.reduce((product, each) => product * each.levels.length, 1) / levels.length;
  const count = (code: string) =>
    small.filter((cell) => cell.levels.some((one) => one.variable === variable && one.code === code)).length;
  const by = levels.map(({ code }) => code).filter((code) => count(code) === cellsOfLevel);
  if (by.length === 0 || by.length > levels.length - 2) return [];
  const kept = { ...dimension, levels: levels.filter(({ code }) => !by.includes(code)) };
  return [{ change: 'leave-out-levels', variable, by, remaining: countSmall(replaced(design, variable, [kept])) }];
}

const withoutVariable = (design: CellDesign, { variable }: CellDimension, countSmall: CountSmall): Coarsening => ({
  change: 'leave-out-variable',
  variable,
  by: [],
  remaining: countSmall(replaced(design, variable, [])),
});
