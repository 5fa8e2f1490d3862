import { describe, expect, test } from 'vitest';
import { checkStudy } from '../../lib/analyses/check-study.ts';
import { estimateContingency } from '../../lib/analyses/contingency-model.ts';
import { variables } from '../../lib/dataset/variables.ts';
import type { CellEvidence } from '../../lib/disclosure/evidence.ts';
import { policy as research, withValues } from '../../lib/disclosure/policy.ts';
import { judgePart } from '../../lib/disclosure/primary.ts';
import { Study } from '../../lib/protocol/study.ts';
import {
  after,
  attack,
  counts,
  found,
  gate,
  naive,
  statements,
  table,
  total,
  withoutSecondary,
} from '../support/gate.ts';
import { smallStudy } from '../support/studies.ts';

const isOpen = ({ lowest, highest }: { readonly lowest: number; readonly highest: number }) => {
  expect(lowest).toBeLessThanOrEqual(3);
  expect(highest).toBeGreaterThanOrEqual(7);
};

describe('A24 three overlapping sums', () => {
  const sums = [
    total('ab', 17, { kind: ['a', 'b'] }),
    total('bc', 25, { kind: ['b', 'c'] }),
    total('ac', 18, { kind: ['a', 'c'] }),
  ];
  const secret = {
    universe: 'cases@all',
    name: 'secret',
    selection: { kind: ['a'] },
    lower: 0,
    upper: 1e6,
    withheld: true,
  };
  test('works on exact numbers: (17 + 18 - 25) / 2', () =>
    expect(found(attack([...naive(sums), secret]), 'secret')).toMatchObject({ lowest: 5, highest: 5 }));
  test('is stopped', () => isOpen(found(attack([...statements(sums, gate(sums).released), secret]), 'secret')));
});

describe('A27 differencing of complete cases', () => {
  const complete = { 'complete(debt-help)': ['yes'] };
  const parts = [total('all', 500), total('complete', 499, complete)];
  const levels = new Map([['complete(debt-help)', ['yes', 'no']]]);
  const scoped = parts.map((part) => ({ ...part, scope: { ...part.scope, domains: levels } }));
  test('works on exact numbers: one household has no answer', () =>
    expect(withoutSecondary(scoped, withValues(research, 'test', { roundingBase: 1 })).flatMap(counts)).toEqual([
      500, 499,
    ]));
  test('is stopped: a sample that differs by fewer than ten is a secret of the ledger', () => {
    const one = gate(scoped.slice(0, 1));
    const { certificate, released } = gate(scoped.slice(1), after(one));
    expect(certificate.populations[0]?.secrets).toBe(1);
    const [complement = null] = released.flatMap(counts);
    const [all = null] = one.released.flatMap(counts);
    if (complement !== null && all !== null) expect(Math.abs(all - complement)).toBeLessThanOrEqual(5);
  });
});

describe('B4 linked classifications', () => {
  const parts = [
    total('ab', 130, { kind: ['a', 'b'] }),
    total('abcd', 140, { kind: ['a', 'b', 'c', 'd'] }),
    total('abd', 137, { kind: ['a', 'b', 'd'] }),
  ];
  const secret = {
    universe: 'cases@all',
    name: 'secret',
    selection: { kind: ['c'] },
    lower: 0,
    upper: 1e6,
    withheld: true,
  };
  test('works on exact numbers: 140 less 137 is three', () =>
    expect(found(attack([...naive(parts), secret]), 'secret')).toMatchObject({ lowest: 3, highest: 3 }));
  test('is stopped', () => isOpen(found(attack([...statements(parts, gate(parts).released), secret]), 'secret')));
});

describe('B5 geographic differencing', () => {
  test('works on two divisions of one town that differ by six households', () => {
    const [district, postcode] = [
      [412, 388],
      [418, 382],
    ];
    expect((postcode?.[0] ?? 0) - (district?.[0] ?? 0)).toBe(6);
  });
  test('is stopped: no variable of the codebook is a place, and a study that asks for one is no study', () => {
    expect(
      variables.map(({ name }) => name).filter((name) => /postcode|district|municipality|wijk|buurt/.test(name)),
    ).toEqual([]);
    const asked = {
      id: 'place',
      analysis: 'table',
      unit: 'signals',
      by: ['postcode4'],
      measures: [{ measure: 'count' }],
    };
    const study = Study.parse({ ...smallStudy, report: undefined, analyses: [asked] });
    expect(checkStudy(study).map(({ problem }) => problem)).toEqual(['unit signals has no variable postcode4']);
  });
});

