import { describe, expect, test } from 'vitest';
import { floorOf, policy, policyId, withValues } from '../../lib/disclosure/policy.ts';
import { publicThresholds, readPolicy } from '../../lib/disclosure/policy-settings.ts';
import { underPolicy } from '../../lib/disclosure/stricter.ts';
import { thresholdRows } from '../../lib/disclosure/thresholds.ts';

describe('a policy', () => {
  test('holds every threshold of the list with its value by profile, and nothing else', () => {
    for (const [profile, column] of [
      ['research', 0],
      ['publication', 1],
    ] as const) {
      const { id, profile: named, ...thresholds } = floorOf(profile);
      expect([id, named]).toEqual([`${profile}/2026-11`, profile]);
      expect(Object.entries(thresholds).map(([name, { date, ...rest }]) => [name, date, rest])).toEqual(
        Object.entries(thresholdRows).map(([name, row]) => [
          name,
          policy.minimumHouseholds.date,
          { value: row[column], stricter: row[2], unit: row[3], source: row[4], confidential: row.length > 5 },
        ]),
      );
    }
  });
  test('is dated, and the default is that for research', () => {
    expect(policy.minimumHouseholds.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect([policyId, policy.id, policy.profile]).toEqual(['research/2026-11', 'research/2026-11', 'research']);
  });
  test('with other values keeps the rest', () => {
    const other = withValues(policy, 'other', { minimumHouseholds: 25 });
    expect([other.id, other.profile, other.minimumHouseholds.value, other.roundingBase]).toEqual([
      'other',
      'research',
      25,
      policy.roundingBase,
    ]);
    expect(other.minimumHouseholds.source).toBe(policy.minimumHouseholds.source);
  });
  test('of a provider: a profile alone is the floor itself', () =>
    expect(readPolicy('{"profile":"publication"}')).toEqual(floorOf('publication')));
  test('of a provider may equal the floor, in both directions, and is then named', () => {
    expect(readPolicy('{"thresholds":{"minimumHouseholds":10,"largestShare":0.5}}').id).toBe('research/2026-11+own');
    expect(readPolicy('{"thresholds":{"largestShare":0.4}}').largestShare.value).toBe(0.4);
  });
  test.each([
    ['{"thresholds":{"minimumHouseholds":9}}', 'minimumHouseholds 9 is laxer than the floor 10'],
    ['{"thresholds":{"largestShare":0.51}}', 'largestShare 0.51 is laxer than the floor 0.5'],
    ['{"thresholds":{"id":1}}', 'there is no threshold id'],
    ['{"thresholds":{"profile":1}}', 'there is no threshold profile'],
    ['{"thresholds":{"minimumHouseholds":0}}', 'the disclosure settings are wrong at thresholds.minimumHouseholds'],
    ['{"name":"No Spaces"}', 'the disclosure settings are wrong at name'],
    [`{"name":"${'a'.repeat(41)}"}`, 'the disclosure settings are wrong at name'],
    ['[]', 'the disclosure settings are wrong at'],
    ['{', 'the disclosure settings are no JSON'],
  ])('%s stops the start and says why', (settings, message) => expect(() => readPolicy(settings)).toThrow(message));
  test('that fails says what to do', () => {
    try {
      readPolicy('{');
    } catch (error) {
      expect(error).toMatchObject({
        kind: 'wrong-use',
        code: 'disclosure-settings',
        remedy: 'correct the disclosure settings; the compiled policy lists every threshold with its source',
      });
    }
    expect.assertions(1);
  });
  test('tells its public thresholds with value, unit and source', () => {
    const told = publicThresholds(withValues(policy, 'other', { minimumHouseholds: 25 }));
    expect(told).toHaveLength(Object.values(thresholdRows).filter((row) => row.length === 5).length);
    expect(told[0]).toEqual({
      name: 'minimumHouseholds',
      value: 25,
      unit: policy.minimumHouseholds.unit,
      source: policy.minimumHouseholds.source,
    });
  });
});

describe('evidence whose rules know the compiled thresholds only', () => {
  const protection = { roundingBase: 5, uncontrolled: false };
  const common = { name: 'x', dimensions: [], edgesDays: [30], protection };
  const competing = {
    ...common,
    kind: 'competing-table' as const,
    causes: ['a'],
    patterns: [{ levels: [], entries: 50, intervals: [] }],
  };
  const time = { ...common, kind: 'person-time' as const, patterns: [{ levels: [], intervals: [] }] };
  const sites = {
    kind: 'site-sums' as const,
    name: 'x',
    sums: { sites: 8, weight: 1, squaredWeights: 1, mean: 1, weightedSquares: 1 },
    protection,
  };
  const stricter = withValues(policy, 'research/2026-11+own', {});
  test('stays under the compiled policy', () => {
    for (const each of [competing, time, sites]) expect(underPolicy(each, policy)).toBe(each);
  });
  test('shows nothing under any other', () => {
    expect(underPolicy(competing, stricter)).toEqual({
      ...competing,
      patterns: [{ levels: [], entries: null, intervals: null }],
    });
    expect(underPolicy(time, stricter)).toEqual({ ...time, patterns: [{ levels: [], intervals: null }] });
    expect(underPolicy(sites, stricter)).toEqual({ ...sites, sums: null });
  });
  test('of other kinds stays', () => {
    const values = { kind: 'values' as const, name: 'x', measure: 'maximum' as const, cells: [], protection };
    expect(underPolicy(values, stricter)).toBe(values);
  });
});
