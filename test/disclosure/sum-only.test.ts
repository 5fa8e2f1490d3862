import { expect, test } from 'vitest';
import { isSumOnly, summedName, sumSelection } from '../../lib/disclosure/sum-only.ts';

test('a sum over rows is a question of its own beside the rows that it counts', () => {
  const days = sumSelection({ reached: ['yes'] }, 'person-days');
  expect(days).toEqual({ reached: ['yes'], 'sum:person-days': ['yes'] });
  expect([isSumOnly(days), summedName(days)]).toEqual([true, 'person-days']);
});

test.each([{}, { reached: ['yes'] }, { 'known-sum:euro': ['yes'] }])(
  '%j is a count, of which nothing is added up',
  (count) => {
    expect([isSumOnly(count), summedName(count)]).toEqual([false, undefined]);
  },
);
