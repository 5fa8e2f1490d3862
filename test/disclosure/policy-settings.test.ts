import { describe, expect, test } from 'vitest';
import { floorOf, policy, withValues } from '../../lib/disclosure/policy.ts';
import { publicThresholds, readPolicy, readPublicTotals } from '../../lib/disclosure/policy-settings.ts';
import { Failure } from '../../lib/failure.ts';

/** What the failure says; undefined when there is none. */
function failure(read: () => unknown) {
  try {
    read();
  } catch (error) {
    return error instanceof Failure ? { kind: error.kind, code: error.code, message: error.message } : undefined;
  }
  return undefined;
}
const wrong = (message: string) => ({ kind: 'wrong-use', code: 'disclosure-settings', message });

describe('settings that are read', () => {
  test('name every stricter value, for the profile that is given', () => {
    const thresholds = { minimumHouseholds: 11, largestShare: 0.29 };
    const read = readPolicy(JSON.stringify({ profile: 'publication', name: 'city', thresholds }));
    expect(read).toEqual(withValues(floorOf('publication'), 'publication/2026-11+city', thresholds));
  });
  test('are those for research without a profile', () => expect(readPolicy('{}')).toEqual(floorOf('research')));
});

describe('settings that stop the start say why', () => {
  test.each([
    ['{', 'the disclosure settings are no JSON'],
    ['{"thresholds":{"minimumPeople":12}}', 'there is no threshold minimumPeople'],
    ['{"thresholds":{"toString":12}}', 'there is no threshold toString'],
    ['{"thresholds":{"minimumHouseholds":9}}', 'minimumHouseholds 9 is laxer than the floor 10'],
    ['{"thresholds":{"largestShare":0.6}}', 'largestShare 0.6 is laxer than the floor 0.5'],
    ['{"profile":"publication","thresholds":{"largestShare":0.4}}', 'largestShare 0.4 is laxer than the floor 0.3'],
  ])('%s', (settings, message) => expect(failure(() => readPolicy(settings))).toEqual(wrong(message)));
  test.each([
    ['{"thresholds":{"largestShare":0}}', /^the disclosure settings are wrong at thresholds\.largestShare: .*>0/],
    ['{"profile":"lax"}', /^the disclosure settings are wrong at profile: .*"research"/],
    ['{"notes":1}', /^the disclosure settings are wrong at : .*"notes"/],
    ['{"name":"own!"}', /^the disclosure settings are wrong at name: ./],
    ['{"profile":"lax","name":"!own"}', /^the disclosure settings are wrong at profile: [^;]+; at name: [^;]+$/],
    ['{"name":"!own"}', /^the disclosure settings are wrong at name: ./],
  ])('%s, and where', (settings, message) => expect(failure(() => readPolicy(settings))?.message).toMatch(message));
});

describe('public totals in the settings', () => {
  const total = { source: 'CBS', date: '2026-07-01', unit: 'cases', municipalities: ['9001'], value: 5, selection: {} };
  const read = (...totals: readonly object[]) => readPublicTotals(JSON.stringify({ publicTotals: totals }));
  test('are none without settings, or without totals', () => {
    expect(readPublicTotals(undefined)).toEqual([]);
    expect(readPublicTotals('{}')).toEqual([]);
  });
  test('may count any code of a variable, unknown ones too', () => {
    const totals = [total, { ...total, selection: { reached: ['yes', 'unknown'] } }];
    expect(read(...totals)).toEqual(totals);
  });
  test('are five hundred at most', () => {
    const many = (count: number) => Array.from({ length: count }, () => total);
    expect(read(...many(500))).toHaveLength(500);
    expect(() => read(...many(501))).toThrow('wrong at publicTotals');
  });
  test.each([
    [{ unit: 'persons' }, 'a public total counts persons, which the codebook does not have'],
    [
      { selection: { reached: ['yes', 'maybe'] } },
      'a public total names cases, reached, maybe, which the codebook does not have',
    ],
    [
      { selection: { income: ['unknown'] } },
      'a public total names cases, income, unknown, which the codebook does not have',
    ],
    [
      { selection: { arrears: ['unknown'] } },
      'a public total names cases, arrears, unknown, which the codebook does not have',
    ],
  ])('with %j stop the start', (changes, message) =>
    expect(failure(() => read(total, { ...total, ...changes }))).toEqual(wrong(message)),
  );
});

test('what may be told of a policy holds neither its name nor its profile nor a confidential value', () => {
  const told = publicThresholds(policy).map(({ name }) => name);
  expect(told).toContain('minimumHouseholds');
  for (const name of ['id', 'profile', 'largestShare', 'remainderShare']) expect(told).not.toContain(name);
});
