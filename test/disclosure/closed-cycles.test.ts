import { expect, test } from 'vitest';
import { withoutCycles } from '../../lib/disclosure/secondary/cycles.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';

/** Three variables of sixteen levels: the joint table of pq, qr and pr has 4,096 combinations. */
const domains: Domains = new Map(
  ['p', 'q', 'r'].map((name) => [name, Array.from({ length: 16 }, (_, level) => `${name}${level}`)]),
);

const selectionOf = (table: string): Selection =>
  Object.fromEntries(table.split('').map((variable) => [variable, [`${variable}0`]]));

/** Two cells of each table; tables of earlier releases are written in capitals. */
const cellsOf = (tables: readonly string[]) =>
  tables.flatMap((table, part) =>
    [0, 1].map((place) =>
      cellOf(2 * part + place, {
        part: table === table.toUpperCase() ? -1 : part,
        selection: selectionOf(table.toLowerCase()),
        fixedBase: table === table.toUpperCase() ? 5 : null,
        secret: true,
      }),
    ),
  );

function choose(
  tables: readonly string[],
  {
    known = [],
    zeros = [],
    registered = [],
  }: {
    readonly known?: readonly string[];
    readonly zeros?: readonly Selection[];
    readonly registered?: readonly number[];
  } = {},
) {
  const { kept, aside, cycles } = withoutCycles(cellsOf(tables), {
    domains,
    known: known.map(selectionOf),
    zeros,
    isRegistered: (part) => registered.includes(part),
  });
  return { kept: kept.map(({ id }) => id), aside: aside.map(({ id }) => id), cycles };
}

const closed = (part: number) => ({ part, combinations: 4_096, limit: 4_000 });

test('tables that form a tree are all kept', () =>
  expect(choose(['pq', 'qr', 'p', 'r'])).toEqual({ kept: [0, 1, 2, 3, 4, 5, 6, 7], aside: [], cycles: [] }));

test('the last table that closes a cycle is put aside, and what comes after it is kept', () =>
  expect(choose(['pq', 'qr', 'pr', 'r'])).toEqual({ kept: [0, 1, 2, 3, 6, 7], aside: [4, 5], cycles: [closed(2)] }));

test('registered tables are kept before others', () =>
  expect(choose(['pq', 'qr', 'pr'], { registered: [1, 2] })).toMatchObject({ aside: [0, 1], cycles: [closed(0)] }));

test('what was released before or is known otherwise cannot be put aside', () => {
  expect(choose(['pq', 'qr', 'PR'])).toMatchObject({ aside: [2, 3], cycles: [closed(1)] });
  expect(choose(['pq'], { known: ['qr', 'pr'] })).toMatchObject({ kept: [], aside: [0, 1], cycles: [closed(0)] });
  expect(choose(['pq', 'PQ', 'QR', 'PR'])).toEqual({
    kept: [2, 3, 4, 5, 6, 7],
    aside: [0, 1],
    cycles: [closed(0)],
  });
});

test('what cannot exist closes a cycle when all its variables are asked', () => {
  const zero = selectionOf('pr');
  expect(choose(['pq', 'qr'], { zeros: [zero] })).toMatchObject({ aside: [2, 3], cycles: [closed(1)] });
  expect(choose(['pq', 'qr'], { zeros: [{ ...zero, other: ['x'] }] }).aside).toEqual([]);
});

test('the joint table itself makes its margins a tree, and is kept where they are kept', () =>
  expect(choose(['pq', 'qr', 'pr', 'pqr']).aside).toEqual([]));

test('a table put aside is withheld and has no secrets of its own', () => {
  const { aside } = withoutCycles(cellsOf(['pq', 'qr', 'pr']), {
    domains,
    known: [],
    zeros: [],
    isRegistered: () => false,
  });
  expect(aside.map(({ primary, secret }) => [primary, secret])).toEqual([
    [true, false],
    [true, false],
  ]);
});
