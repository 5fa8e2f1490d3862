import { describe, expect, test } from 'vitest';
import { chooseRung, type LadderRung } from '../../lib/disclosure/rungs.ts';

type Pattern = { readonly levels: readonly string[]; readonly households: number; readonly events: number };

/** Ten households make a curve of its own, ten events a step; no curve shows more than two steps. */
const choose = (...rungs: readonly LadderRung<Pattern>[]) => {
  const seen: (readonly [number, number])[] = [];
  const chosen = chooseRung(rungs, {
    large: ({ households }) => households >= 10,
    steps: (patterns, gridLength) => {
      seen.push([patterns.length, gridLength]);
      return Math.min(gridLength, 2);
    },
    passes: ({ events }, steps) => events >= 10 * steps,
  });
  return { seen, edges: chosen?.rung.edgesDays, steps: chosen?.steps, passing: chosen?.passing };
};
const pattern = (levels: readonly string[], events: number, households = 10): Pattern => ({
  levels,
  households,
  events,
});

describe('the rung of a ladder', () => {
  test('has the steps of its large curves, and is judged by these steps', () => {
    const fine = [pattern(['a'], 20), pattern(['b'], 99, 9)];
    expect(choose({ edgesDays: [30, 60, 90], patterns: fine })).toEqual({
      seen: [[1, 3]],
      edges: [30, 60, 90],
      steps: 2,
      passing: [fine[0]],
    });
  });
  test('is the finest that shows every curve that some rung shows', () => {
    const fine = { edgesDays: [30, 60], patterns: [pattern(['a'], 20), pattern(['b'], 19)] };
    const coarse = { edgesDays: [60], patterns: [pattern(['a'], 20), pattern(['b'], 19)] };
    expect(choose(fine, coarse).edges).toEqual([60]);
    expect(choose({ ...fine, patterns: [pattern(['a'], 20), pattern(['b'], 20)] }, coarse).edges).toEqual([30, 60]);
  });
  test('does not take two curves for one whose levels read alike', () => {
    const fine = { edgesDays: [30, 60], patterns: [pattern(['a', 'bc'], 20), pattern(['ab', 'c'], 19)] };
    const coarse = { edgesDays: [60], patterns: [pattern(['a', 'bc'], 20), pattern(['ab', 'c'], 19)] };
    expect(choose(fine, coarse).edges).toEqual([60]);
  });
  test('is none where no curve passes, of a ladder without rungs too', () => {
    expect(choose({ edgesDays: [30], patterns: [pattern(['a'], 9)] }).edges).toBeUndefined();
    expect(choose({ edgesDays: [30], patterns: [] }).edges).toBeUndefined();
    expect(choose().edges).toBeUndefined();
  });
});
