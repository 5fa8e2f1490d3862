import { describe, expect, test } from 'vitest';
import { PublicTotal, publishedCounts, publishedKey, withPublished } from '../../lib/disclosure/public-totals.ts';
import type { Cell } from '../../lib/disclosure/secondary/plan.ts';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';

const given = { source: 'CBS', date: '2026-07-01', unit: 'cases', municipalities: ['9001'], value: 0 };
const codes = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index));
const isTotal = (changes: object) => PublicTotal.safeParse({ ...given, ...changes }).success;

describe('a public total as it is written down', () => {
  test.each([
    [{ source: 'CB' }, { source: 'CBS' }],
    [{ source: 'x'.repeat(201) }, { source: 'x'.repeat(200) }],
    [{ date: '1 July 2026' }, { date: '2026-07-31' }],
    [{ unit: '' }, { unit: 'case-spells' }],
    [{ unit: 'x'.repeat(41) }, { unit: 'x'.repeat(40) }],
    [{ unit: 'Cases' }, { unit: 'cases2' }],
    [{ unit: 'cases!' }, { unit: 'cases' }],
    [{ unit: '!cases' }, { unit: 'c' }],
    [{ municipalities: [] }, { municipalities: codes(1) }],
    [{ municipalities: codes(401) }, { municipalities: codes(400) }],
    [{ municipalities: ['901'] }, { municipalities: ['0901'] }],
    [{ municipalities: ['90011'] }, { municipalities: ['9001', '9002'] }],
    [{ municipalities: ['x9001'] }, {}],
    [{ municipalities: ['abcd'] }, {}],
    [{ value: -1 }, { value: 0 }],
    [{ value: 0.5 }, { value: 1 }],
    [{ selection: { reached: [] } }, { selection: { reached: ['yes'] } }],
    [{ selection: { reached: codes(65) } }, { selection: { reached: codes(64) } }],
    [{ selection: { reached: ['x'.repeat(65)] } }, { selection: { reached: ['x'.repeat(64)] } }],
    [{ selection: { Reached: ['yes'] } }, { selection: { 'age-band': ['yes'] } }],
    [{ selection: { '': ['yes'] } }, { selection: { x: ['yes'] } }],
    [{ selection: { 'reached ': ['yes'] } }, { selection: { x2: ['yes'] } }],
    [{ selection: { ' reached': ['yes'] } }, { selection: {} }],
    [{ selection: { ['x'.repeat(65)]: ['yes'] } }, { selection: { ['x'.repeat(64)]: ['yes'] } }],
    [{ note: 'x' }, {}],
  ])('%j is none, %j is one', (wrong, right) => {
    expect(isTotal(wrong)).toBe(false);
    expect(isTotal(right)).toBe(true);
  });
  test('counts every row of its municipalities when it names no selection', () =>
    expect(PublicTotal.parse(given).selection).toEqual({}));
});