describe('B11 solving a test statistic for a cell', () => {
  const [group, cases, all] = [40, 30, 200] as const;
  const chiSquare = (cell: number) => {
    const expected = (group * cases) / all;
    const rest = [group - cell, cases - cell, all - group - cases + cell];
    const others = [group - expected, cases - expected, all - group - cases + expected];
    return [cell, ...rest].reduce((sum, observed, index) => {
      const mean = index === 0 ? expected : (others[index - 1] ?? 1);
      return sum + (observed - mean) ** 2 / mean;
    }, 0);
  };
  test('works on a statistic of exact counts: the hidden cell is four or eight', () => {
    const given = chiSquare(4);
    const fits = Array.from({ length: 31 }, (_, cell) => cell).filter(
      (cell) => Math.abs(chiSquare(cell) - given) < 1e-9,
    );
    expect(fits).toEqual([4, 8]);
  });
  test('is stopped: what is computed is computed from protected counts, so four and eight give the same bytes', () => {
    const texts = [4, 8].map((cell) => {
      const rows = { 'young rent': cell, 'young energy': 36, 'old rent': 60, 'old energy': 100 };
      return JSON.stringify(gate([table('test', ['age', 'type'], rows)]).released);
    });
    expect(texts[0]).toBe(texts[1]);
  });
});

describe('B13 saturated interaction', () => {
  const model = {
    unit: 'cases' as const,
    outcome: 'reached',
    success: ['yes'],
    family: 'logistic' as const,
    covariates: [{ variable: 'age', reference: 'young' }],
  };
  const rows = { 'young yes': 4, 'young no': 60, 'old yes': 80, 'old no': 70 };
  const cells = Object.entries(rows).map(([key, count]) => ({ levels: key.split(' '), count }));
  const released = {
    kind: 'counts' as const,
    name: 'model',
    dimensions: [
      { variable: 'age', levels: ['young', 'old'] },
      { variable: 'reached', levels: ['yes', 'no'] },
    ],
    success: ['yes'],
    protection: { roundingBase: 1, uncontrolled: true },
  };
  test('works on exact counts: intercept and coefficient are the cells', () => {
    const found = estimateContingency(model, { ...released, cells });
    const ratio = found.find(({ measure }) => measure === 'odds-ratio')?.value ?? 0;
    expect(ratio).toBeCloseTo(80 / 70 / (4 / 60), 6);
  });
  test('is stopped: with one cell withheld the model says nothing at all', () => {
    const withheldCells = cells.map((each) => ({ ...each, count: each.count < 10 ? null : each.count }));
    const found = estimateContingency(model, { ...released, cells: withheldCells });
    expect(found.every(({ value, standard_error: error }) => value === null && error === null)).toBe(true);
  });
});

describe('B28 one creditor', () => {
  const cell = (level: string, organisations: { count: number; largestRows: number }): CellEvidence => ({
    levels: [level],
    count: 100,
    households: 90,
    protectedHouseholds: 90,
    organisations,
  });
  const evidence = {
    kind: 'counts' as const,
    name: 'count',
    dimensions: [{ variable: 'partner-type', levels: ['rent', 'energy', 'water', 'health-insurance'] }],
    success: null,
    cells: [
      cell('rent', { count: 1, largestRows: 100 }),
      cell('energy', { count: 3, largestRows: 81 }),
      cell('water', { count: 3, largestRows: 80 }),
      cell('health-insurance', { count: 2, largestRows: 50 }),
    ],
  };
  const { scope } = table('own', ['kind'], {});
  const shown = (policy = research) =>
    counts(judgePart({ evidence, scope: { ...scope, unit: 'signals' } }, policy, 'own').released);
  test('works without the rule of creditors: the volume of the only housing corporation', () =>
    expect(shown(withValues(research, 'test', { minimumOrganisations: 0, largestOrganisationShare: 1 }))[0]).toBe(100));
  test('is stopped on a page: three creditors, none above 80 percent', () =>
    expect(shown()).toEqual([null, null, 100, null]));
});

describe('B23 threshold as an oracle: a residual risk, stated and shown', () => {
  const sees = (members: number) =>
    counts(gate([table('one', ['type'], { rent: members, energy: 50, water: 60 })]).released[0])[0];
  test('who knows nine members sees whether the tenth is there', () => {
    expect(sees(9)).toBeNull();
    expect(sees(10)).not.toBeNull();
  });
  test('who does not know nine learns nothing: 0 to 9 are alike, 10 to 12 are alike', () => {
    expect(new Set([0, 1, 5, 8, 9].map(sees)).size).toBe(1);
    expect(new Set([10, 11, 12].map(sees)).size).toBe(1);
  });
});
