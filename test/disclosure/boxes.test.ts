import { describe, expect, test } from 'vitest';
import {
  areAllCombinations,
  areDisjoint,
  type Box,
  boxOf,
  differing,
  isCovered,
  isInside,
  layoutOf,
  selectionOf,
  shared,
  withBits,
} from '../../lib/disclosure/rests/boxes.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { seededRandom } from '../support/extracts.ts';

const steps = Array.from({ length: 37 }, (_, step) => `s${step}`);
const domains: Domains = new Map([
  ['kind', ['a', 'b', 'c']],
  ['step', steps],
]);
const bits = (box: Box) => [...box].map((word) => word.toString(2));

describe('the variables that selections name', () => {
  test('stand in the order of their names, with all levels of the codebook', () =>
    expect(layoutOf([{ kind: ['b'] }, { step: ['s1'] }, { age: ['old'] }, { kind: ['a'] }], domains)).toEqual([
      { name: 'age', levels: ['old', '(none of these)'], from: 0, until: 1 },
      { name: 'kind', levels: ['a', 'b', 'c'], from: 1, until: 2 },
      { name: 'step', levels: steps, from: 2, until: 4 },
    ]));
  test('have each level once that is named of a variable that the codebook does not list, and none of these', () =>
    expect(layoutOf([{ code: ['y', 'x'] }, { kind: ['a'] }, { code: ['x', 'z'] }], domains)[0]).toEqual({
      name: 'code',
      levels: ['x', 'y', 'z', '(none of these)'],
      from: 0,
      until: 1,
    }));
  test('have the pieces of an axis, to its end, and nothing beside them', () =>
    expect(
      layoutOf([{ 'leaving-any': ['e:0:28'] }, { 'leaving-any': ['c:28:45', 'x:45:'] }], domains)[0]?.levels,
    ).toEqual(['e:0:28', 'e:28:45', 'e:45:', 'c:0:28', 'c:28:45', 'c:45:']));
  test('are none of a total', () => {
    const layout = layoutOf([{}], domains);
    const all = boxOf(layout, {});
    expect([layout, all, selectionOf(layout, all)]).toEqual([[], new Uint32Array(0), {}]);
    expect([isInside(all, all), areDisjoint(layout, all, all), isCovered(layout, all, [all])]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a selection as bits', () => {
  const asked: Selection[] = [{ code: ['x'] }, { kind: ['a'] }, { step: ['s0'] }];
  const layout = layoutOf(asked, domains);
  test('has all bits of a variable that is not named, also beyond 32 levels', () => {
    expect(bits(boxOf(layout, {}))).toEqual(['11', '111', '1'.repeat(32), '11111']);
    expect(bits(boxOf(layout, { step: ['s0', 's31', 's32', 's36'], kind: ['a', 'c'] }))).toEqual([
      '11',
      '101',
      `1${'0'.repeat(30)}1`,
      '10001',
    ]);
  });
  test('has none of the unnamed levels where some are named', () =>
    expect(bits(boxOf(layout, { code: ['x'] }))[0]).toBe('1'));
  test.each<Selection>([
    {},
    { kind: ['c'] },
    { kind: ['a', 'b'], step: ['s3', 's35'] },
    { code: ['x'], step: steps.slice(1) },
  ])('is the selection again: %j', (selection) =>
    expect(selectionOf(layout, boxOf(layout, selection))).toEqual(selection),
  );
  test('names no variable of which it takes all levels', () =>
    expect(selectionOf(layout, boxOf(layout, { kind: ['a', 'b', 'c'], step: steps }))).toEqual({}));
  test('can take the levels that nobody named', () => {
    const [code] = layout;
    const others = withBits(
      boxOf(layout, { kind: ['a'] }),
      code ?? { name: '', levels: [], from: 0, until: 0 },
      () => 2,
    );
    expect(selectionOf(layout, others)).toEqual({ code: ['(none of these)'], kind: ['a'] });
  });
});

describe('every combination of levels', () => {
  const asked: readonly Selection[] = ['a', 'b', 'c'].flatMap((kind) =>
    ['x', '(none of these)'].map((code) => ({ kind: [kind], code: [code] })),
  );
  const layout = layoutOf([{ code: ['x'] }, { kind: ['a'] }], domains);
  const boxes = asked.map((each) => boxOf(layout, each));
  test('is there when each was asked for by itself, also beside wider numbers', () => {
    expect(areAllCombinations(layout, boxes)).toBe(true);
    expect(areAllCombinations(layout, [boxOf(layout, {}), ...boxes, ...boxes])).toBe(true);
  });
  test('is not there when one is missing, or only inside a wider number', () => {
    expect(areAllCombinations(layout, boxes.slice(1))).toBe(false);
    expect(areAllCombinations(layout, [...boxes.slice(1), ...boxes.slice(1, 2)])).toBe(false);
    expect(areAllCombinations(layout, [...boxes.slice(1), boxOf(layout, { kind: ['a'] })])).toBe(false);
  });
});

/** Rows of every kind: who leaves at day 10, 30 or 50, with an event or without, and a code that nobody names. */
type Row = {
  readonly code: string;
  readonly kind: string;
  readonly step: string;
  readonly left: readonly [string, number];
};
const axis = ['e:0:28', 'c:0:28', 'x:0:28', 'e:28:45', 'x:28:45', 'x:28:', 'e:45:', 'x:45:'];
const rows = ['x', 'y', 'other'].flatMap((code) =>
  ['a', 'b', 'c'].flatMap((kind) =>
    steps.flatMap((step) =>
      [10, 30, 50].flatMap((day) => ['e', 'c'].map((sort): Row => ({ code, kind, step, left: [sort, day] }))),
    ),
  ),
);
const isLeaving = (level: string, [sort, day]: Row['left']) => {
  const [kind, from, until] = level.split(':');
  return (kind === 'x' || kind === sort) && Number(from) < day && (until === '' || day <= Number(until));
};
const isIn = (selection: Selection, { code, kind, step, left }: Row) =>
  (selection['code']?.includes(code) ?? true) &&
  (selection['kind']?.includes(kind) ?? true) &&
  (selection['step']?.includes(step) ?? true) &&
  (selection['leaving-any']?.some((level) => isLeaving(level, left)) ?? true);

/** Selections that name some levels of some variables. */
function selectionsOf(seed: number): readonly Selection[] {
  const random = seededRandom(seed);
  const levels: readonly (readonly [string, readonly string[]])[] = [
    ['code', ['x', 'y']],
    ['kind', ['a', 'b', 'c']],
    ['step', steps],
    ['leaving-any', axis],
  ];
  const some = (all: readonly string[]) => {
    const own = all.filter(() => random() < 0.6);
    return own.length > 0 ? own : all.slice(0, 1);
  };
  return Array.from({ length: 6 }, () =>
    Object.fromEntries(levels.flatMap(([name, all]) => (random() < 0.35 ? [[name, some(all)] as const] : []))),
  );
}

test('six random selections at a time are inside, apart, covered and shared as their rows are', () => {
  const seen = { inside: 0, apart: 0, covered: 0, open: 0 };
  for (let seed = 1; seed <= 80; seed += 1) {
    const selections = selectionsOf(seed);
    const layout = layoutOf([{ code: ['x', 'y'] }, { 'leaving-any': ['x:28:45'] }, ...selections], domains);
    const [first = {}, second = {}, ...others] = selections;
    const [a, b] = [boxOf(layout, first), boxOf(layout, second)];
    const [inA, inB] = [rows.filter((row) => isIn(first, row)), rows.filter((row) => isIn(second, row))];
    const both = inA.filter((row) => isIn(second, row));
    const isOpen = inA.some((row) => !others.some((other) => isIn(other, row)));
    expect(isInside(a, b)).toBe(both.length === inB.length);
    expect(areDisjoint(layout, a, b)).toBe(both.length === 0);
    const known = others.map((other) => boxOf(layout, other));
    expect(isCovered(layout, a, known)).toBe(!isOpen);
    if (both.length > 0)
      expect(rows.filter((row) => isIn(selectionOf(layout, shared(a, b)), row)).length).toBe(both.length);
    seen.inside += Number(both.length === inB.length);
    seen.apart += Number(both.length === 0);
    seen.covered += Number(!isOpen);
    seen.open += Number(isOpen);
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(2);
});

describe('what two selections take otherwise', () => {
  const asked: readonly Selection[] = [{ code: ['x', 'y'] }, { kind: ['a'] }, { step: ['s1'] }];
  const layout = layoutOf(asked, domains);
  const names = (a: Selection, b: Selection) =>
    differing(layout, boxOf(layout, a), boxOf(layout, b)).map(({ name }) => name);
  test.each<readonly [Selection, Selection, readonly string[]]>([
    [{}, {}, []],
    [{ kind: ['a'] }, { kind: ['b'] }, ['kind']],
    [{ kind: ['a'] }, { kind: ['a'], step: ['s33'] }, ['step']],
    [{ step: ['s1', 's33'] }, { step: ['s1', 's34'] }, ['step']],
    [{ code: ['x'], kind: ['a'] }, { code: ['y'] }, ['code', 'kind']],
  ])('%j and %j: %j', (a, b, expected) => expect(names(a, b)).toEqual(expected));
});

test('a covered box need not be inside any one of the others', () => {
  const layout = layoutOf([{ kind: ['a'] }, { code: ['x'] }], domains);
  const [all, ...parts] = [{}, { kind: ['a', 'b'] }, { kind: ['c'], code: ['x'] }].map((each) => boxOf(layout, each));
  const [box = new Uint32Array(0)] = [all];
  expect(isCovered(layout, box, parts)).toBe(false);
  expect(isCovered(layout, box, [...parts, boxOf(layout, { code: ['(none of these)'] })])).toBe(true);
  expect(isCovered(layout, box, [])).toBe(false);
});
