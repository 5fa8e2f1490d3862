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

/** Ten municipalities: proportion, standard error and rows; the estimates below were computed with other code (Python). */
const ten = [
  [0.12, 0.03, 200],
  [0.18, 0.02, 400],
  [0.25, 0.03, 300],
  [0.31, 0.05, 150],
  [0, 0, 40],
  [0.22, 0.01, 250],
  [0.4, 0.04, 120],
  [0.15, 0.02, 350],
  [0.28, 0.03, 220],
  [0.2, 0.03, 180],
].map(([value = 0, standardError = 0, n = 0], index) => ({ municipality: String(index), value, standardError, n }));

describe('the model of DerSimonian and Laird', () => {
  const yardstick = yardstickOf(ten, policy);
  test('on the logit scale, a proportion of nothing half an observation inside, in six digits', () =>
    expect(yardstick).toEqual({
      municipalities: 10,
      mean: -1.26158,
      between: 0.169097,
      meanVariance: 0.0223369,
    }));
  test('has as quartiles and median 18, 22 and 27 percent', () =>
    expect(compareWithPeers(null, yardstick).peers).toEqual({
      municipalities: 10,
      lowerQuartile: 0.18,
      median: 0.22,
      upperQuartile: 0.27,
    }));
  test('has no variance between municipalities that are all alike', () => {
    const alike = yardstickOf(
      group(10).map((each) => ({ ...each, value: 0.2 })),
      policy,
    );
    expect(alike?.between).toBe(0);
    expect(compareWithPeers(null, alike).peers).toMatchObject({ lowerQuartile: 0.2, median: 0.2, upperQuartile: 0.2 });
  });
  test.each([
    [0.081, 'lower'],
    [0.082, 'comparable'],
    [0.469, 'comparable'],
    [0.47, 'higher'],
  ])('of a thousand rows %d is at the 99 percent: %s', (value, verdict) =>
    expect(compareWithPeers(site('9999', value, 1000), yardstick).verdict).toBe(verdict),
  );
  test.each([
    [8, 'comparable'],
    [9, 'higher'],
  ])('everybody of %d rows is half an observation less than everybody: %s', (n, verdict) =>
    expect(compareWithPeers(site('9999', 1, n), yardstick).verdict).toBe(verdict),
  );
  test('what cannot be compared still shows the middle half of the others', () => {
    const { peers, verdict } = compareWithPeers(null, yardstick);
    expect([peers?.municipalities, verdict]).toEqual([10, 'cannot-say']);
    expect(compareWithPeers(site('9999', 0.3), undefined).peers).toBeNull();
  });
});
