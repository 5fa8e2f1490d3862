import { expect, test } from 'vitest';
import { keySetFromText } from '../../lib/register/key-set-text.ts';

test('a function starts before the first approver has a key', () => {
  expect(keySetFromText('{"keys":[]}')).toEqual({ keys: [] });
});

test.each(['', '[]', '{"keys":[{}]}', '{"keys":[],"more":1}'])('%j is no key set', (text) => {
  expect(() => keySetFromText(text)).toThrow('no key set');
});
