import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createSplitter } from '../../lib/dataset/ddas-splitter.ts';
import { ddasCase, ddasDelivery, ddasFile, ddasSignal } from '../support/delivery.ts';

const parse = (text: string): unknown => JSON.parse(text);

const Example = z.record(z.string(), z.unknown());
const Skeleton = z.looseObject({ leveringen: z.array(z.record(z.string(), z.unknown())) });

const split = (text: string, chunkBytes: number) => {
  const splitter = createSplitter();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.push(bytes.subarray(at, at + chunkBytes));
  return { elements: splitter.take(), skeleton: splitter.skeleton() };
};

const file = ddasFile([
  ddasDelivery('0518', [ddasSignal(), ddasSignal({ ID: 'a]}"\\{[é' })], [ddasCase()]),
  ddasDelivery('0307', []),
  { vroegsignaalzaken: [ddasCase()], vroegsignalen: [ddasSignal()], gemeentecode: '0014' },
]);

test.each([1, 2, 7, 64, 1_000_000])('cuts the same elements from chunks of %i bytes', (chunkBytes) => {
  const { elements, skeleton } = split(JSON.stringify(file, null, 2), chunkBytes);
  expect(elements.map(({ delivery, kind, text }) => [delivery, kind, parse(text)])).toEqual([
    [0, 'vroegsignalen', ddasSignal()],
    [0, 'vroegsignalen', ddasSignal({ ID: 'a]}"\\{[é' })],
    [0, 'vroegsignaalzaken', ddasCase()],
    [2, 'vroegsignaalzaken', ddasCase()],
    [2, 'vroegsignalen', ddasSignal()],
  ]);
  expect(Skeleton.parse(parse(skeleton)).leveringen).toEqual([
    { ...ddasDelivery('0518', [0, 0], [0]) },
    { ...ddasDelivery('0307', []) },
    { vroegsignaalzaken: [0], vroegsignalen: [0], gemeentecode: '0014' },
  ]);
});

test('putting the elements back into the skeleton gives the parsed file, for any JSON in it', () => {
  const example = Example.parse(
    parse(readFileSync(join(import.meta.dirname, '../reference/ddas/meervoudigVoorbeeld.json'), 'utf8')),
  );
  const property = fc.property(
    fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
    fc.array(fc.jsonValue().filter((value) => !(typeof value === 'object' && value !== null && !Array.isArray(value)))),
    fc.integer({ min: 1, max: 50 }),
    (objects, others, chunkBytes) => {
      const whole = {
        ...example,
        x: others,
        leveringen: [{ a: others, vroegsignalen: objects }, { vroegsignaalzaken: objects }],
      };
      const { elements, skeleton } = split(JSON.stringify(whole), chunkBytes);
      const rebuilt = Skeleton.parse(parse(skeleton));
      const [first = {}, second = {}] = rebuilt.leveringen;
      first['vroegsignalen'] = elements.slice(0, objects.length).map(({ text }) => parse(text));
      second['vroegsignaalzaken'] = elements.slice(objects.length).map(({ text }) => parse(text));
      expect(rebuilt).toEqual(parse(JSON.stringify(whole)));
    },
  );
  fc.assert(property, { seed: 2026, numRuns: 200 });
});

test('an escaped spelling of a key is the same key', () => {
  const text = '{"lever\\u0069ngen":[{"vroegsignalen":[{"ID":"1"}]}]}';
  expect(split(text, 5).elements).toEqual([{ delivery: 0, kind: 'vroegsignalen', text: '{"ID":"1"}' }]);
});

test.each([
  ['a file that ends inside a signal', '{"leveringen":[{"vroegsignalen":[{"ID":'],
  ['endless nesting', '['.repeat(100)],
  ['an element of more than 4 MB', `{"leveringen":[{"vroegsignalen":[{"ID":"${'x'.repeat(4_100_000)}`],
])('refuses %s', (_, text) => {
  expect(() => split(text, 1 << 16)).toThrow('the file is damaged, incomplete or no JSON in UTF-8');
});
