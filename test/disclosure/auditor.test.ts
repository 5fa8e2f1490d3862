import { describe, expect, test } from 'vitest';
import { amountIntervals, isExposedAmount } from '../../lib/audit-disclosure/amounts.ts';
import { differencesOf } from '../../lib/audit-disclosure/differences.ts';
import { solvePopulation } from '../../lib/audit-disclosure/intervals.ts';
import { numbersIn } from '../../lib/audit-disclosure/numbers.ts';
import { restsOf } from '../../lib/audit-disclosure/rests.ts';
import type { Statement } from '../../lib/audit-disclosure/statements.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { seededRandom } from '../support/extracts.ts';
import { after, domains, gate, statements, table, total } from '../support/gate.ts';

const solver = await loadSolver();
const solve = (given: readonly Statement[]) => solvePopulation(given, domains, { unit: 'invented', solver });

const shown = (name: string, selection: Selection, lower: number, upper: number): Statement => ({
  universe: 'cases@all',
  name,
  selection,
  lower,
  upper,
  withheld: false,
});

describe('the auditor and differences of shown numbers', () => {
  test('finds the group between two exact numbers, over two releases', () => {
    const given = [shown('all', {}, 125, 125), shown('young', { age: ['young'] }, 120, 120)];
    const differences = differencesOf(given);
    expect(differences.map(({ name }) => name)).toEqual(['all without young']);
    expect(solve([...given, ...differences]).intervals).toEqual([{ name: 'all without young', lowest: 5, highest: 5 }]);
  });
  test('finds it when rounding shows the wider question with the smaller number', () => {
    const given = [shown('all', {}, 118, 122), shown('young', { age: ['young'] }, 119, 123)];
    expect(solve([...given, ...differencesOf(given)]).intervals).toEqual([
      { name: 'all without young', lowest: 0, highest: 3 },
    ]);
  });
  test('leaves alone what is far apart, not nested, the same question, or withheld', () => {
    const young = shown('young', { age: ['young'] }, 120, 120);
    expect(differencesOf([shown('all', {}, 160, 160), young])).toEqual([]);
    expect(differencesOf([shown('rent', { type: ['rent'] }, 121, 121), young])).toEqual([]);
    expect(differencesOf([young, { ...young, name: 'again' }])).toEqual([]);
    expect(differencesOf([shown('all', {}, 121, 121), { ...young, withheld: true }])).toEqual([]);
  });
  test('finds what two or three numbers without common rows leave of a third', () => {
    const [all, a, b] = [
      shown('all', {}, 43, 47),
      shown('a', { kind: ['a'] }, 28, 32),
      shown('b', { kind: ['b'] }, 18, 22),
    ];
    expect(solve([all, a, b, ...restsOf([all, a, b])]).intervals).toEqual([
      { name: 'all without a, b', lowest: 0, highest: 1 },
    ]);
    const c = shown('c', { kind: ['c'] }, 4, 8);
    const three = restsOf([{ ...all, lower: 50, upper: 54 }, a, b, c]);
    expect(three.map(({ name }) => name)).toEqual(['all without a, b, c']);
    const far = shown('all', {}, 120, 124);
    expect(restsOf([far, a, b])).toEqual([]);
    expect(restsOf([all, a, { ...b, selection: { age: ['young'] } }])).toEqual([]);
    expect(restsOf([all, a, { ...b, withheld: true }])).toEqual([]);
  });
  test('leaves what consists of withheld numbers to these, each of which is found out itself', () => {
    const given = [shown('all', {}, 43, 47), shown('a', { kind: ['a'] }, 28, 32), shown('b', { kind: ['b'] }, 8, 12)];
    const hidden = ['c', 'd'].map((kind) => ({ ...shown(kind, { kind: [kind] }, 0, 9), withheld: true }));
    const names = (more: readonly Statement[]) => solve([...given, ...more]).intervals.map(({ name }) => name);
    expect(names([...hidden, ...restsOf(given)])).toEqual(['c', 'd']);
    expect(names([...hidden.slice(0, 1), ...restsOf(given)])).toEqual(['c', 'all without a, b']);
  });
  test('says when a population is too large to solve as one', () => {
    const wide = new Map(Array.from({ length: 8 }, (_, index) => [`v${index}`, ['a', 'b', 'c', 'd', 'e']] as const));
    const given = [...wide.keys()].map((name) => ({ ...shown(name, { [name]: ['a'] }, 0, 1e6), withheld: true }));
    expect(solvePopulation(given, wide, { unit: 'invented', solver }).joint).toBe(false);
    expect(solve([shown('all', {}, 20, 20)]).joint).toBe(true);
  });
});

