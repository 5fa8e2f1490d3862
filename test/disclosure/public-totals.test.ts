import { describe, expect, test } from 'vitest';
import { nothingEarlier } from '../../lib/disclosure/earlier.ts';
import { gateTask } from '../../lib/disclosure/gate.ts';
import { readPublicTotals } from '../../lib/disclosure/policy-settings.ts';
import { PublicTotal, publishedCounts } from '../../lib/disclosure/public-totals.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { attack, counts, domains, found, generous, statements, table } from '../support/gate.ts';

const solver = await loadSolver();

const total = (municipalities: readonly string[], value: number, selection = {}) =>
  PublicTotal.parse({ source: 'Divosa monitor', date: '2026-07-01', unit: 'cases', municipalities, selection, value });

describe('B7 a public margin beside rounded cells', () => {
  /** Three kinds; the smallest is withheld. Without more, an outsider knows nothing of it but that it is small. */
  const rest = (small: number) => (small > 5 ? { rent: 32, energy: 22 } : { rent: 28, energy: 18 });
  const sum = (small: number) => rest(small).rent + rest(small).energy + small;
  const parts = (small: number) => [table('kinds', ['type'], { ...rest(small), water: small })];
  const released = (small: number, isKnown: boolean) => {
    const given = parts(small);
    const published = isKnown ? [{ selection: {}, rows: sum(small) }] : [];
    const earlier = (universe: string) => ({ ...nothingEarlier(universe), domains, published });
    return gateTask({ parts: given, policy: generous, solver, earlier });
  };
  const interval = (small: number, isKnown: boolean) => {
    const { released: given } = released(small, isKnown);
    const published = {
      universe: 'cases@all',
      name: 'Divosa',
      selection: {},
      lower: sum(small),
      upper: sum(small),
      withheld: false,
    };
    return found(attack([...statements(parts(small), given), published]), 'kinds water');
  };
  test('works when the gate does not know what is published: rounding hides nothing at its edge', () => {
    expect(released(1, false).released.flatMap(counts)).toEqual([30, 20, null]);
    expect(interval(1, false).highest).toBe(1);
    expect(interval(9, false).lowest).toBe(9);
  });
  test.each([1, 4, 9])('is stopped: with %d the interval stays open beside the public total', (small) => {
    const { lowest, highest } = interval(small, true);
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
  test('a number that is public is no secret', () => {
    const earlier = (universe: string) => ({
      ...nothingEarlier(universe),
      domains,
      published: [{ selection: { type: ['water'] }, rows: 4 }],
    });
    const { released: given, certificate } = gateTask({ parts: parts(4), policy: generous, solver, earlier });
    expect(given.flatMap(counts)[2]).toBeNull();
    expect(certificate.populations[0]?.finished).toBe(true);
  });
});

describe('published totals of a population', () => {
  const population = { unit: 'cases', municipalities: ['9001', '9002', '9003'] };
  test('add up over its municipalities', () => {
    const totals = [total(['9001', '9002'], 40), total(['9003'], 12)];
    expect(publishedCounts(totals, population)).toEqual([{ selection: {}, rows: 52 }]);
  });
  test('count for nothing when they leave one out, count another one, or another unit', () => {
    expect(publishedCounts([total(['9001', '9002'], 40)], population)).toEqual([]);
    expect(publishedCounts([total(['9001', '9002', '9003', '9004'], 40)], population)).toEqual([]);
    expect(publishedCounts([total(population.municipalities, 40)], { ...population, unit: 'signals' })).toEqual([]);
  });
  test('with other rows stay apart', () => {
    const totals = [total(population.municipalities, 52), total(population.municipalities, 9, { reached: ['yes'] })];
    expect(publishedCounts(totals, population).map(({ rows }) => rows)).toEqual([52, 9]);
  });
});

describe('public totals in the settings', () => {
  const given = { source: 'CBS', date: '2026-07-01', unit: 'cases', municipalities: ['9001'], value: 5 };
  const read = (entry: object) => readPublicTotals(JSON.stringify({ publicTotals: [entry] }));
  test('are read with their source and date', () => {
    expect(read({ ...given, selection: { reached: ['yes'] } })).toMatchObject([
      { ...given, selection: { reached: ['yes'] } },
    ]);
    expect(readPublicTotals(undefined)).toEqual([]);
  });
  test.each([
    ['an unknown key', { ...given, note: 'x' }],
    ['no source', { ...given, source: undefined }],
    ['text for a number', { ...given, value: '5' }],
    ['half a household', { ...given, value: 4.5 }],
    ['a variable that is none', { ...given, selection: { income: ['low'] } }],
    ['a code that is none', { ...given, selection: { reached: ['maybe'] } }],
    ['a unit that is none', { ...given, unit: 'persons', selection: { reached: ['yes'] } }],
    ['a unit that is none, of everybody', { ...given, unit: 'persons' }],
    ['a variable without codes', { ...given, selection: { arrears: ['200'] } }],
  ])('stop the start with %s', (_, entry) => expect(() => read(entry)).toThrow(/./));
});
