import { describe, expect, test } from 'vitest';
import { findVariable, unknownLevel } from '../../lib/dataset/variables.ts';
import {
  impossibleIn,
  isStructuralZero,
  sensitiveVariables,
  structuralZeros,
} from '../../lib/disclosure/codebook-facts.ts';
import { Unit } from '../../lib/protocol/analysis.ts';

const codesOf = (variable: string, unit: Unit): readonly string[] => {
  const found = findVariable(variable, unit);
  return found?.kind === 'coded' ? [...found.levels.map(({ code }) => code), unknownLevel] : [];
};
const zeros = Unit.options.flatMap((unit) => structuralZeros(unit).map((zero) => ({ unit, zero })));

describe('what the codebook says cannot be', () => {
  test.each(zeros)('$unit: $zero names variables and codes of that unit', ({ unit, zero }) => {
    expect(Object.keys(zero)).not.toEqual([]);
    for (const [variable, levels] of Object.entries(zero)) {
      expect(levels).not.toEqual([]);
      expect(codesOf(variable, unit)).toEqual(expect.arrayContaining([...levels]));
      expect(new Set(levels).size).toBe(levels.length);
    }
  });
  test.each(zeros)('$unit: $zero is no whole variable', ({ unit, zero }) => {
    for (const [variable, levels] of Object.entries(zero))
      expect(levels.length).toBeLessThan(codesOf(variable, unit).length);
  });
  test.each([
    ['signals', { dated: ['unknown'] }],
    ['attempts', { final: ['unknown'] }],
    ['attempts', { 'from-forwarded-signal': ['unknown'] }],
    ['attempts', { method: ['administrative'] }],
    ['households', { 'multiple-signals': ['unknown'] }],
    ['cases', { 'help-accepted': ['unknown'] }],
    ['cases', { 'contact-arm': ['unknown'] }],
    ['cases', { 'clean-contact-arm': ['unknown'] }],
    ['cases', { 'from-forwarded-signal': ['unknown'] }],
    ['cases', { 'first-method': ['administrative'] }],
    ['cases', { 'primary-method': ['administrative'] }],
    ['case-spells', { 'contact-arm': ['unknown'] }],
    ['case-spells', { 'clean-contact-arm': ['unknown'] }],
    ['case-spells', { 'first-method': ['administrative'] }],
    ['case-spells', { 'primary-method': ['administrative'] }],
  ])('%s: %j', (unit, selection) => expect(isStructuralZero(unit, selection)).toBe(true));
  test.each([
    ['declined', ['yes'], ['no', 'unknown']],
    ['accepted', ['yes'], ['no', 'unknown']],
    ['not-reached', ['no', 'unknown'], ['yes']],
  ])('contact-arm %s goes with reached %j, never with %j', (arm, possible, never) => {
    const isZero = (reached: string) => isStructuralZero('cases', { reached: [reached], 'contact-arm': [arm] });
    expect(possible.map(isZero)).toEqual(possible.map(() => false));
    expect(never.map(isZero)).toEqual(never.map(() => true));
  });
  test.each([
    ['resolving', ['yes'], ['no', 'unknown']],
    ['in-difficulty', ['yes'], ['no', 'unknown']],
    ['accepted', ['yes'], ['no', 'unknown']],
    ['not-reached', ['no', 'unknown'], ['yes']],
  ])('clean-contact-arm %s goes with reached %j, never with %j', (arm, possible, never) => {
    const isZero = (reached: string) => isStructuralZero('cases', { reached: [reached], 'clean-contact-arm': [arm] });
    expect(possible.map(isZero)).toEqual(possible.map(() => false));
    expect(never.map(isZero)).toEqual(never.map(() => true));
  });
  test('whoever was tried by a known method was reached or not', () => {
    const isZero = (reached: string, method: string) =>
      isStructuralZero('cases', { reached: [reached], 'first-method': [method] });
    const methods = codesOf('first-method', 'cases').filter((code) => code !== 'administrative' && code !== 'unknown');
    expect(methods).toHaveLength(7);
    expect(methods.filter((method) => isZero('unknown', method))).toEqual(methods);
    expect([isZero('unknown', 'unknown'), isZero('yes', 'letter'), isZero('no', 'letter')]).toEqual([
      false,
      false,
      false,
    ]);
  });
  test('what may be is no zero, and a unit without derivations has none', () => {
    expect(isStructuralZero('cases', { reached: ['yes'], 'contact-arm': ['accepted'] })).toBe(false);
    expect(isStructuralZero('cases', { 'contact-arm': ['unknown', 'accepted'] })).toBe(false);
    expect(isStructuralZero('cases', {})).toBe(false);
    expect(structuralZeros('invented')).toEqual([]);
  });
});

test('nobody of a landmark is without a number of later signals, beside what the codebook of the unit says', () => {
  const asked = ['age-band', 'known-signals-by-75', 'known-mean:arrears-euro', 'known-signals-by-118'];
  const never = [{ 'known-signals-by-75': ['no'] }, { 'known-signals-by-118': ['no'] }];
  expect(impossibleIn('invented', asked)).toEqual(never);
  expect(impossibleIn('cases', asked)).toEqual([...structuralZeros('cases'), ...never]);
  expect(impossibleIn('cases', [])).toEqual(structuralZeros('cases'));
});

test('sensitive variables are variables of the codebook, once each, and what is asked of a household is one', () => {
  const isKnown = (name: string) => Unit.options.some((unit) => findVariable(name, unit) !== undefined);
  expect(sensitiveVariables.filter((name) => !isKnown(name))).toEqual([]);
  expect(new Set(sensitiveVariables).size).toBe(sensitiveVariables.length);
  expect(sensitiveVariables).toEqual(
    expect.arrayContaining(['help-accepted', 'wants-help', 'outcome', 'minor-children', 'unjustified']),
  );
});