describe('the auditor and amounts', () => {
  const mean = (
    name: string,
    selection: Selection,
    rows: number,
    [value, step]: readonly [number, number],
  ): Statement => ({
    ...shown(name, { ...selection, 'known-mean:arrears-euro': ['yes'] }, rows, rows),
    amount: { name: 'mean:arrears-euro', lower: rows * (value - step / 2), upper: rows * (value + step / 2) },
  });
  const given = (rest: number, step: number) => [
    mean('all', {}, 120 + rest, [(120 * 1_000 + rest * 5_000) / (120 + rest), step]),
    mean('young', { age: ['young'] }, 120, [1_000, step]),
  ];
  const found = (rest: number, step: number) =>
    amountIntervals(given(rest, step), { domains, unit: 'invented', solver });
  test('finds the debts of five between two exact means', () =>
    expect(found(5, 0)).toEqual([
      { name: 'mean:arrears-euro of all without young', lowest: 25_000, highest: 25_000, rows: 5 },
    ]));
  test('calls them exposed where they are certainly fewer than ten rows, and known within a tenth', () => {
    expect([9, 10].map((rest) => found(rest, 0).map(isExposedAmount))).toEqual([[true], [false]]);
    expect([5, 20].map((step) => found(5, step).map(isExposedAmount))).toEqual([[true], [false]]);
  });
  test('takes three sums together: a tracker', () => {
    const sums = [
      mean('all', {}, 185, [1_000, 0]),
      mean('not water', { type: ['rent', 'energy'] }, 180, [1_010, 0]),
      mean('rent', { type: ['rent'] }, 90, [1_020, 0]),
    ];
    const [water] = amountIntervals(sums, { domains, unit: 'invented', solver });
    expect(water).toMatchObject({ lowest: 185_000 - 181_800, highest: 3_200, rows: 5 });
  });
  test('takes caps of one amount together, and other amounts apart', () => {
    const [all, young] = given(5, 0);
    if (all?.amount === undefined || young === undefined) throw new Error('no statements');
    const capped = { ...all, amount: { ...all.amount, name: 'mean:arrears-euro:5000' } };
    const other = { ...all, amount: { ...all.amount, name: 'mean:days-to-close' } };
    const count = (one: Statement) => amountIntervals([one, young], { domains, unit: 'invented', solver }).length;
    expect([capped, other].map(count)).toEqual([1, 0]);
  });
});

describe('the numbers that the auditor reads', () => {
  const names = { axis: 'leaving-any', cause: 'cause-creditor', untilDays: 90 };
  const protection = { roundingBase: 5, uncontrolled: false };
  const common = { name: 'return', dimensions: [], edgesDays: [30, 60], protection };
  const events = (part: ReleasedEvidence) =>
    numbersIn(part, names).map(({ extra, value, least }) => ({ extra, value, least }));
  test('of competing causes: the events of each, who leaves otherwise, and who stays', () => {
    const step = (same: number, other: number, censored: number) => ({ events: [same, other], censored });
    const intervals = [step(20, 15, 10), step(25, 10, 5)];
    const part = { ...common, kind: 'competing-table' as const, causes: ['same', 'other'] };
    expect(events({ ...part, patterns: [{ levels: [], entries: 185, intervals }] })).toEqual([
      { extra: { 'leaving-any': ['e:0:30'], 'cause-creditor': ['same'] }, value: 20, least: 10 },
      { extra: { 'leaving-any': ['e:0:30'], 'cause-creditor': ['other'] }, value: 15, least: 10 },
      { extra: { 'leaving-any': ['c:0:30'] }, value: 10, least: 0 },
      { extra: { 'leaving-any': ['e:30:60'], 'cause-creditor': ['same'] }, value: 25, least: 10 },
      { extra: { 'leaving-any': ['e:30:60'], 'cause-creditor': ['other'] }, value: 10, least: 10 },
      { extra: { 'leaving-any': ['c:30:60'] }, value: 5, least: 0 },
      { extra: { 'leaving-any': ['x:60:'] }, value: 100, least: 0 },
    ]);
    const withheld = events({ ...part, patterns: [{ levels: [], entries: null, intervals: null }] });
    expect(withheld).toHaveLength(4);
    expect(withheld.every(({ value, least }) => value === null && least === 0)).toBe(true);
  });
  test('of person-time, and of sums of scores: their events', () => {
    const intervals = [
      { events: 20, personDays: 900 },
      { events: 15, personDays: 600 },
    ];
    const time = { ...common, kind: 'person-time' as const };
    expect(events({ ...time, patterns: [{ levels: [], intervals }] })).toEqual([
      { extra: { 'leaving-any': ['e:0:30'] }, value: 20, least: 10 },
      { extra: { 'leaving-any': ['e:30:60'] }, value: 15, least: 10 },
    ]);
    expect(events({ ...time, patterns: [{ levels: [], intervals: null }] })).toHaveLength(2);
    const scores = { kind: 'score-sums' as const, name: 'states', groups: ['a', 'b'], protection };
    const sums = { observed: [40, 25], expected: [42.5, 22.5], variance: [] };
    expect(events({ ...scores, sums }).map(({ extra, value }) => [extra, value])).toEqual([
      [{ state: ['a'], 'leaving-any': ['e:0:90'] }, 40],
      [{ state: ['b'], 'leaving-any': ['e:0:90'] }, 25],
    ]);
    expect(events({ ...scores, sums: null }).map(({ value }) => value)).toEqual([null, null]);
  });
});

