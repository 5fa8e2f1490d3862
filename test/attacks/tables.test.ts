import { describe, expect, test } from 'vitest';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { attack, counts, found, gate, naive, statements, table, total, withoutSecondary } from '../support/gate.ts';

const lax = withValues(research, 'test', { minimumHouseholds: 1, roundingBase: 1 });
const noComplement = withValues(research, 'test', { largestGroupShare: 1, minimumHouseholds: 0 });

describe('A1 naked single', () => {
  const parts = [table('one', ['type'], { rent: 1, energy: 60, water: 70 })];
  test('works without a minimum', () => expect(counts(withoutSecondary(parts, lax)[0])).toEqual([1, 60, 70]));
  test('is stopped', () => expect(counts(gate(parts).released[0])[0]).toBeNull());
});

describe('A20 one person, many signals', () => {
  const parts = [table('one', ['type'], { rent: 12, energy: 60, water: 70 }, { households: { rent: 2 } })];
  test('works when rows are counted', () =>
    expect(counts(withoutSecondary([table('one', ['type'], { rent: 12, energy: 60, water: 70 })])[0])[0]).toBe(10));
  test('is stopped: households are counted', () => expect(counts(gate(parts).released[0])[0]).toBeNull());
});

describe('B1 lone suppressed cell', () => {
  const parts = [table('cells', ['kind'], { a: 12, b: 15, c: 4, d: 29 }), total('all', 60)];
  test('works on exact margins', () =>
    expect(found(attack(naive(parts)), 'cells c')).toMatchObject({ lowest: 4, highest: 4 }));
  test('is stopped: the interval keeps what the certificate says', () => {
    const { lowest, highest } = found(attack(statements(parts, gate(parts).released)), 'cells c');
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
});

describe('B2 rectangle trap', () => {
  const inner = {
    'young rent': 8,
    'young energy': 40,
    'young water': 5,
    'old rent': 6,
    'old energy': 50,
    'old water': 7,
  };
  const parts = [
    table('cells', ['age', 'type'], inner),
    table('ages', ['age'], { young: 53, old: 63 }),
    table('types', ['type'], { rent: 14, energy: 90, water: 12 }),
  ];
  test('works on exact margins: the four withheld cells are pinned below their public sums', () => {
    const widths = attack(naive(parts)).map((each) => each.highest - each.lowest);
    expect(Math.min(...widths)).toBeLessThanOrEqual(13);
  });
  test('is stopped', () => {
    const small = ['young rent', 'young water', 'old rent', 'old water'].map((name) => `cells ${name}`);
    const intervals = attack(statements(parts, gate(parts).released));
    for (const { lowest, highest } of small.map((name) => found(intervals, name))) {
      expect(lowest).toBeLessThanOrEqual(3);
      expect(highest).toBeGreaterThanOrEqual(7);
    }
  });
});

describe('B3 singleton insider', () => {
  const parts = [table('cells', ['kind'], { a: 1, b: 6, c: 20, d: 25 }), total('all', 52)];
  const insider = (given: ReturnType<typeof statements>) =>
    attack(given.map((each) => (each.name === 'cells a' ? { ...each, lower: 1, upper: 1, withheld: false } : each)));
  test('works on exact margins', () =>
    expect(found(insider(naive(parts)), 'cells b')).toMatchObject({ lowest: 6, highest: 6 }));
  test('is stopped: also the only household of a cell learns no other one', () => {
    const { lowest, highest } = found(insider(statements(parts, gate(parts).released)), 'cells b');
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
});

describe('B6 exact total over rounded cells', () => {
  const parts = [table('cells', ['kind'], { a: 12, b: 12, c: 12, d: 12 }), total('all', 48)];
  test('totals are rounded on their own and give away no cell', () => {
    const shown = gate(parts).released;
    expect(counts(shown[1])).toEqual([50]);
    expect(counts(shown[0])).toEqual([10, 10, 10, 10]);
  });
});

describe('B8 percentage unpick', () => {
  const parts = [
    table(
      'share',
      ['age', 'type'],
      { 'young rent': 17, 'young energy': 20, 'old rent': 80, 'old energy': 90 },
      { success: ['rent'] },
    ),
  ];
  test('works for a denominator of 37', () =>
    expect(
      counts(
        withoutSecondary(parts, withValues(research, 'test', { minimumDenominator: 1, largestPrimaryShare: 1 }))[0],
      )[0],
    ).toBe(15));
  test('is stopped: fewer than 50 is no percentage', () =>
    expect(counts(gate(parts).released[0]).slice(0, 3)).toEqual([null, null, null]));
});

const sensitive = (analysis: string, rows: Readonly<Record<string, number>>) => {
  const made = table(analysis, ['kind'], rows);
  if (made.evidence.kind !== 'counts') throw new TypeError('a table of counts');
  const dimensions = made.evidence.dimensions.map((each) => ({ ...each, variable: 'help-accepted' }));
  const levels = new Map([['help-accepted', ['a', 'b', 'c', 'd']]]);
  return { ...made, evidence: { ...made.evidence, dimensions }, scope: { ...made.scope, domains: levels } };
};

describe('B19 group disclosure 100 percent', () => {
  const parts = [sensitive('all-of-them', { a: 140 })];
  test('works without the rule of groups', () => expect(counts(withoutSecondary(parts, noComplement)[0])[0]).toBe(140));
  test('is stopped', () => expect(counts(gate(parts).released[0])[0]).toBeNull());
});

describe('B20 coalition', () => {
  const parts = [sensitive('most-of-them', { a: 80, b: 6 })];
  test('works without the rule of groups', () =>
    expect(counts(withoutSecondary(parts, noComplement)[0]).slice(0, 2)).toEqual([80, 5]));
  test('is stopped: the rest of the group has fewer than ten', () =>
    expect(counts(gate(parts).released[0])[0]).toBeNull());
  test('is stopped from the total as well', () => {
    const both = [...parts, total('everybody', 86)];
    const { released } = gate(both);
    expect(counts(released[0])[0]).toBeNull();
  });
});

describe('B21 zero as fact', () => {
  test.each([0, 1, 9])('%d looks like every other small number', (few) =>
    expect(counts(gate([table('one', ['type'], { rent: few, energy: 50, water: 60 })]).released[0])).toEqual([
      null,
      50,
      60,
    ]),
  );
});

describe('B22 missing values', () => {
  const parts = [
    table('one', ['age', 'type'], {
      'young rent': 90,
      'young energy': 80,
      'young water': 70,
      'old rent': 60,
      'old energy': 50,
      'old water': 1,
    }),
  ];
  test('a level for missing values is a cell like any other', () =>
    expect(counts(gate(parts).released[0])[5]).toBeNull());
});

describe('B27 two municipalities', () => {
  const parts = [table('region', ['type'], { rent: 500, energy: 60, water: 70 }, { largest: { rent: 495 } })];
  test('works when only the sum is judged', () =>
    expect(counts(withoutSecondary([table('region', ['type'], { rent: 500, energy: 60, water: 70 })])[0])[0]).toBe(
      500,
    ));
  test('is stopped: without the largest municipality fewer than ten are left', () =>
    expect(counts(gate(parts).released[0])[0]).toBeNull());
  test('is stopped from the total: who knows the 495 learns no more than the interval', () => {
    const both = [...parts, total('all', 630)];
    const { lowest, highest } = found(attack(statements(both, gate(both).released)), 'region rent');
    expect(lowest).toBeLessThanOrEqual(495 + 3);
    expect(highest).toBeGreaterThanOrEqual(495 + 7);
  });
});

describe('B30 low-dimensional linking', () => {
  const parts = [
    table('cells', ['age', 'type'], {
      'young rent': 30,
      'young energy': 0,
      'young water': 12,
      'old rent': 25,
      'old energy': 14,
      'old water': 31,
    }),
    table('ages', ['age'], { young: 42, old: 70 }),
    table('types', ['type'], { rent: 55, energy: 14, water: 43 }),
  ];
  test('works on exact margins: the zero is found', () =>
    expect(found(attack(naive(parts)), 'cells young energy')).toMatchObject({ lowest: 0, highest: 0 }));
  test('is stopped: zero may as well be seven', () =>
    expect(found(attack(statements(parts, gate(parts).released)), 'cells young energy').highest).toBeGreaterThanOrEqual(
      7,
    ));
});

describe('D3 result shape', () => {
  test('the bytes of a withheld cell do not depend on the number', () => {
    const texts = [0, 3, 9].map((few) =>
      JSON.stringify(gate([table('one', ['type'], { rent: few, energy: 50, water: 60 })]).released),
    );
    expect(new Set(texts).size).toBe(1);
  });
});

describe('D9 number edges', () => {
  test.each([Number.NaN, -0, 9.999_999_9, Number.NEGATIVE_INFINITY])('%d households are too few', (households) =>
    expect(
      counts(withoutSecondary([table('one', ['type'], { rent: 50 }, { households: { rent: households } })])[0])[0],
    ).toBeNull(),
  );
});
