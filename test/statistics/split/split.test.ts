import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { municipalitiesOf, type Providers, siteRows } from '../../support/site-rows.ts';
import { countEstimators } from './counts.ts';
import { coxEstimators } from './cox.ts';
import { modelEstimators } from './models.ts';
import { survivalEstimators } from './survival.ts';
import { tableEstimators } from './tables.ts';

const estimators = [
  ...countEstimators,
  ...tableEstimators,
  ...survivalEstimators,
  ...modelEstimators,
  ...coxEstimators,
];

/** What adds nothing up: numbers of one place, or parts of the estimators above without a result of their own. */
const withoutSites: readonly string[] = [
  'cross-products',
  'interval',
  'linear-algebra',
  'linear-algebra-eigen',
  'linear-algebra-solve',
  'power',
  'root',
  'time-grid',
  'cox/cell-scores',
  'cox/firth-interval',
];

const names = (folder: string): readonly string[] =>
  readdirSync(`lib/statistics/${folder}`)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}${name.slice(0, -3)}`);

const one = (seed: number): Providers => [municipalitiesOf(siteRows(seed))];
const everything = (seed: number): Providers => [[siteRows(seed)]];
const twoProviders = (seed: number): Providers => {
  const municipalities = municipalitiesOf(siteRows(seed)).toReversed();
  const cut = 1 + (seed % (municipalities.length - 1));
  return [municipalities.slice(0, cut), municipalities.slice(cut)];
};
const eachItsOwn = (seed: number): Providers => municipalitiesOf(siteRows(seed)).map((rows) => [rows]);

test('every file of lib/statistics is in the table, or has nothing to split', () => {
  const known = new Set([...estimators.flatMap((estimator) => estimator.covers), ...withoutSites]);
  expect([...names(''), ...names('cox/')].filter((name) => !known.has(name))).toEqual([]);
});

describe.each(estimators)('$name', ({ numbers, stratified }) => {
  test.each([1, 2])('split over municipalities and providers, combined = computed on all (seed %i)', (seed) => {
    const expected = numbers(stratified === true ? one(seed) : everything(seed));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((value) => value !== null).every(Number.isFinite)).toBe(true);
    expect(expected.some((value) => value !== null && value !== 0)).toBe(true);
    for (const split of [twoProviders(seed), eachItsOwn(seed)]) {
      const found = numbers(split);
      expect(found).toHaveLength(expected.length);
      for (const [index, value] of expected.entries()) {
        const other = found[index];
        if (value === null || other === null || other === undefined) expect(other).toBe(value);
        else expect(Math.abs(other - value)).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
      }
    }
  });
});
