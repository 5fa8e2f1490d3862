import { describe, expect, test } from 'vitest';
import { familiesApart } from '../../lib/disclosure/rests/families.ts';
import { seededRandom } from '../support/extracts.ts';

/** Which of some numbers share a row, as pairs of places. */
const apartBut = (pairs: readonly (readonly [number, number])[]) => (a: number, b: number) =>
  a !== b && !pairs.some(([one, other]) => (one === a && other === b) || (one === b && other === a));
const sorted = (families: readonly (readonly number[])[]) =>
  families.map((family) => family.toSorted((a, b) => a - b).join(' ')).toSorted();
type Given = { readonly whole: number; readonly most: number; readonly steps?: { left: number } };
const families = (
  rows: readonly number[],
  pairs: readonly (readonly [number, number])[],
  { whole, most, steps = { left: 1_000 } }: Given,
) => sorted(familiesApart([...rows.keys()], { rows, areApart: apartBut(pairs) }, { whole, most, steps }));

describe('numbers that lie apart inside a wider one', () => {
  test('are all of them where none share a row', () =>
    expect(families([10, 20, 30], [], { whole: 65, most: 10 })).toEqual(['0 1 2']));
  test('are each set to which none can be added', () =>
    expect(families([20, 20, 20, 20], [[0, 1]], { whole: 65, most: 10 })).toEqual(['0 2 3', '1 2 3']));
  test.each([
    [69, ['0 1 2']],
    [70, []],
  ])('must leave fewer than ten of %d', (whole, found) =>
    expect(families([10, 20, 30], [], { whole, most: 10 })).toEqual(found),
  );
  test('are at least two: a single one leaves a difference of two numbers', () => {
    expect(families([60], [], { whole: 65, most: 10 })).toEqual([]);
    expect(families([60, 60], [[0, 1]], { whole: 65, most: 10 })).toEqual([]);
    expect(families([30, 30], [], { whole: 65, most: 10 })).toEqual(['0 1']);
  });
  test('are none of none', () => expect(families([], [], { whole: 5, most: 10 })).toEqual([]));
  test('are only those that are asked about', () =>
    expect(
      familiesApart(
        [0, 2],
        { rows: [30, 30, 30], areApart: (a, b) => a !== b },
        { whole: 65, most: 10, steps: { left: 9 } },
      ),
    ).toEqual([[0, 2]]));
  test('may leave less than nothing where rows changed since they were counted', () =>
    expect(families([40, 40], [], { whole: 65, most: 10 })).toEqual(['0 1']));
});

describe('a search', () => {
  const used = (rows: readonly number[], pairs: readonly (readonly [number, number])[], given: Given) => {
    const steps = { left: 1_000 };
    families(rows, pairs, { ...given, steps });
    return 1_000 - steps.left;
  };
  test('takes a step for each number of a family, and one to begin', () =>
    expect(used([10, 20, 30, 40, 50], [], { whole: 155, most: 10 })).toBe(6));
  test('goes on only from the number that lies apart from most others, and from those that share rows with it', () => {
    expect(used([20, 20, 20, 20], [[0, 1]], { whole: 65, most: 10 })).toBe(5);
    const star: readonly (readonly [number, number])[] = [
      [0, 1],
      [0, 2],
      [0, 3],
    ];
    expect(used([20, 20, 20, 20], star, { whole: 65, most: 10 })).toBe(5);
  });
  test('ends at once where all numbers together leave too much', () => {
    expect(used([10, 20, 30], [], { whole: 70, most: 10 })).toBe(1);
    expect(used([10, 20, 30], [], { whole: 69, most: 10 })).toBe(4);
  });
  test.each([
    [4, ['0 1 2'], 0],
    [3, [], 0],
    [5, ['0 1 2'], 1],
  ])('of %d steps, where four are needed, finds %j and leaves %d', (left, found, rest) => {
    const steps = { left };
    expect(families([10, 20, 30], [], { whole: 65, most: 10, steps })).toEqual(found);
    expect(steps.left).toBe(rest);
  });
});

/** All sets by trying each: apart, at least two, leaving few, and none can be added. */
function tried(rows: readonly number[], isApart: (a: number, b: number) => boolean, { whole, most }: Given) {
  const places = [...rows.keys()];
  const sets = Array.from({ length: 2 ** rows.length }, (_, set) =>
    places.filter((place) => Math.floor(set / 2 ** place) % 2 === 1),
  );
  const fits = (place: number, set: readonly number[]) =>
    set.every((other) => other === place || isApart(place, other));
  return sets.filter((set) => {
    const left = whole - set.reduce((sum, place) => sum + (rows[place] ?? 0), 0);
    const isLargest = !places.some((place) => !set.includes(place) && fits(place, set));
    return set.length >= 2 && left < most && isLargest && set.every((place) => fits(place, set));
  });
}

test('up to nine random numbers: the same families as by trying each set, each once', () => {
  let found = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const random = seededRandom(seed);
    const rows = Array.from({ length: 2 + Math.floor(8 * random()) }, () => Math.floor(40 * random()));
    const places = [...rows.keys()];
    const pairs = places.flatMap((a) => places.slice(a + 1).flatMap((b) => (random() < 0.4 ? [[a, b] as const] : [])));
    const whole = Math.floor(120 * random());
    const expected = sorted(tried(rows, apartBut(pairs), { whole, most: 20 }));
    expect(families(rows, pairs, { whole, most: 20, steps: { left: 10_000 } })).toEqual(expected);
    found += expected.length;
  }
  expect(found).toBeGreaterThan(100);
});
