import { expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { seededRandom } from '../support/extracts.ts';
import { attack, counts, found, gate, statements, table, total } from '../support/gate.ts';

type Grid = {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly names: readonly [string, string];
};

const small: Grid = { names: ['age', 'type'], rows: ['young', 'old'], columns: ['rent', 'energy', 'water'] };
const larger: Grid = { names: ['age', 'kind'], rows: ['young', 'old'], columns: ['a', 'b', 'c', 'd'] };

type Known = { readonly selection: Selection; readonly lower: number; readonly upper: number };

const atomsOf = ({ names, rows, columns }: Grid) =>
  rows.flatMap((row) => columns.map((column) => ({ [names[0]]: row, [names[1]]: column })));

const most = 30;

/**
 * Smallest and largest value of each cell over all tables of whole numbers that agree with the statements: the oracle. Tables whose
 * statements still open have the same sums so far have the same ways to end, so that each of these is walked once.
 */
function enumerate(grid: Grid, given: readonly Known[]) {
  const atoms = atomsOf(grid);
  const rows = given.flatMap(({ selection, lower, upper }) => {
    const inside = atoms.map((atom) =>
      Object.entries(atom).every(([name, level]) => selection[name]?.includes(level) ?? true),
    );
    const size = inside.filter(Boolean).length;
    return lower <= 0 && upper >= most * size ? [] : [{ inside, last: inside.lastIndexOf(true), lower, upper, sum: 0 }];
  });
  const extremes = atoms.map(() => ({ lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY }));
  const seen = new Map<string, boolean>();
  const ends = (index: number): boolean => {
    const extreme = extremes[index];
    if (extreme === undefined) return true;
    const state = [index, ...rows.filter(({ last }) => last >= index).map(({ sum }) => sum)].join(' ');
    const before = seen.get(state);
    if (before !== undefined) return before;
    const touched = rows.filter(({ inside }) => inside[index] === true);
    const room = Math.min(most, ...touched.map(({ upper, sum }) => upper - sum));
    const start = Math.max(0, ...touched.filter(({ last }) => last === index).map(({ lower, sum }) => lower - sum));
    let found = false;
    for (let value = start; value <= room; value += 1) {
      for (const row of touched) row.sum += value;
      if (ends(index + 1)) {
        found = true;
        extreme.lowest = Math.min(extreme.lowest, value);
        extreme.highest = Math.max(extreme.highest, value);
      }
      for (const row of touched) row.sum -= value;
    }
    seen.set(state, found);
    return found;
  };
  ends(0);
  return extremes;
}

/** A random table with its margins; `insiders` gives the rows of the largest municipality in each cell. */
function randomParts(seed: number, grid: Grid = small, insiders = false) {
  const random = seededRandom(seed);
  const atoms = atomsOf(grid);
  const truth = atoms.map(() => Math.floor(random() ** 2 * 26));
  const own = truth.map((value) => (insiders ? Math.floor(random() * 0.4 * value) : 0));
  const width = grid.columns.length;
  const margin = (values: readonly number[], by: 'row' | 'column', level: number) =>
    values.reduce(
      (sum, value, at) => sum + ((by === 'row' ? Math.floor(at / width) : at % width) === level ? value : 0),
      0,
    );
  const named = (values: readonly number[]) => ({
    inner: Object.fromEntries(atoms.map((atom, at) => [Object.values(atom).join(' '), values[at] ?? 0])),
    rows: Object.fromEntries(grid.rows.map((row, at) => [row, margin(values, 'row', at)])),
    columns: Object.fromEntries(grid.columns.map((column, at) => [column, margin(values, 'column', at)])),
  });
  const [counted, largest] = [named(truth), named(own)];
  const parts = [
    table('inner', grid.names, counted.inner, { largest: largest.inner }),
    table('rows', [grid.names[0]], counted.rows, { largest: largest.rows }),
    table('columns', [grid.names[1]], counted.columns, { largest: largest.columns }),
    total(
      'all',
      truth.reduce((sum, value) => sum + value, 0),
    ),
  ];
  return { parts, truth, own };
}

test.each([1, 2, 3, 4, 8])(
  'random table %d: no small cell is narrower than certified, by enumerating all tables',
  (seed) => {
    const { parts, truth } = randomParts(seed);
    const outcome = gate(parts);
    const given = statements(parts, outcome.released);
    const extremes = enumerate(small, given);
    const shown = counts(outcome.released[0]);
    truth.forEach((value, index) => {
      const extreme = extremes[index];
      expect(extreme?.lowest).toBeLessThanOrEqual(value);
      expect(extreme?.highest).toBeGreaterThanOrEqual(value);
      if (value >= 10) return;
      expect(shown[index]).toBeNull();
      expect(extreme?.lowest).toBeLessThanOrEqual(3);
      expect(extreme?.highest).toBeGreaterThanOrEqual(7);
    });
  },
);

test.each([31, 32, 33, 34, 35, 36])('larger random table %d: no small cell is narrower than certified', (seed) => {
  const { parts, truth } = randomParts(seed, larger);
  const outcome = gate(parts);
  const extremes = enumerate(larger, statements(parts, outcome.released));
  truth.forEach((value, index) => {
    if (value >= 10) return;
    expect(extremes[index]?.lowest).toBeLessThanOrEqual(3);
    expect(extremes[index]?.highest).toBeGreaterThanOrEqual(7);
  });
});

test.each([41, 42, 43, 44])(
  'random table %d: who is the only household of a cell does not find out another cell',
  (seed) => {
    const { parts, truth } = randomParts(seed);
    const singles = truth.map((value, index) => (index === 0 || value === 1 ? 1 : value));
    const named = Object.fromEntries(
      atomsOf(small).map((atom, at) => [Object.values(atom).join(' '), singles[at] ?? 0]),
    );
    const all = singles.reduce((sum, value) => sum + value, 0);
    const given = [table('inner', small.names, named), total('all', all), ...parts.slice(4)];
    const known = statements(given, gate(given).released);
    singles.forEach((own, insider) => {
      if (own !== 1) return;
      const [age = '', type = ''] = Object.values(atomsOf(small)[insider] ?? {});
      const extremes = enumerate(small, [...known, { selection: { age: [age], type: [type] }, lower: 1, upper: 1 }]);
      singles.forEach((value, index) => {
        if (value >= 10 || index === insider) return;
        expect(extremes[index]?.lowest).toBeLessThanOrEqual(3);
        expect(extremes[index]?.highest).toBeGreaterThanOrEqual(7);
      });
    });
  },
);

test.each([52, 53, 54, 55])(
  'random table %d: beside its own exact rows a municipality is left with the interval',
  (seed) => {
    const { parts, truth, own } = randomParts(seed, small, true);
    const outcome = gate(parts);
    const extremes = enumerate(small, statements(parts, outcome.released));
    const shown = counts(outcome.released[0]);
    truth.forEach((value, index) => {
      const rest = value - (own[index] ?? 0);
      if (rest >= 10) return;
      expect(shown[index]).toBeNull();
      expect((extremes[index]?.highest ?? 0) - (own[index] ?? 0)).toBeGreaterThanOrEqual(7);
      expect(extremes[index]?.lowest).toBeLessThanOrEqual(Math.max((own[index] ?? 0) + 3, Math.floor(value * 0.9)));
    });
  },
);

test.each([11, 12])('random table %d: the auditor finds the intervals that enumeration finds', (seed) => {
  const { parts } = randomParts(seed);
  const given = statements(parts, gate(parts).released);
  const extremes = enumerate(small, given);
  const intervals = attack(given);
  atomsOf(small)
    .map((atom) => `inner ${Object.values(atom).join(' ')}`)
    .forEach((name, index) => {
      const interval = intervals.find((each) => each.name === name);
      const extreme = extremes[index];
      if (interval === undefined || extreme === undefined) return;
      expect(interval.lowest).toBe(extreme.lowest);
      if (extreme.highest < 30) expect(interval.highest).toBe(extreme.highest);
    });
});

test('a budget that runs out withholds everything of the population', () => {
  const parts = [table('one', ['type'], { rent: 40, energy: 30, water: 4 }), total('all', 74)];
  const policy = withValues(research, 'test', { solveBudget: 1, roundingBase: 1, coarseRoundingBase: 1 });
  const outcome = gate(parts, undefined, policy);
  expect(outcome.certificate.populations[0]?.finished).toBe(false);
  expect(outcome.released.flatMap(counts).every((count) => count === null)).toBe(true);
});

test('the same task twice gives the same bytes, and says nothing of margins in the certificate', () => {
  const { parts } = randomParts(21);
  expect(JSON.stringify(gate(parts))).toBe(JSON.stringify(gate(parts)));
  expect(found([], 'x').highest).toBe(Number.POSITIVE_INFINITY);
});
