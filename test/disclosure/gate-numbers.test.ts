import { describe, expect, test } from 'vitest';
import {
  type EarlierReleases,
  type KnownNumber,
  type KnownPopulation,
  nothingEarlier,
} from '../../lib/disclosure/earlier.ts';
import { certificateRule, gateTask } from '../../lib/disclosure/gate.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { counts, domains, generous, table, total } from '../support/gate.ts';

const solver = await loadSolver();
const rent: Selection = { type: ['rent'] };
const number = (
  selection: Selection,
  rows: number,
  base: number | null,
  changes: Partial<KnownNumber> = {},
): KnownNumber => ({
  selection,
  rows,
  households: rows,
  least: 10,
  base,
  secret: null,
  ...changes,
});
const gateWith = (parts: readonly ScopedEvidence[], known: Partial<KnownPopulation> = {}) => {
  const earlier: EarlierReleases = (universe) => ({ ...nothingEarlier(universe), domains, ...known });
  const { released, numbers, ...rest } = gateTask({ parts, policy: generous, solver, earlier });
  return {
    shown: released.map((each) => counts(each)),
    kept: numbers.map((each) => each.numbers),
    released,
    numbers,
    ...rest,
  };
};
const kinds = table('kinds', ['type'], { rent: 32, energy: 22, water: 4 });
const secret = { low: 3, high: 7 };

describe('what the ledger keeps of each number', () => {
  test('rows, households, base, and for a withheld small one the interval that must stay open', () => {
    const { numbers, denied } = gateWith([kinds]);
    expect(numbers).toEqual([
      {
        universe: 'cases@all',
        domains,
        numbers: [
          number(rent, 32, 5),
          number({ type: ['energy'] }, 22, 5),
          number({ type: ['water'] }, 4, null, { secret }),
        ],
      },
    ]);
    expect(denied).toBe(false);
  });
  test('base ten for a table of three variables', () => {
    const three = table('three', ['type', 'age', 'kind'], {}, {});
    const evidence =
      three.evidence.kind === 'counts'
        ? {
            ...three.evidence,
            cells: three.evidence.cells.map((cell) => ({
              ...cell,
              count: 43,
              households: 43,
              protectedHouseholds: 43,
            })),
          }
        : three.evidence;
    const { shown, kept } = gateWith([{ ...three, evidence }]);
    expect(new Set(shown[0])).toEqual(new Set([40]));
    expect(kept[0]?.map(({ base }) => base)).toEqual(Array.from({ length: 24 }, () => 10));
  });
  test('the base with which it was shown before', () => {
    const { shown, kept } = gateWith([total('rent', 43, rent)], { numbers: [number(rent, 43, 10)] });
    expect(shown).toEqual([[40]]);
    expect(kept).toEqual([[number(rent, 43, 10)]]);
  });
  test('the base that the proof needed, and how much work the proof was', () => {
    const { shown, kept, certificate, released } = gateWith([kinds], { published: [{ selection: {}, rows: 58 }] });
    expect(shown).toEqual([[30, 20, null]]);
    expect(released[0]?.protection.roundingBase).toBe(10);
    expect(kept[0]?.map(({ base }) => base)).toEqual([10, 10, null]);
    expect(certificate.rule).toBe(certificateRule);
    expect(certificate.solves).toBeGreaterThan(0);
  });
  test('rows of the earlier snapshot where it is said as before, and by how many these may differ', () => {
    const snapshots = [{ universe: 'cases@before', numbers: [number(rent, 38, 5)] }];
    const { shown, kept, released } = gateWith([total('rent', 43, rent)], { snapshots });
    expect(shown).toEqual([[40]]);
    expect(kept).toEqual([[number(rent, 38, 5, { households: 43, drift: 9 })]]);
    expect(released[0]?.protection.roundingBase).toBe(5 + 2 * 9);
  });
});

describe('the certificate of a task', () => {
  test('has the name of its rule, and needs no work where nothing is secret', () =>
    expect(gateWith([total('all', 102)]).certificate).toEqual({
      rule: 'interval-certificate/1',
      solves: 0,
      populations: [
        {
          universe: 'cases@all',
          cells: 1,
          primary: 0,
          secondary: 0,
          secrets: 0,
          exact: true,
          finished: true,
          earlier: 0,
        },
      ],
    }));
});

describe('whose eyes an answer is for', () => {
  const part = total('creditor', 60, { 'partner-type': ['rent'] });
  const request = { parts: [part], policy: generous, solver, earlier: nothingEarlier };
  test.each([
    [undefined, 60],
    ['pooled', 60],
    ['own', null],
  ] as const)('%s: a number by kind of creditor is %d', (audience, shown) => {
    const { released, findings } = gateTask({ ...request, ...(audience !== undefined && { audience }) });
    expect(released.map((each) => counts(each))).toEqual([[shown]]);
    expect(findings.map((each) => each.length)).toEqual([shown === null ? 1 : 0]);
  });
});
