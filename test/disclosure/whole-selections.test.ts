import { describe, expect, test } from 'vitest';
import type { Domains, Selection } from '../../lib/disclosure/selection.ts';
import { expanded, isCensoring, someLevel } from '../../lib/disclosure/whole-selections.ts';

const domains: Domains = new Map([
  ['age', ['young', 'old', 'unknown']],
  ['type', ['rent', 'energy', 'unknown']],
]);

describe('complete cases', () => {
  test.each<readonly [Selection, Selection]>([
    [{}, {}],
    [{ age: ['unknown'] }, { age: ['unknown'] }],
    [{ 'complete(age)': ['yes'] }, { age: ['young', 'old'] }],
    [{ 'complete(age,type)': ['yes'] }, { age: ['young', 'old'], type: ['rent', 'energy'] }],
    [{ age: ['old', 'unknown'], 'complete(age)': ['yes'] }, { age: ['old'] }],
    [
      { 'complete(age)': ['yes'], type: ['rent'] },
      { age: ['young', 'old'], type: ['rent'] },
    ],
  ])('%j are %j', (selection, whole) => expect(expanded(selection, domains)).toEqual(whole));
  test.each<Selection>([
    { 'complete(age)': ['no'] },
    { 'complete(age)': ['yes', 'no'] },
    { 'complete(age,days-to-close)': ['yes'] },
    { 'complete(days-to-close)': ['yes'] },
    { 'in-complete(age)': ['yes'] },
    { 'complete(age) or not': ['yes'] },
    { complete: ['yes'] },
  ])('%j stay what they are, where not all their covariates are known by level', (selection) =>
    expect(expanded(selection, domains)).toEqual(selection),
  );
  test('of which a covariate must be unknown do not exist', () =>
    expect(expanded({ age: ['unknown'], 'complete(age)': ['yes'] }, domains)).toEqual({ '(never)': [] }));
});

test('a kind of rows on an axis is found in any level', () => {
  const selection = { age: ['young'], 'leaving-any': ['e:0:28', 'x:28:'] };
  expect(['e:', 'x:', 'c:'].map((kind) => someLevel(selection, kind))).toEqual([true, true, false]);
  expect(someLevel({ age: ['the young'] }, 'young')).toBe(false);
});

test('who leaves because observation ends is told from who leaves with an event', () => {
  expect(isCensoring({ age: ['young'], 'leaving-any': ['c:0:28'] })).toBe(true);
  expect(isCensoring({ age: ['young'], 'leaving-any': ['e:0:28'] })).toBe(false);
  expect(isCensoring({})).toBe(false);
});
