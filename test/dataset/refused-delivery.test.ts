import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ddasDelivery, ddasFile, ddasSignal, deliveryFile } from '../support/delivery.ts';
import { filesUnder, ingestFile } from '../support/ingesting.ts';

const good = JSON.stringify(ddasFile([ddasDelivery('0518', [ddasSignal()])]));

test.each([
  ['another JSON object', '{"a":1}', 'not-a-delivery'],
  ['no deliveries', JSON.stringify(ddasFile([])), 'not-a-delivery'],
  ['half a file', good.slice(0, good.length / 2), 'damaged-delivery'],
  ['a missing bracket', good.slice(0, -1), 'damaged-delivery'],
  ['a broken signal text', good.replace('"ID":"VS-1"', '"ID":VS'), 'damaged-delivery'],
  ['a missing comma between signals', good.replace('{"ID"', '{"ID":"x"}{"ID"'), 'damaged-delivery'],
  ['something behind the end', `${good}{}`, 'damaged-delivery'],
  [
    'no last day',
    JSON.stringify(ddasFile([ddasDelivery('0518', [])], { einddatumLevering: undefined })),
    'invalid-delivery',
  ],
  [
    'an impossible last day',
    JSON.stringify(ddasFile([ddasDelivery('0518', [])], { einddatumLevering: '2025-02-30' })),
    'invalid-delivery',
  ],
  ['an unknown header', JSON.stringify(ddasFile([ddasDelivery('0518', [])], { versie: 1 })), 'invalid-delivery'],
  ['no municipality', JSON.stringify(ddasFile([{ teller: 1, aanleverende_organisatie: {} }])), 'invalid-delivery'],
  ['a wrong municipality', JSON.stringify(ddasFile([ddasDelivery('../x', [])])), 'invalid-municipality'],
  ['signals that are no objects', JSON.stringify(ddasFile([ddasDelivery('0518', ['x', 5])])), 'invalid-delivery'],
  [
    'signals that are no list',
    JSON.stringify(ddasFile([{ ...ddasDelivery('0518', []), vroegsignalen: {} }])),
    'invalid-delivery',
  ],
  [
    'signals given twice',
    good.replace('"vroegsignaalzaken"', '"vroegsignalen":[],"vroegsignaalzaken"'),
    'invalid-delivery',
  ],
])('refuses %s and publishes nothing', async (_, text, code) => {
  const { outcome, root } = await ingestFile(await deliveryFile(text));
  expect(outcome).toMatchObject({ status: 'refused', code });
  await expect(filesUnder(root)).rejects.toThrow('ENOENT');
});

test('refuses a delivery up to a day that has yet to come', async () => {
  const path = await deliveryFile(good);
  expect((await ingestFile(path, { latestDay: '2025-01-30' })).outcome).toMatchObject({ code: 'future-delivery' });
  expect((await ingestFile(path, { latestDay: '2025-01-31' })).outcome).toMatchObject({ status: 'ingested' });
});

test('names the place in the header that is wrong', async () => {
  const file = ddasFile([ddasDelivery('0518', []), { teller: 2, aanleverende_organisatie: {} }]);
  const { outcome } = await ingestFile(await deliveryFile(file));
  expect(outcome.status === 'refused' && outcome.reason).toContain('/leveringen/1 (required gemeentecode)');
});

test('reads a byte order mark and refuses bytes that are no UTF-8', async () => {
  const path = await deliveryFile(`\uFEFF${good}`);
  expect((await ingestFile(path)).outcome.status).toBe('ingested');
  await writeFile(path, Buffer.from(good.replace('VS-1', 'VS-é'), 'latin1'));
  expect((await ingestFile(path)).outcome).toMatchObject({ code: 'damaged-delivery' });
});
