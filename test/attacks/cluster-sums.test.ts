import { describe, expect, test } from 'vitest';
import type { ClusterSumsEvidence } from '../../lib/disclosure/evidence.ts';
import { treat } from '../../lib/disclosure/treatment.ts';
import { type Matrix, multiply, transpose } from '../../lib/statistics/linear-algebra.ts';
import { cholesky } from '../../lib/statistics/linear-algebra-solve.ts';
import { seededRandom } from '../support/extracts.ts';

const terms = (count: number) => Array.from({ length: count }, (_, index) => `term=${index}`);
const matrixOf = (size: number, value: number) =>
  Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => (row === column ? value : 0)));

function evidence(change: Partial<ClusterSumsEvidence> = {}): ClusterSumsEvidence {
  const size = change.terms?.length ?? 2;
  const fit = { ties: 'efron', edgesDays: [105], meat: matrixOf(size, 123.456), adjusted: matrixOf(size, 234.567) };
  return {
    kind: 'cluster-sums',
    name: 'municipality',
    terms: terms(size),
    clusters: 8,
    degreesOfFreedom: 7,
    fits: [fit],
    municipalities: 8,
    protectedHouseholds: 100,
    protectedEvents: 20,
    protectedRepeated: null,
    largestShare: 0.3,
    ...change,
  };
}

const released = (given: ClusterSumsEvidence) => {
  const { released: found, findings } = treat(given);
  return { sums: found.kind === 'cluster-sums' ? found.sums : undefined, checks: findings.map(({ check }) => check) };
};

/** The two scores that fit a sum and a sum of squares. */
function twoScores(sum: number, squares: number): readonly number[] {
  const half = Math.sqrt(Math.max(0, squares / 2 - (sum / 2) ** 2));
  return [sum / 2 - half, sum / 2 + half];
}

/**
 * How many of the numbers of unknown municipalities the released sums fix: rank of the derivatives of Σ U, Σ U U' and Σ w U U' (the
 * jackknife's, with weights that the insiders may know) by the scores of `unknown` municipalities on `size` terms.
 */
function fixedNumbers(unknown: number, size: number): number {
  const random = seededRandom(7);
  const scores = Array.from({ length: unknown }, () => Array.from({ length: size }, () => random() * 40 - 20));
  const weights = scores.map(() => 1 + random());
  const pairs = terms(size).flatMap((_, row) =>
    terms(size).flatMap((__, column) => (row <= column ? [[row, column]] : [])),
  );
  const ofProduct = (weight: (site: number) => number) =>
    pairs.map(([row = 0, column = 0]) =>
      scores.flatMap((score, site) =>
        score.map(
          (_, term) =>
            weight(site) * ((term === row ? (score[column] ?? 0) : 0) + (term === column ? (score[row] ?? 0) : 0)),
        ),
      ),
    );
  const ofSum = terms(size).map((_, wanted) =>
    scores.flatMap((score) => score.map((__, term) => (term === wanted ? 1 : 0))),
  );
  const jacobian: Matrix = [...ofSum, ...ofProduct(() => 1), ...ofProduct((site) => weights[site] ?? 1)];
  return jacobian.length - cholesky(multiply(jacobian, transpose(jacobian))).aliased.length;
}

describe('an insider takes the own score out of sums over municipalities', () => {
  test('of three, the scores of the two others follow to the digit', () => {
    const scores = [31, -12, -19];
    const squares = Number(scores.reduce((sum, score) => sum + score * score, 0).toPrecision(3));
    const found = twoScores(-31, squares - 31 ** 2);
    expect(found[0]).toBeCloseTo(-19, 0);
    expect(found[1]).toBeCloseTo(-12, 0);
  });
  test.each([3, 5, 7])('so of %d nothing leaves', (municipalities) => {
    const { sums, checks } = released(evidence({ municipalities }));
    expect(sums).toBeNull();
    expect(checks).toContain('minimum-clusters');
  });
  test.each([1, 2, 3, 4, 5])(
    'with %d terms two insiders still cannot solve for the others where sums leave',
    (size) => {
      const least = Math.max(8, size + 5);
      expect(released(evidence({ terms: terms(size), municipalities: least })).sums).not.toBeNull();
      expect(released(evidence({ terms: terms(size), municipalities: least - 1 })).sums).toBeNull();
      expect(fixedNumbers(least - 2, size)).toBeLessThan((least - 2) * size);
    },
  );
  test('with four terms one municipality less would be enough for them', () => expect(fixedNumbers(6, 4)).toBe(6 * 4));
});

describe('what singles out a cluster does not leave', () => {
  test.each([
    ['nine households behind a term', { protectedHouseholds: 9 }, 'minimum-households'],
    ['nine households with the outcome behind a term', { protectedEvents: 9 }, 'minimum-events'],
    ['one cluster with more than half of a sum', { largestShare: 0.51 }, 'largest-share'],
    ['a share that is no number', { largestShare: Number.NaN }, 'largest-share'],
    ['nine households with several rows', { name: 'household', protectedRepeated: 9 }, 'repeated-households'],
    ['nobody with several rows, which is alike', { name: 'household', protectedRepeated: 0 }, 'repeated-households'],
  ] as const)('%s', (_, change, check) => {
    const { sums, checks } = released(evidence(change));
    expect(sums).toBeNull();
    expect(checks).toContain(check);
  });
});

test('what leaves has three digits, and households in fives', () => {
  const { sums } = released(evidence({ name: 'household', clusters: 1234, protectedRepeated: 40 }));
  expect(sums?.clusters).toBe(1235);
  expect(sums?.fits[0]?.meat).toEqual(matrixOf(2, 123));
  expect(sums?.fits[0]?.adjusted).toEqual(matrixOf(2, 235));
});
