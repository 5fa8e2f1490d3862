import { describe, expect, test } from 'vitest';
import { compareWithPeers, type SiteValue, yardstickOf } from '../../lib/disclosure/peers.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';

const site = (municipality: string, value: number, n = 200): SiteValue => ({
  municipality,
  value,
  standardError: Math.sqrt((value * (1 - value)) / n),
  n,
});
const group = (count: number, value = 0.2, n = 200) =>
  Array.from({ length: count }, (_, index) => site(String(9001 + index), value + (index % 5) * 0.01, n));

describe('a group to compare with', () => {
  test.each([
    [9, false],
    [10, true],
    [11, true],
  ])('of %d municipalities is one: %s', (count, isGroup) =>
    expect(yardstickOf(group(count), policy) !== undefined).toBe(isGroup),
  );

  test('does not count a municipality with fewer than ten rows', () => {
    expect(yardstickOf([...group(9), site('9010', 0.2, 9)], policy)).toBeUndefined();
    expect(yardstickOf([...group(9), site('9010', 0.2, 10)], policy)?.municipalities).toBe(10);
  });

  test('is larger where a provider asks for more', () => {
    const stricter = withValues(policy, 'city', { minimumPeers: 12 });
    expect(yardstickOf(group(11), stricter)).toBeUndefined();
    expect(yardstickOf(group(12), stricter)?.municipalities).toBe(12);
  });

  test('has no member above a third of its rows', () => {
    expect(yardstickOf([...group(9, 0.2, 100), site('9010', 0.2, 450)], policy)).toBeDefined();
    expect(yardstickOf([...group(9, 0.2, 100), site('9010', 0.2, 451)], policy)).toBeUndefined();
  });

  test('shows quartiles of a model in whole percents, never a value of a member', () => {
    const members = group(12).map((each, index) => ({ ...each, value: each.value + index * 0.00137 }));
    const { peers } = compareWithPeers(null, yardstickOf(members, policy));
    const shown = [peers?.lowerQuartile, peers?.median, peers?.upperQuartile];
    for (const value of shown)
      expect(Math.abs(Number(value) * 100 - Math.round(Number(value) * 100))).toBeLessThan(1e-9);
    expect(shown.some((value) => members.some((member) => member.value === value))).toBe(false);
  });

  test('is wider when municipalities differ more', () => {
    const width = (spread: number) => {
      const members = Array.from({ length: 20 }, (_, index) =>
        site(String(index), 0.3 + spread * ((index % 5) - 2), 2000),
      );
      const { peers } = compareWithPeers(null, yardstickOf(members, policy));
      return (peers?.upperQuartile ?? 0) - (peers?.lowerQuartile ?? 0);
    };
    expect(width(0.05)).toBeGreaterThan(width(0.01));
  });
});

describe('a verdict', () => {
  const yardstick = yardstickOf(group(12, 0.2, 2000), policy);
  test.each([
    [0.22, 'comparable'],
    [0.4, 'higher'],
    [0.08, 'lower'],
  ] as const)('on %d is %s', (value, verdict) =>
    expect(compareWithPeers(site('9999', value, 2000), yardstick).verdict).toBe(verdict),
  );
  test('on few rows is comparable where many would differ', () => {
    expect(compareWithPeers(site('9999', 0.3, 5000), yardstick).verdict).toBe('higher');
    expect(compareWithPeers(site('9999', 0.3, 30), yardstick).verdict).toBe('comparable');
  });
  test('cannot be given without a group or without an own value', () => {
    expect(compareWithPeers(site('9999', 0.3), undefined).verdict).toBe('cannot-say');
    expect(compareWithPeers(null, yardstick).verdict).toBe('cannot-say');
  });
});
