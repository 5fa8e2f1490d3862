import { describe, expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { impliedTargets } from '../../lib/disclosure/rests/implied-targets.ts';
import type { RestSettings } from '../../lib/disclosure/rests/rests.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { cellsOf, domains, kind, type Numbers } from '../support/rests.ts';

const given: RestSettings = { domains, policy: research, secrets: [], zeros: [] };
const targets = (numbers: Numbers, settings: Partial<RestSettings> = {}) =>
  impliedTargets(cellsOf(numbers), { ...given, ...settings }).targets;
const three: Numbers = [
  [47, {}, { part: 2 }],
  [28, kind('a')],
  [18, kind('b')],
];
const others = [kind('c'), kind('d'), kind('unknown')];

describe('small groups that follow from shown numbers', () => {
  test('are secrets over the rows themselves', () =>
    expect(targets(three)).toEqual([
      { rule: 'rest', name: 'what shown numbers imply', part: 2, terms: [], selections: others, low: 3, high: 7 },
    ]));
  test('have no tolerance in the stricter profile', () =>
    expect(targets(three, { policy: withValues(research, 'strict', { intervalTolerance: 0 }) })).toMatchObject([
      { low: 1, high: 9 },
    ]));
  test.each([
    [46 + 9, 1],
    [46 + 10, 0],
  ])('have fewer than ten rows, of %d: %d', (rows, found) =>
    expect(targets([[rows, {}], ...three.slice(1)])).toHaveLength(found),
  );
  test('do not follow from withheld numbers, nor from a number that contradicts itself', () => {
    expect(targets([...three.slice(0, 2), [18, kind('b'), { primary: true }]])).toEqual([]);
    expect(targets([...three, [0, { '(never)': [] }]])).toHaveLength(1);
  });
  test('are none where they are withheld secrets, of this task or of earlier ones', () => {
    const withheld = { primary: true, secret: true };
    const rest = kind('c', 'd', 'unknown');
    expect(targets([...three, [1, rest, withheld]])).toEqual([]);
    expect(targets([...three, [1, rest, { primary: true }]])).toHaveLength(1);
    expect(targets(three, { secrets: [rest] })).toEqual([]);
    expect(targets([...three, [1, kind('c'), withheld]], { secrets: [kind('d', 'unknown')] })).toEqual([]);
  });
  test('are not asked for by a variable that no number names', () => {
    const selections = (zero: Selection) => targets(three, { zeros: [zero] }).map((each) => each.selections);
    expect(selections({ kind: ['c'], age: ['young'] })).toEqual([others]);
    expect(selections(kind('c'))).toEqual([others.slice(1)]);
    expect(selections(kind('c', 'd', 'unknown'))).toEqual([]);
  });
  test('are not known anew from numbers that everybody knows, also where they are shown again', () => {
    const known: Numbers = three.map(([rows, selection]) => [rows, selection, { fixedBase: 5 }]);
    expect(targets(known)).toEqual([]);
    expect(targets([...known, ...three])).toEqual([]);
    expect(targets([...three, ...known])).toEqual([]);
    expect(targets([...known.slice(1), ...three])).toHaveLength(1);
  });
  test('are none of those whose observation ends, unless others are among them', () => {
    const leaving = (sort: string): Numbers =>
      [':0:', ':0:28', ':28:45'].map((step, at) => [at === 0 ? 64 : 30, { 'leaving-any': [`${sort}${step}`] }]);
    expect(targets(leaving('c'))).toEqual([]);
    expect(targets(leaving('e'))).toMatchObject([{ selections: [{ 'leaving-any': ['e:45:'] }] }]);
    expect(targets(leaving('x'))).toMatchObject([
      { selections: [{ 'leaving-any': ['e:45:'] }, { 'leaving-any': ['c:45:'] }] },
    ]);
  });
  test('are not known to be all where that takes too many steps', () => {
    expect(impliedTargets(cellsOf(three), given, 0)).toEqual({ targets: [], complete: false });
    expect(impliedTargets(cellsOf(three), given, 100)).toMatchObject({ targets: [{}], complete: true });
    expect(impliedTargets(cellsOf(three), given).complete).toBe(true);
  });
});
