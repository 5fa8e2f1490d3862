import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Job } from '../../lib/protocol/message.ts';
import { Refusal } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister } from '../../lib/register/register.ts';
import { canonicalBytes, studyDigest } from '../../lib/signing/canonical.ts';
import { ask, attackedProvider, envelopes, prepare, run, say, shown, signals } from '../support/attacked-provider.ts';
import { testKey } from '../support/keys.ts';
import { approval, researcherId } from '../support/protocol.ts';
import { naive } from '../support/queue-attacks.ts';
import { copyWorld, drain, type World } from '../support/world.ts';

const table = (more: object = {}) => ({
  id: 'asked',
  analysis: 'table',
  unit: 'signals',
  measures: [{ measure: 'mean', variable: 'arrears-euro' }],
  ...more,
});
const quantiles = (probabilities: readonly number[]) => ({
  id: 'asked',
  analysis: 'quantiles',
  unit: 'signals',
  variable: 'arrears-euro',
  probabilities,
});
const model = (more: object = {}) => ({
  id: 'fitted',
  model: 'glm-rounds',
  family: 'logistic',
  unit: 'signals',
  outcome: 'repeat-signal',
  success: ['yes'],
  terms: [{ variable: 'arrears-euro', transform: 'log1p' }],
  ...more,
});

let world: World;
let study: Study;
beforeAll(async () => {
  world = await attackedProvider(signals(200, 'plain', {}));
  study = await prepare(world, [table()], { models: [model()] });
});
afterAll(() => rm(world.directory, { recursive: true }));

/** Says something to a copy of the provider: what came back, and the jobs that were made of it. */
async function said(message: object) {
  const own = copyWorld(world);
  const jobs = own.buckets.jobs.objects.size;
  const id = await say(own, message);
  await drain(own);
  const answers = envelopes(own).filter(({ sub }) => sub === id);
  const refusals = answers.flatMap(({ body }) => (body.schema === 'vroegzicht-refusal/1' ? [body] : []));
  return { answers, refusals, jobs: own.buckets.jobs.objects.size - jobs };
}

const asked = () => ({ studyId: study.study, version: 1, studyDigest: studyDigest(study) });
const round = () => ({
  kind: 'round',
  ...asked(),
  model: 'fitted',
  parties: ['provider-a'],
  attempt: 1,
  round: 0,
  evidence: [],
});

describe.each([
  ['A3 gradient half-space scan', { coefficients: [-1e9, 1e9] }, round],
  ['A4 sums by an intercept of minus infinity', { start: { intercept: -1e9 } }, round],
  ['A5 logarithm of a sum of exponents', { beta: [20] }, round],
  ['A10 Hessian of a cohort without one', { exclude: ['h-plain-1'] }, round],
  ['A11 sums over risk sets', { output: ['risk-sets'] }, round],
  ['C10 sampling control', { sample: { seed: 4, n: 10 } }, () => ({ kind: 'run', ...asked() })],
])('%s, as a signed message', (_, extra, message) => {
  test('without it the message is understood', async () => {
    const { refusals } = await said(message());
    expect(refusals.map(({ code }) => code)).not.toContain('malformed-message');
  });
  test('is stopped: refused with a reason, and nothing is computed', async () => {
    const { answers, refusals, jobs } = await said({ ...message(), ...extra });
    expect(refusals.map(({ code }) => code)).toEqual(['malformed-message']);
    expect([answers.length, jobs]).toEqual([1, 0]);
  });
});

/** Words that are well formed and that no codebook has. */
const strange = [
  ['A21 a list of households, as a condition', table({ where: [{ variable: 'household', in: ['1', '2', '3'] }] })],
  [
    'A21 one household, as a kind',
    table({ measures: [{ measure: 'proportion', variable: 'household', success: ['1'] }] }),
  ],
  ['A14 quantiles without edges', { ...quantiles([0.5]), variable: 'household' }],
  ['a code that is another', table({ where: [{ variable: 'age-band', in: ["30-44') OR ('1' = '1"] }] })],
] as const;

const handedIn = (analyses: readonly object[], models: readonly object[] = []) => ({
  kind: 'submit',
  study: {
    schema: 'vroegzicht-study/1',
    study: 'smuggled',
    version: 1,
    title: 'An attack',
    researchers: [{ id: researcherId, name: 'A. Attacker' }],
    purpose: 'volume',
    analyses,
    ...(models.length > 0 && { models }),
  },
});

