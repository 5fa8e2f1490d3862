import { describe, expect, test } from 'vitest';
import { floorOf, policy, policyId, withValues } from '../../lib/disclosure/policy.ts';
import { publicThresholds, readPolicy } from '../../lib/disclosure/policy-settings.ts';
import { type ThresholdRow, thresholdRows } from '../../lib/disclosure/thresholds.ts';
import { treat } from '../../lib/disclosure/treatment.ts';

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
  test('without settings is the compiled floor', () => expect(readPolicy(undefined)).toEqual(floorOf('research')));
  test('of a provider bears the name that it gives, of one to forty signs', () => {
    const named = (name: string) => readPolicy(`{"name":"${name}","thresholds":{"minimumHouseholds":12}}`).id;
    expect([named('a-1'), named('z'.repeat(40))]).toEqual([
      'research/2026-11+a-1',
      `research/2026-11+${'z'.repeat(40)}`,
    ]);
    expect(() => readPolicy('{"name":""}')).toThrow('wrong at name');
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

describe('a stricter policy of a provider', () => {
  const stricter = withValues(policy, 'research/2026-11+own', { minimumEvents: 12, roundingBase: 10 });
  const step = (events: number) => ({ events: [events, 40], censored: 0, protectedEvents: [events, 40] });
  const curve = (events: number) =>
    treat(
      {
        kind: 'competing-table',
        name: 'return',
        dimensions: [],
        causes: ['a', 'b'],
        rungs: [
          {
            edgesDays: [30],
            patterns: [
              {
                levels: [],
                entries: 200,
                protectedHouseholds: 200,
                intervals: [step(events), { ...step(0), censored: 100 }],
              },
            ],
          },
        ],
      },
      stricter,
    ).released;
  test.each([
    [11, null],
    [12, [10, 40]],
    [13, [10, 40]],
  ])('holds for causes too: %d events', (events, shown) => {
    const released = curve(events);
    const intervals = released.kind === 'competing-table' ? released.patterns[0]?.intervals : undefined;
    expect(intervals?.[0]?.events ?? null).toEqual(shown);
  });
});

describe('each threshold', () => {
  const rows = Object.entries<ThresholdRow>(thresholdRows);
  test.each(rows)('%s says what it counts and where it comes from', (_, [, , , unit, source]) => {
    expect(unit).toMatch(/^[a-z ]{5,}/);
    expect(source).toMatch(/[A-Za-z]{3}/);
  });
  test.each(rows)('%s is for publication as strict or stricter', (_, [research, publication, stricter]) => {
    if (stricter === 'lower') return expect(publication).toBeLessThanOrEqual(research);
    expect(stricter).toBe('higher');
    return expect(publication).toBeGreaterThanOrEqual(research);
  });
  test('is told, but the parameters of concentration, which would help whoever wants to get round them', () => {
    const confidential = rows.filter(([, row]) => row[5] === 'confidential').map(([name]) => name);
    expect(confidential).toEqual(['largestOrganisationShare', 'largestShare', 'twoLargestShare', 'remainderShare']);
    const told = publicThresholds(policy).map(({ name }) => name);
    expect(told).toEqual(rows.map(([name]) => name).filter((name) => !confidential.includes(name)));
  });
});
