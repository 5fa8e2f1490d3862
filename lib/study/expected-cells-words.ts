import { counted, formatCount } from '../format-count.ts';
import type { ExpectedCell } from './cell-dimensions.ts';
import type { Coarsening } from './coarsening.ts';
import type { ExpectedCells, ExpectedSize } from './expected-cells.ts';

const mostShown = 4;

/** The cells that will likely be too small, as lines for the terminal. */
export function expectedCellsWords(found: readonly ExpectedCells[], size: ExpectedSize): readonly string[] {
  const { municipalities, inhabitants } = size;
  const assumed = `${municipalities} municipalities of ${formatCount(inhabitants)} inhabitants`;
  if (found.length === 0) return [`By the national figures no cell is too small with ${assumed}.`];
  return [
    `Cells that will likely be too small, by the national figures and with ${assumed} (--municipalities, --inhabitants):`,
    ...found.flatMap(analysisWords),
    'They are counted from public figures, never from data: a provider may have more. The gate merges or withholds what is too small.',
  ];
}

function analysisWords({
  analysis,
  cells,
  small,
  empty,
  withoutFigure,
  coarsen,
  enoughFrom,
}: ExpectedCells): readonly string[] {
  const shown = small.filter(({ households }) => households > 0).slice(0, mostShown);
  const few = small.length - empty;
  const none = empty === 0 ? '' : `, ${empty} of them in no national figure`;
  return [
    `  ${analysis}: ${small.length} of ${counted(cells, 'cell')}, those of unknown not counted${none}`,
    ...shown.map((cell) => `    ${cellWords(cell)}`),
    ...(few > shown.length ? [`    and ${few - shown.length} more (--json)`] : []),
    ...coarsen.slice(0, 3).map((each) => `    coarsen: ${coarseningWords(each)}`),
    ...(enoughFrom === null
      ? []
      : [`    or: ask for ${enoughFrom} municipalities of this size (minimumMunicipalities)`]),
    ...(enoughFrom === null && coarsen.length === 0 ? ['    coarsen: leave these levels out with `where`'] : []),
    ...(withoutFigure.length === 0
      ? []
      : [`    no public figure for ${withoutFigure.join(', ')}: levels counted as equally large`]),
  ];
}

function cellWords({ levels, households, events }: ExpectedCell): string {
  const group = levels.map(({ variable, code }) => `${variable} ${code}`).join(', ') || 'everybody';
  const signals = events === null ? '' : `, ${about(events)} new signals`;
  return `${group}: ${about(households)} households${signals}`;
}

const about = (value: number): string => (value < 1 ? 'fewer than 1' : `about ${Math.floor(value)}`);

function coarseningWords({ change, variable, by, remaining }: Coarsening): string {
  const left =
    remaining === 0 ? 'none stays too small' : `${remaining} ${remaining === 1 ? 'stays' : 'stay'} too small`;
  switch (change) {
    case 'coarser-variable':
      return `use ${by.join()} instead of ${variable} (${left})`;
    case 'leave-out-levels':
      return `leave out ${by.join(', ')} of ${variable}, with \`levels\` or \`where\` (${left})`;
    case 'leave-out-variable':
      return `leave out ${variable} (${left})`;
  }
}
