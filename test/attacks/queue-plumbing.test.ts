import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Refusal } from '../../lib/protocol/release.ts';
import {
  ask,
  attackedProvider,
  deliverSnapshot,
  envelopes,
  prepare,
  receivedTexts,
  run,
  signals,
  towns,
} from '../support/attacked-provider.ts';
import { copyWorld, drain, send, type World } from '../support/world.ts';

/** Values of rows that must be nowhere but in extracts: a household, an amount in cents and in euro, an age. */
const secrets = ['h-sentinel', '43125577', '431255', 'SENTINEL', '"103"', ' 103 '];
const planted = [
  ...signals(200, 'plain', { age: 35 }),
  ...signals(4, 'sentinel', { arrears_cents: 43_125_577, age: 103, partner_type: 'water' }),
];
const count = {
  id: 'kinds',
  analysis: 'table',
  unit: 'signals',
  by: ['partner-type'],
  measures: [{ measure: 'count' }],
};

let world: World;
beforeAll(async () => {
  world = await attackedProvider(planted);
});
afterAll(() => rm(world.directory, { recursive: true }));

const decoded = (text: string): string => {
  const found = z.object({ payload: z.string() }).safeParse(JSON.parse(text));
  return found.success ? Buffer.from(found.data.payload, 'base64url').toString('utf8') : text;
};

/** Every text that left the functions: to the researcher, to logs, to the ledger and as refusals. */
function leftBehind(own: World): readonly string[] {
  const { buckets, logs } = own;
  const stored = [buckets.ledger, buckets.releases, buckets.jobs].flatMap((store) =>
    [...store.objects.keys()].map((key) => `${key} ${store.text(key) ?? ''}`),
  );
  return [...stored, ...logs, ...receivedTexts(own).map(decoded)];
}

const logFields = new Set([
  'function',
  'requestId',
  'result',
  'messageId',
  'object',
  'taskId',
  'municipality',
  'code',
  'at',
  'count',
  'milliseconds',
]);

/** No text holds a value of a row, and every log line has only the allowed fields. */
function expectNothingOf(own: World): void {
  const texts = leftBehind(own);
  expect(texts.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  for (const line of own.logs) {
    const fields = Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
    expect(fields.filter((field) => !logFields.has(field))).toEqual([]);
  }
}

describe('the bytes of an answer', () => {
  test('A1 and D3: an answer in which something is withheld holds nothing of it', async () => {
    const own = copyWorld(world);
    const { release } = await ask(own, [count]);
    const cells = release.outcomes
      .flatMap((each) => (each.status === 'released' ? each.evidence : []))
      .flatMap((part) => (part.kind === 'counts' ? part.cells : []));
    expect(cells.find(({ levels }) => levels[0] === 'water')).toEqual({ levels: ['water'], count: null });
    const row = release.estimates.find(({ group }) => group.includes('water'));
    expect(row).toMatchObject({
      status: 'withheld',
      n: null,
      events: null,
      value: null,
      standard_error: null,
      ci_low: null,
      ci_high: null,
    });
    expectNothingOf(own);
  });

  test('D4: levels come from the codebook, not from data: all are there, and no others', async () => {
    const own = copyWorld(world);
    const { release } = await ask(own, [{ ...count, by: ['age-band'] }]);
    const levels = release.outcomes
      .flatMap((each) => (each.status === 'released' ? each.evidence : []))
      .flatMap((part) => ('dimensions' in part ? part.dimensions.map((each) => each.levels) : []));
    expect(levels).toEqual([['18-29', '30-44', '45-59', '60-99', 'unknown']]);
  });

  test('D10: nothing but signed JSON reaches the researcher, and no field of it is a duration (D2)', async () => {
    const own = copyWorld(world);
    await ask(own, [count]);
    const keys = [...own.buckets.theirs.objects.keys()].filter((key) => /^(inbox|verified|rejected)\//.test(key));
    expect(keys.filter((key) => !key.endsWith('.jws.json'))).toEqual([]);
    expect(receivedTexts(own).map(decoded).join(' ')).not.toMatch(/milliseconds|durationMs|elapsed|billed/);
  });
});

describe('D1 and A12: a refusal', () => {
  test('of a question says what is wrong with the question, in seven fields', async () => {
    const own = copyWorld(world);
    const study = await prepare(own, [count], { minimumMunicipalities: 40 });
    await run(own, study);
    await drain(own);
    const [refusal] = envelopes(own).flatMap(({ body }) => (body.schema === 'vroegzicht-refusal/1' ? [body] : []));
    expect(Object.keys(refusal ?? {}).toSorted()).toEqual(Object.keys(Refusal.shape).toSorted());
    expect(refusal?.code).toBe('too-few-municipalities');
    expect(refusal?.reason).toBe('agreements for this purpose are valid at 5 municipalities, the study asks for 40');
    expectNothingOf(own);
  });

  test('of a message that means nothing is recorded and quotes nothing', async () => {
    const own = copyWorld(world);
    send(own, 'accept-task', 'SENTINEL 43125577', 'AROARESEARCHER:task-sender');
    send(own, 'accept-task', '{"payload":"SENTINEL","signatures":[]}', 'AROARESEARCHER:task-sender');
    await drain(own);
    expect(envelopes(own)).toEqual([]);
    expectNothingOf(own);
  });
});

describe('D5: a failure', () => {
  test('of reading an extract is recorded by its code; no log, trace or dead letter quotes a row', async () => {
    const own = copyWorld(world);
    for (const code of towns) {
      const key = `${code}/2026-06-30-abcdef01/signals.parquet`;
      const found = own.buckets.extracts.objects.get(key);
      if (found === undefined) throw new Error('no extract');
      own.buckets.extracts.objects.set(key, {
        ...found,
        body: Buffer.from('household,euro\nh-sentinel,SENTINEL 43125577\n'),
      });
    }
    const study = await prepare(own, [count]);
    await run(own, study);
    await drain(own);
    expect(envelopes(own).filter(({ body }) => body.schema === 'vroegzicht-release/1')).toEqual([]);
    for (const { body } of own.dead) expect(body).not.toMatch(/SENTINEL|h-sentinel/);
    expectNothingOf(own);
  });
});

describe('D6: replay', () => {
  test('the same signed message again gives the same bytes, also after the data changed', async () => {
    const own = copyWorld(world);
    const study = await prepare(own, [count]);
    await run(own, study);
    const [message] = own.queue;
    if (message === undefined) throw new Error('no message');
    await drain(own);
    const before = receivedTexts(own);
    const more = planted
      .filter(({ town }) => town === 0)
      .concat(signals(5, 'new', {}).map((each) => ({ ...each, town: 0 })));
    await deliverSnapshot(own, towns[0], { planted: more, snapshot: '2026-07-31-abcdef02' });
    send(own, 'accept-task', message.body, message.senderId);
    await drain(own);
    expect(receivedTexts(own)).toEqual(before);
  });

  test('one changed byte, or another sender, is not run', async () => {
    const own = copyWorld(world);
    const study = await prepare(own, [count]);
    await run(own, study);
    const message = own.queue.shift();
    if (message === undefined) throw new Error('no message');
    const altered = message.body.replace('"payload":"ey', '"payload":"ez');
    expect(altered).not.toBe(message.body);
    send(own, 'accept-task', altered, message.senderId);
    send(own, 'accept-task', message.body, 'AROASTRANGER:task-sender');
    await drain(own);
    expect(envelopes(own).filter(({ body }) => body.schema === 'vroegzicht-release/1')).toEqual([]);
  });
});
