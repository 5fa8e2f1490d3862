import type { Cell } from '../../lib/disclosure/secondary/plan.ts';

/** A cell of which nothing is special but what is given. */
export const cellOf = (id: number, changes: Partial<Cell> = {}): Cell => ({
  id,
  part: 0,
  group: id,
  name: `cell ${id}`,
  selection: {},
  rows: 0,
  households: 0,
  largestRows: 0,
  primary: false,
  secret: false,
  least: 10,
  fixedBase: null,
  line: '',
  ...changes,
});