const most = 45;

/**
 * Smallest and largest of each margin over all tables of whole numbers up to `most`: margins with the same total always have a table, so
 * trying all margins is trying all tables.
 */
function enumerated(given: readonly Statement[]): ReadonlyMap<string, readonly [number, number]> {
  const levels = ['young', 'old', 'rent', 'energy', 'water', ''] as const;
  const bounds = levels.map((level) => {
    const about = given.filter(({ selection }) => Object.values(selection).flat().join('') === level);
    return [
      Math.max(0, ...about.map(({ lower }) => lower)),
      Math.min(most, ...about.map(({ upper }) => upper)),
    ] as const;
  });
  const isWithin = (level: number, value: number) =>
    value >= (bounds[level]?.[0] ?? 0) && value <= (bounds[level]?.[1] ?? most);
  const found = new Map<string, readonly [number, number]>();
  const note = (values: readonly number[]) =>
    levels.forEach((level, index) => {
      const [lowest, highest] = found.get(level) ?? [most, 0];
      const value = values[index] ?? 0;
      found.set(level, [Math.min(lowest, value), Math.max(highest, value)]);
    });
  for (let young = 0; young <= most; young += 1)
    for (let old = 0; isWithin(0, young) && old <= most - young; old += 1) {
      if (!isWithin(1, old) || !isWithin(5, young + old)) continue;
      for (let rent = 0; rent <= young + old; rent += 1)
        for (let energy = 0; isWithin(2, rent) && energy <= young + old - rent; energy += 1) {
          const water = young + old - rent - energy;
          if (isWithin(3, energy) && isWithin(4, water)) note([young, old, rent, energy, water, young + old]);
        }
    }
  return found;
}

describe.each([31, 32, 33, 34])('linked tables with rounded totals and an earlier release, seed %d', (seed) => {
  const random = seededRandom(seed);
  const [young, old] = [1 + Math.floor(random() * 20), 12 + Math.floor(random() * 12)];
  const rent = Math.floor(random() * 12);
  const energy = Math.floor(random() * (young + old - rent));
  const first = [table('ages', ['age'], { young, old }), total('rent', rent, { type: ['rent'] })];
  const second = [
    table('types', ['type'], { rent, energy, water: young + old - rent - energy }),
    total('all', young + old),
  ];
  const one = gate(first);
  const two = gate(second, after(one));
  const given = [...statements(first, one.released), ...statements(second, two.released)];
  test('no small number is narrower than certified, and the auditor finds what enumeration finds', () => {
    const audited = solve(given).intervals;
    const truth = enumerated(given);
    for (const { name, selection } of given.filter(({ withheld }) => withheld)) {
      const [lowest = 0, highest = most] = truth.get(Object.values(selection).flat().join('')) ?? [];
      const found = audited.find((each) => each.name === name);
      expect(found?.lowest).toBe(lowest);
      expect(Math.min(most, found?.highest ?? most)).toBe(highest);
      expect(lowest).toBeLessThanOrEqual(3);
      expect(highest).toBeGreaterThanOrEqual(7);
    }
  });
});
