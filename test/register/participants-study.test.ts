import { expect, test } from 'vitest';
import { participants } from '../../lib/register/participants.ts';
import { municipality } from '../support/protocol.ts';

test.each([
  ['small-study', ['0344', '0518']],
  ['other-study', ['0344']],
])('an agreement that names studies holds for no other: %s', (study, expected) => {
  const [agreement] = municipality('0518').agreements;
  const narrow = municipality('0518', { agreements: [{ ...agreement, studies: ['small-study'] }] });
  const found = participants([narrow, municipality('0344')], 'reach', '2026-03-01', study);
  expect(found.map((each) => each.municipality.code)).toEqual(expected);
});
