import { expect, test } from 'vitest';
import { createAmountReader } from '../../lib/dataset/amounts.ts';
import { Failure } from '../../lib/failure.ts';

test.each([
  ['1.234,56', 123456, null],
  ['1,234.56', null, 123456],
  ['1234,5', 123450, null],
  ['1234.5', null, 123450],
  ['0,29', 29, null],
  ['0.29', null, 29],
  ['1.234.567', 123456700, null],
  ['€ 1.234,56', 123456, null],
  ['EUR 12', 1200, 1200],
  ['-12,50', -1250, null],
  ['100,-', 10000, null],
  ['1.234', 123400, null],
  ['1,234', null, 123400],
  ['12,345,67', null, null],
  ['1.23.456', null, null],
  ['onbekend', null, null],
  ['1e9', null, null],
  ['99999999999999', null, null],
])('reads %s as %s Dutch and %s English cents', (text, nl, en) => {
  expect(createAmountReader().read('signals.arrears_cents', text)).toEqual({ nl, en });
});

test.each([
  [247.86, 24786],
  [1.005, 100],
  [0.1 + 0.2, 30],
  [82, 8200],
])('reads the number %s as %i cents', (value, cents) => {
  expect(createAmountReader().read('signals.arrears_cents', value)).toEqual({ nl: cents, en: cents });
});

const settled = (texts: readonly (string | number)[], stated?: 'nl' | 'en') => {
  const reader = createAmountReader();
  for (const text of texts) reader.read('signals.arrears_cents', text);
  return reader.settle(stated);
};

test.each([
  [['1.234', '12,50'], undefined, 'nl', 'nl'],
  [['1,234', '12.50'], undefined, 'en', 'en'],
  [['1.234'], 'nl', 'nl', 'nl'],
  [['1,234'], 'en', 'en', 'en'],
  [['12,50', '12.50', '0,10'], undefined, 'each', 'nl'],
  [['12', 13.5], undefined, 'each', 'none'],
  [[], undefined, 'each', 'none'],
] as const)('chooses the locale of %j, stated %s', (texts, stated, reading, recorded) => {
  expect(settled(texts, stated)).toMatchObject({ reading, recorded });
});

test.each([[['1.234']], [['1,234']], [['1.234', '12,50', '12.50']]])(
  'refuses %j, which could mean two things',
  (texts) => {
    expect(() => settled(texts)).toThrow(Failure);
  },
);

test('counts what the chosen locale cannot read', () => {
  expect(settled(['12,50', 'x', '7.5'], 'nl').unreadable).toEqual(new Map([['signals.arrears_cents', 2]]));
});
