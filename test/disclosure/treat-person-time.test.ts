import { describe, expect, test } from 'vitest';
import type { PersonTimeEvidence } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { treatPersonTime } from '../../lib/disclosure/treat-person-time.ts';

const pattern = (levels: readonly string[], events: number) => ({
  levels,
  intervals: [{ events, personDays: 1000, protectedHouseholds: 40, protectedEvents: events }],
});
const treated = (...patterns: readonly ReturnType<typeof pattern>[]) => {
  const evidence: PersonTimeEvidence = {
    kind: 'person-time',
    name: 'time',
    dimensions: [],
    rungs: [{ edgesDays: [30], patterns }],
  };
  return treatPersonTime(evidence, policy);
};

describe('person-time of two groups', () => {
  test('shows the one with ten events and withholds the one with nine', () => {
    const { released, findings } = treated(pattern(['a', 'x'], 10), pattern(['a', 'y'], 9));
    expect(released.edgesDays).toEqual([30]);
    expect(released.patterns).toEqual([
      { levels: ['a', 'x'], intervals: [{ events: 10, personDays: 1050 }] },
      { levels: ['a', 'y'], intervals: null },
    ]);
    expect(findings.map(({ check, cell }) => [check, cell])).toEqual([['minimum-events', 'a · y step 1']]);
  });
  test('of which neither has ten shows nothing, no grid either', () => {
    const { released, findings } = treated(pattern(['x'], 9), pattern(['y'], 0));
    expect(released.edgesDays).toEqual([]);
    expect(released.patterns).toEqual([
      { levels: ['x'], intervals: null },
      { levels: ['y'], intervals: null },
    ]);
    expect(findings.map(({ measured }) => measured)).toEqual([9, 0]);
  });
});