describe.each([
  ['A6 isolating dummy', [table()], [model({ terms: [{ variable: 'household', equals: 'h-plain-1' }] })]],
  ['A7 three-valued covariate', [table()], [model({ terms: [{ variable: 'age-years', transform: 'z^2' }] })]],
  ['A8 strategic outlier', [table()], [model({ terms: [{ expression: '1 / (abs(age - 47) + 1e-6)' }] })]],
  ['A9 constructed vectors', [table({ weights: [1, 0, 0] })], []],
  ['A14 a grid of a thousand quantiles', [quantiles(Array.from({ length: 999 }, (__, at) => (at + 1) / 1000))], []],
  ['A16 power sums', [table({ measures: [{ measure: 'mean', variable: 'arrears-euro', power: 4 }] })], []],
  ['A21 an amount as a condition', [table({ where: [{ op: 'eq', field: 'debt', value: 4312.55 }] })], []],
  ['A21 a list of one household', [table({ where: [{ variable: 'household', equals: 'h-plain-1' }] })], []],
  ['A21 a column of weights', [table({ weight: { variable: 'household', value: 1 } })], []],
] as const)('%s, in a study that is handed in', (_, analyses, models) => {
  test('is stopped: the language has no such words', async () => {
    const { answers, refusals } = await said(handedIn(analyses, models));
    expect(refusals.map(({ code }) => code)).toEqual(['malformed-message']);
    expect(answers).toHaveLength(1);
  });
});

test.each(strange)('%s: is stopped by the codebook, before anybody approves it', async (_, analysis) => {
  const { answers, refusals } = await said(handedIn([analysis]));
  expect(refusals.map(({ code }) => code)).toEqual(['study-codebook']);
  expect(answers).toHaveLength(1);
});

test('A21 is stopped in the isolated function as well, should another one hand it over', async () => {
  const own = copyWorld(world);
  await ask(own, [table()]);
  const [text = ''] = [...own.buckets.jobs.objects.keys()].map((key) => own.buckets.jobs.text(key));
  const job = Job.parse(JSON.parse(text));
  const smuggled = Study.parse({ ...job.study, analyses: [strange[0][1]] });
  const taskId = 'task-00000000000000ff';
  await own.buckets.jobs.create(`${taskId}.json`, canonicalBytes({ ...job, taskId, study: smuggled }));
  await drain(own);
  const { releases } = own.buckets;
  expect(Refusal.parse(JSON.parse(releases.text(`refusals/${taskId}.json`) ?? '')).code).toBe('study-codebook');
  expect(releases.objects.has(`${taskId}.json`)).toBe(false);
});

test('the same study in words of the language is taken in', async () => {
  const { answers } = await said(handedIn([table()], [model()]));
  expect(answers.map(({ body }) => ('state' in body ? body.state : body.schema))).toEqual(['waiting-for-approval']);
});

test('A14 nine quantiles of a histogram are asked at most, and none between its edges', async () => {
  const { release } = await ask(copyWorld(world), [quantiles([0.1, 0.25, 0.5, 0.75, 0.9])]);
  const values = release.estimates.filter(({ value }) => value !== null);
  expect(values.every(({ value, ci_low: low, ci_high: high }) => value === low || value === high || low === null)).toBe(
    true,
  );
});

describe('B5 geographic differencing, as a signed message', () => {
  const divided = (variable: string) => [
    table({ measures: [{ measure: 'count' }] }),
    table({ id: 'divided', by: [variable], measures: [{ measure: 'count' }] }),
  ];
  test('a study by a variable of the codebook is answered', async () =>
    expect(shown(await ask(copyWorld(world), divided('age-band')), 'divided', '30-44')).toBe(200));
  test.each(['postcode4', 'district', 'municipality', 'household'])(
    'is stopped: %s is no variable, and the study is refused before anybody approves it',
    async (variable) => {
      const { answers, refusals } = await said(handedIn(divided(variable)));
      expect(refusals.map(({ code, reason }) => [code, reason])).toEqual([
        ['study-codebook', expect.stringContaining(`divided: unit signals has no variable ${variable}`)],
      ]);
      expect(answers).toHaveLength(1);
    },
  );
  test('is stopped where such a study was approved before the codebook was asked', async () => {
    const own = copyWorld(world);
    const before = Study.parse({ ...handedIn(divided('postcode4')).study, study: 'before' });
    await openRegister(own.buckets.register).studies.create(before);
    await storeApproval(own.buckets.register, approval(before), testKey('approver').signer);
    const task = await run(own, before);
    await drain(own);
    const bodies = envelopes(own).flatMap(({ sub, body }) => (sub === task ? [body] : []));
    expect(bodies.map((body) => (body.schema === 'vroegzicht-refusal/1' ? body.code : body.schema))).toEqual([
      'study-codebook',
    ]);
    expect(own.dead).toEqual([]);
  });
});

describe('A13 the largest amount, as a signed message (M5)', () => {
  const asked = [table({ measures: [{ measure: 'maximum', variable: 'arrears-euro' }] })];
  const largest = async (of: World) =>
    (await ask(of, asked)).release.estimates.map(({ measure, status, value }) => [measure, status, value]);
  test('is stopped, also at a provider without other rules: it is never shown', async () => {
    for (const own of [copyWorld(world), copyWorld(world, naive)])
      expect(await largest(own)).toEqual([['maximum', 'withheld', null]]);
  });
});