describe('totals of a population', () => {
  const total = (municipalities: readonly string[], value: number, selection: Selection = {}) =>
    PublicTotal.parse({ ...given, municipalities, value, selection });
  const rows = (...totals: readonly PublicTotal[]) =>
    publishedCounts(totals, { unit: 'cases', municipalities: ['9001', '9002', '9003'] });
  test('are of one question whatever the order of its variables and levels', () => {
    const one = { reached: ['no', 'yes'], 'age-band': ['18-29'] };
    const other = { 'age-band': ['18-29'], reached: ['yes', 'no'] };
    expect(rows(total(['9001', '9002'], 40, one), total(['9003'], 12, other))).toEqual([{ selection: one, rows: 52 }]);
    const apart = { reached: ['no'], 'age-band': ['18-29'] };
    expect(rows(total(['9001', '9002'], 40, one), total(['9003'], 12, apart))).toEqual([]);
  });
  test('are found wherever they add up, not only from the widest', () => {
    const [wide, other, single] = [total(['9001', '9002'], 40), total(['9002', '9003'], 31), total(['9001'], 7)];
    expect(rows(wide, other, single)).toEqual([{ selection: {}, rows: 38 }]);
    expect(rows(wide, other)).toEqual([]);
  });
  test('are added up from the widest, each municipality once', () => {
    expect(rows(total(['9003'], 12), total(['9001', '9002', '9003'], 60), total(['9001'], 7))).toEqual([
      { selection: {}, rows: 60 },
    ]);
    expect(rows(total(['9001'], 7), total(['9002', '9003'], 30), total(['9001', '9002'], 20))).toEqual([
      { selection: {}, rows: 37 },
    ]);
  });
  test('are the widest where two ways give different sums, and none where nobody is counted', () => {
    const all = [total(['9001'], 7), total(['9002', '9003'], 30), total(['9001', '9002', '9003'], 60)];
    for (const order of [all, all.toReversed()]) expect(rows(...order)).toEqual([{ selection: {}, rows: 60 }]);
    expect(publishedCounts(all, { unit: 'cases', municipalities: [] })).toEqual([]);
  });
  test('that count another municipality as well are of no use, those beside them are', () =>
    expect(rows(total(['9003', '9004'], 90), total(['9001', '9002'], 40), total(['9003'], 12))).toEqual([
      { selection: {}, rows: 52 },
    ]));
  test('of another unit are no part of it', () => {
    const signals = { ...total(['9003'], 99), unit: 'signals' };
    expect(rows(total(['9001', '9002'], 40), signals)).toEqual([]);
    expect(rows(total(['9001', '9002'], 40), signals, total(['9003'], 12))).toEqual([{ selection: {}, rows: 52 }]);
  });
  test('are none without totals, and without municipalities', () => {
    expect(rows()).toEqual([]);
    expect(publishedCounts([total(['9001'], 40)], { unit: 'cases', municipalities: [] })).toEqual([]);
  });
});

describe('numbers beside what is public', () => {
  const domains: Domains = new Map([['reached', ['no', 'yes']]]);
  const cell = (id: number, group: number, selection: Selection): Cell =>
    cellOf(id, { group, selection, rows: 20, households: 20, largestRows: 5 });
  const everybody = { selection: { reached: ['yes', 'no'] }, rows: 52 };
  const reached = { selection: { reached: ['yes'] }, rows: 30 };
  const beside = (cells: readonly Cell[], counted: (selection: Selection) => number | undefined = () => undefined) =>
    withPublished(cells, [everybody, reached], { domains, counted });
  const known = ([id, group]: readonly [number, number], name: string, rows: number, selection: Selection): Cell => ({
    ...cell(id, group, selection),
    part: -1,
    name,
    rows,
    households: rows,
    largestRows: 0,
    least: 0,
    fixedBase: 1,
  });
  test('these are known exactly to everybody, after all other numbers', () => {
    const present = [cell(4, 2, { reached: ['no'] }), cell(3, 9, { reached: ['yes'] })];
    expect(beside(present)).toEqual({
      cells: [
        ...present,
        known([5, 10], 'published ', 52, {}),
        known([6, 11], 'published reached=yes', 30, { reached: ['yes'] }),
      ],
      unpublished: [present[0]],
    });
  });
  test('these begin at zero where there are no others', () =>
    expect(beside([]).cells.map(({ id, group }) => [id, group])).toEqual([
      [0, 0],
      [1, 1],
    ]));
  test('these are the rows of the data where they were asked', () => {
    const counted = ({ reached: levels }: Selection) => (levels === undefined ? 0 : undefined);
    expect(beside([], counted).cells.map(({ rows, households }) => [rows, households])).toEqual([
      [0, 0],
      [30, 30],
    ]);
  });
  test('have a name by population and question', () =>
    expect(publishedKey('cases@all', { reached: ['yes'] })).toBe('cases@all|reached=yes'));
});
