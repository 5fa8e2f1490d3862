import { describe, expect, test } from 'vitest';
import { floorOf, policy } from '../../lib/disclosure/policy.ts';
import { publicThresholds, readPolicy } from '../../lib/disclosure/policy-settings.ts';
import { ResearcherMessage } from '../../lib/protocol/message.ts';
import { Refusal } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { smallStudy } from '../support/studies.ts';

const run = {
  schema: 'vroegzicht-message/1',
  messageId: 'task-0123456789abcdef',
  from: 'researcher-1',
  to: 'provider-a',
  issuedAt: '2026-07-01T10:00:00.000Z',
  kind: 'run',
  studyId: 'small-study',
  version: 1,
  studyDigest: 'a'.repeat(64),
};

describe.each([
  ['A3 gradient half-space scan', { beta: [-1e9, 1e9] }],
  ['A4 sums by an intercept of minus infinity', { coefficients: { intercept: -1e9 } }],
  ['A5 log of sums of exponents', { start: [20] }],
  ['A10 Hessian of a cohort without one', { exclude: ['household-1'] }],
  ['C10 sampling control', { sample: { seed: 4, n: 10 } }],
])('%s', (_, extra) => {
  test('the message is accepted without it', () => expect(ResearcherMessage.safeParse(run).success).toBe(true));
  test('is stopped: no message has a place for it', () =>
    expect(ResearcherMessage.safeParse({ ...run, ...extra }).success).toBe(false));
});

const withAnalysis = (changes: object) =>
  Study.safeParse({ ...smallStudy, report: undefined, analyses: [{ ...smallStudy.analyses[0], ...changes }] }).success;

describe.each([
  ['A7 three-valued covariate', { transform: 'z^2' }],
  ['A8 strategic outlier', { expression: '1 / (abs(age - 47) + 1e-6)' }],
  ['A9 constructed vectors', { weights: [1, 0, 0] }],
  ['A16 power sums', { measures: [{ measure: 'sum', variable: 'arrears-euro', power: 4 }] }],
  ['A21 smuggling an equality', { where: [{ op: 'eq', field: 'debt', value: 4312.55 }] }],
  ['A21 smuggling a list of one', { where: [{ variable: 'household', equals: 'h-1' }] }],
])('%s', (_, changes) => {
  test('the study is accepted without it', () => expect(withAnalysis({})).toBe(true));
  test('is stopped: the language has no such words', () => expect(withAnalysis(changes)).toBe(false));
});

describe('D1 error text', () => {
  test('a refusal has seven fields and no place for data', () =>
    expect(Object.keys(Refusal.shape).toSorted()).toEqual([
      'at',
      'code',
      'provider',
      'reason',
      'remedy',
      'schema',
      'taskId',
    ]));
});

describe('D7 configuration that fails open', () => {
  test.each([
    ['an unknown threshold', '{"thresholds":{"minimumHousehold":20}}'],
    ['text for a number', '{"thresholds":{"minimumHouseholds":"20"}}'],
    ['a value below the floor', '{"thresholds":{"minimumHouseholds":5}}'],
    ['a share above the floor', '{"thresholds":{"largestShare":0.9}}'],
    ['an unknown key', '{"treshold":{}}'],
    ['an unknown profile', '{"profile":"open"}'],
    ['no JSON', 'minimumHouseholds=20'],
    ['nothing at all', ''],
    ['not a number', '{"thresholds":{"minimumHouseholds":null}}'],
  ])('stops the start: %s', (_, settings) => expect(() => readPolicy(settings)).toThrow(/./));
  test('takes stricter values and names them', () => {
    const read = readPolicy('{"name":"city","thresholds":{"minimumHouseholds":20}}');
    expect([read.minimumHouseholds.value, read.id, read.largestShare.value]).toEqual([
      20,
      'research/2026-11+city',
      0.5,
    ]);
  });
  test('without settings the floor holds, which publication sharpens', () => {
    expect(readPolicy(undefined)).toBe(policy);
    expect(floorOf('publication').minimumContributors.value).toBe(100);
  });
});

test('the parameters of concentration are not told', () => {
  const names = publicThresholds(policy).map((each) => each.name);
  expect(names).toContain('minimumHouseholds');
  for (const name of ['largestShare', 'twoLargestShare', 'remainderShare', 'largestOrganisationShare'])
    expect(names).not.toContain(name);
});

describe('D8 prototype pollution', () => {
  test('is stopped: a message with __proto__ is refused and changes nothing', () => {
    const text = JSON.stringify(run).replace('{', '{"__proto__":{"minimumHouseholds":1},');
    const before = policy.minimumHouseholds.value;
    ResearcherMessage.safeParse(JSON.parse(text));
    expect(() => readPolicy('{"thresholds":{"__proto__":{"minimumHouseholds":1}}}')).not.toThrow(TypeError);
    expect(policy.minimumHouseholds.value).toBe(before);
    expect('minimumHouseholds' in {}).toBe(false);
  });
});
