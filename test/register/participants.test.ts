import { describe, expect, test } from 'vitest';
import { participants } from '../../lib/register/participants.ts';
import { municipality } from '../support/protocol.ts';

const codes = (day: string, purpose = 'reach', ...all: readonly ReturnType<typeof municipality>[]) =>
  participants(all, purpose, day).map((each) => each.municipality.code);

describe('who takes part', () => {
  test.each([
    ['2025-12-31', []],
    ['2026-01-01', ['0518']],
    ['2026-12-31', ['0518']],
    ['2027-01-01', []],
  ])('an agreement for 2026 on %s: %j', (day, expected) => {
    expect(codes(day, 'reach', municipality('0518'))).toEqual(expected);
  });

  test('another purpose, a withdrawn municipality and one without agreement are out', () => {
    const all = [
      municipality('0363', { status: 'withdrawn' }),
      municipality('0599', { agreements: [] }),
      municipality('0518'),
    ];
    expect(codes('2026-06-01', 'reach', ...all)).toEqual(['0518']);
    expect(codes('2026-06-01', 'recidive', ...all)).toEqual([]);
  });

  test('stand in the order of their codes, each once, with the agreement that covers the day', () => {
    const [old] = municipality('0344').agreements;
    const renewed = { ...old, id: 'renewed', from: '2027-01-01', until: '2027-12-31' };
    const found = participants(
      [municipality('0518'), municipality('0344', { agreements: [old, renewed, renewed] })],
      'reach',
      '2027-03-01',
    );
    expect(found.map(({ agreement }) => agreement.id)).toEqual(['renewed']);
    expect(codes('2026-03-01', 'reach', municipality('0518'), municipality('0344'))).toEqual(['0344', '0518']);
  });
});
