import { describe, expect, test } from 'vitest';
import {
  atomicLevels,
  canonicalSelection,
  contains,
  type Domains,
  intersect,
  isNowhere,
  membership,
  nowhere,
  parseRange,
  rangeKinds,
  rangeLevel,
  selectionKey,
} from '../../lib/disclosure/selection.ts';

const domains: Domains = new Map([
  ['type', ['rent', 'energy', 'water']],
  ['age', ['young', 'old']],
]);

describe('a canonical selection', () => {
  test('sorts variables and levels, once each', () => {
    const given = { type: ['water', 'rent', 'water'], age: ['young'] };
    const canonical = canonicalSelection(given, domains);
    expect(canonical).toEqual({ age: ['young'], type: ['rent', 'water'] });
    expect(Object.keys(canonical)).toEqual(['age', 'type']);
    expect(selectionKey(canonical)).toBe('age=young;type=rent,water');
  });
  test('leaves out a variable that may have any level, and keeps one of an unknown domain', () =>
    expect(canonicalSelection({ age: ['old', 'young'], other: ['x'] }, domains)).toEqual({ other: ['x'] }));
  test.each([[['a', 'b', 'c']], [['b', 'c', 'a']], [['c', 'b', 'a']]])(
    'has its variables in order, given as %j',
    (names) =>
      expect(selectionKey(canonicalSelection(Object.fromEntries(names.map((name) => [name, ['x']])), domains))).toBe(
        'a=x;b=x;c=x',
      ),
  );
  test('of everything has the empty key', () => expect(selectionKey(canonicalSelection({}, domains))).toBe(''));
});

describe('both conditions at once', () => {
  test('keep the levels that both allow', () => {
    expect(intersect({ type: ['rent', 'energy'] }, { type: ['energy', 'water'], age: ['old'] })).toEqual({
      type: ['energy'],
      age: ['old'],
    });
    expect(intersect({}, { age: ['old'] })).toEqual({ age: ['old'] });
  });
  test('are impossible without a common level', () =>
    expect(intersect({ type: ['rent'] }, { type: ['water'] })).toBeUndefined());
  test('nowhere is a selection of nobody', () => {
    expect(isNowhere(nowhere)).toBe(true);
    expect(isNowhere({ age: [] })).toBe(false);
    expect(selectionKey(nowhere)).toBe('(never)=');
  });
});

describe('a selection contains another', () => {
  test.each([
    [{}, { age: ['old'] }, true],
    [{ age: ['old'] }, {}, false],
    [{ type: ['rent', 'energy'] }, { type: ['rent'] }, true],
    [{ type: ['rent'] }, { type: ['rent', 'energy'] }, false],
    [{ type: ['rent'] }, { type: ['rent'], age: ['old'] }, true],
    [{ type: ['rent'], age: ['young'] }, { type: ['rent'], age: ['old'] }, false],
    [{ leaving: ['e:0:90'] }, { leaving: ['e:30:60'] }, true],
    [{ leaving: ['e:0:90'] }, { leaving: ['e:0:90'] }, true],
    [{ leaving: ['e:0:90'] }, { leaving: ['c:30:60'] }, false],
    [{ leaving: ['x:0:90'] }, { leaving: ['c:30:60'] }, true],
    [{ leaving: ['e:30:90'] }, { leaving: ['e:0:60'] }, false],
    [{ leaving: ['e:0:60'] }, { leaving: ['e:30:90'] }, false],
    [{ leaving: ['e:0:'] }, { leaving: ['e:30:'] }, true],
    [{ leaving: ['e:0:90'] }, { leaving: ['e:30:'] }, false],
    [{ leaving: ['e:0:30', 'e:30:60'] }, { leaving: ['e:30:60'] }, true],
    [{ leaving: ['e:0:30', 'e:30:90'] }, { leaving: ['e:40:60'] }, true],
    [{ leaving: ['e:0:30', 'e:60:90'] }, { leaving: ['e:40:60'] }, false],
    [{ leaving: ['plain'] }, { leaving: ['e:30:60'] }, false],
    [{ leaving: ['e:0:90'] }, { leaving: ['plain'] }, false],
    [{ leaving: ['e:0:90'] }, { leaving: ['e:30:60x'] }, false],
    [{ leaving: ['e:0:90'] }, { leaving: ['ee:30:60'] }, false],
    [{ leaving: ['e:0:9999'] }, { leaving: ['e:130:160'] }, true],
  ])('%j contains %j: %s', (outer, inner, expected) => expect(contains(outer, inner)).toBe(expected));
});

describe('ranges of an axis', () => {
  test('are written with an open end', () =>
    expect([rangeLevel('e', 0, 30), rangeLevel('x', 30, null)]).toEqual(['e:0:30', 'x:30:']));
  test.each([
    ['e:0:30', { kind: 'e', from: 0, until: 30 }],
    ['x:105:', { kind: 'x', from: 105, until: Number.POSITIVE_INFINITY }],
    ['plain', undefined],
    ['e:30', undefined],
    ['e::30', undefined],
    ['ee:30:60', undefined],
    ['E:0:30', undefined],
    ['e:0:30:60', undefined],
    ['2026:01:02', undefined],
  ])('are read from a level: %s', (level, range) => expect(parseRange(level)).toEqual(range));
  test('have kinds by the axis', () => {
    expect(rangeKinds('leaving-any')).toEqual(['e', 'c']);
    expect(rangeKinds('potential')).toEqual(['p']);
    expect(rangeKinds('age')).toBeUndefined();
  });
  test('are cut where anything that is asked begins or ends', () => {
    expect(atomicLevels('leaving-any', domains, ['e:0:30', 'x:60:'])).toEqual([
      'e:0:30',
      'e:30:60',
      'e:60:',
      'c:0:30',
      'c:30:60',
      'c:60:',
    ]);
    expect(atomicLevels('potential', domains, ['p:100:', 'p:20:'])).toEqual(['p:0:20', 'p:20:100', 'p:100:']);
    expect(atomicLevels('potential', domains, ['no range'])).toEqual(['p:0:']);
  });
  test('of other variables are the levels of the codebook, or what is asked', () => {
    expect(atomicLevels('age', domains, ['old'])).toEqual(['young', 'old']);
    expect(atomicLevels('other', domains, ['b', 'a', 'b'])).toEqual(['a', 'b']);
  });
  test('say which pieces a condition takes', () => {
    expect(membership(['e:0:30', 'e:30:60', 'c:0:30'], ['e:0:60'])).toEqual([true, true, false]);
    expect(membership(['young', 'old'], undefined)).toEqual([true, true]);
    expect(membership(['young', 'old'], [])).toEqual([false, false]);
  });
});
