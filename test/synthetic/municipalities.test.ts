import { describe, expect, test } from 'vitest';
import { addMonths, dayOf, dutchDate, isoDate, monthOf } from '../../lib/synthetic/days.ts';
import { amountText } from '../../lib/synthetic/dirt.ts';
import { ageOn, inventedBsn } from '../../lib/synthetic/households.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';
import { withHouseholds } from '../../lib/synthetic/presets.ts';

describe('invented municipalities', () => {
  test('have codes from 9001, different names and sizes from 6,000 to 250,000, the largest first', () => {
    const places = demoMunicipalities(24, 1);
    expect(places.map(({ code }) => code)).toEqual(Array.from({ length: 24 }, (_, index) => String(9001 + index)));
    expect(new Set(places.map(({ name }) => name)).size).toBe(24);
    const sizes = places.map(({ inhabitants }) => inhabitants);
    expect(sizes).toEqual(sizes.toSorted((left, right) => right - left));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(6000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(250_000);
    expect(new Set(sizes).size).toBe(24);
  });

  test('have different names, also when there are more than places to name', () => {
    expect(new Set(demoMunicipalities(400, 1).map(({ name }) => name)).size).toBe(400);
  });

  test('depend on the seed, and have effects with mean 0', () => {
    expect(demoMunicipalities(8, 1)).toEqual(demoMunicipalities(8, 1));
    expect(demoMunicipalities(8, 1)).not.toEqual(demoMunicipalities(8, 2));
    const total = demoMunicipalities(9, 4).reduce((sum, { effects }) => sum + effects.reach + effects.signals, 0);
    expect(total).toBeCloseTo(0, 6);
  });

  test('keep their proportions when the number of households is given', () => {
    const scaled = withHouseholds(demoMunicipalities(5, 1), 10_000);
    expect(scaled.reduce((sum, { inhabitants }) => sum + inhabitants, 0)).toBeCloseTo(21_000, -1);
  });
});

test.each([
  ['2024-02-29', 12, '2025-02-28'],
  ['2026-06-30', -6, '2025-12-31'],
  ['2026-06-15', -6, '2025-12-15'],
  ['2025-12-31', 2, '2026-02-28'],
])('%s and %i months is %s', (date, months, expected) => {
  expect(isoDate(addMonths(dayOf(date), months))).toBe(expected);
});

test('days are written as Dutch software writes them, and know their month', () => {
  expect(dutchDate(dayOf('2026-03-09'))).toBe('09-03-2026');
  expect(monthOf(dayOf('1971-02-28'))).toBe(13);
});

test.each([
  ['2000-06-30', '2026-06-29', 25],
  ['2000-06-30', '2026-06-30', 26],
])('who was born on %s is on %s %i years old', (born, day, age) => {
  expect(ageOn(dayOf(born), dayOf(day))).toBe(age);
});

test.each([
  [5, false, '0,05'],
  [123_456, false, '1.234,56'],
  [123_456, true, '1,234.56'],
  [100_000_000, true, '1,000,000.00'],
  [99_900, false, '999,00'],
])('%i cents, English %s, reads %s', (cents, english, text) => {
  expect(amountText(cents, english)).toBe(text);
});

test('invented BSNs pass the test of eleven, start with 99 and differ', () => {
  const numbers = Array.from({ length: 5000 }, (_, serial) => inventedBsn(serial));
  for (const number of numbers) {
    const digits = Array.from(number, Number);
    const sum = digits.reduce((total, digit, index) => total + digit * (index === 8 ? -1 : 9 - index), 0);
    expect(sum % 11).toBe(0);
    expect(number).toMatch(/^99\d{7}$/);
  }
  expect(new Set(numbers).size).toBe(5000);
});
