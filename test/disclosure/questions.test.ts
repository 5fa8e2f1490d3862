import { describe, expect, test } from 'vitest';
import { numberKey } from '../../lib/disclosure/differences.ts';
import type { KnownNumber, KnownPopulation } from '../../lib/disclosure/earlier.ts';
import type { SumsCell } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { amountOf, nothingAsked, populationCells, questionsOf, withAmounts } from '../../lib/disclosure/questions.ts';
import type { Cell, ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { groupKey } from '../../lib/disclosure/secondary/repair.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { cellOf } from '../support/cell.ts';
import { domains, table, total } from '../support/gate.ts';

test.each([
  [{ 'known-mean:arrears-euro': ['yes'] }, 'arrears-euro'],
  [{ type: ['rent'], 'known-mean:arrears-euro:5000': ['yes'] }, 'arrears-euro'],
  [{ 'known-duration-days': ['yes'] }, 'duration-days'],
  [{ 'known-mean:costs-2026:100': ['yes'] }, 'costs-2026'],
  [{ 'known-euro:12x': ['yes'] }, 'euro:12x'],
  [{ 'sum:person-days': ['yes'] }, 'person-days'],
  [{ 'un-known-euro': ['yes'] }, undefined],
  [{ type: ['rent'] }, undefined],
])('the amount of %j is %s', (selection, amount) => expect(amountOf(selection)).toBe(amount));

const euro: Selection = { 'known-mean:euro': ['yes'] };
const cell = (changes: Partial<Cell>): Cell => cellOf(0, { selection: euro, rows: 40, households: 40, ...changes });

describe('amounts that the rows did not admit', () => {
  const judge = (changes: Partial<Cell>, admitted: readonly string[] = []) =>
    withAmounts([cell(changes)], { ...nothingAsked, admitted: new Set(admitted) });
  test('are withheld, those admitted are not', () => {
    expect(judge({})).toEqual([cell({ primary: true })]);
    expect(judge({}, [groupKey(cell({}))])).toEqual([cell({})]);
    expect(judge({}, ['another'])).toEqual([cell({ primary: true })]);
  });
  test.each([{ primary: true }, { fixedBase: 5 }, { selection: { type: ['rent'] } }])('%j stays as it is', (changes) =>
    expect(judge(changes)).toEqual([cell(changes)]),
  );
});

/** The mean of an amount under a filter. */
function mean(where: Selection, households: number): ScopedEvidence {
  const amount: SumsCell = {
    levels: [],
    count: households,
    households,
    protectedHouseholds: households,
    mean: 100,
    sumOfSquaredDeviations: 5,
    total: 1000,
    largest: 100,
    secondLargest: 50,
  };
  const evidence = { kind: 'sums' as const, name: 'mean:euro', householdCap: 100, finestStep: 1, dimensions: [] };
  return { ...total('amount', 0, where), evidence: { ...evidence, cells: [amount] } };
}
const said = (selection: Selection, rows: number): KnownNumber => ({
  selection,
  rows,
  households: rows,
  least: 10,
  base: 5,
  secret: null,
});
const elsewhere = (part: ScopedEvidence): ScopedEvidence => ({
  ...part,
  scope: { ...part.scope, universe: 'cases@elsewhere', unit: 'other' },
});
const never: KnownPopulation = { numbers: [], domains: new Map(), nearMiss: false };
const request = (parts: readonly ScopedEvidence[], known: Partial<KnownPopulation> = {}) => ({
  parts,
  policy,
  solver: () => {
    throw new Error('nothing is solved to ask');
  },
  earlier: (universe: string) => (universe === 'cases@all' ? { ...never, ...known } : never),
});
const here = { universe: 'cases@all', unit: 'invented' };
const rent: Selection = { type: ['rent'] };

describe('the numbers of a population', () => {
  test('are those of its own parts, beside what was said of it, with the levels of both', () => {
    const known = { numbers: [said({ other: ['x'] }, 70)], domains: new Map([['other', ['x', 'y']]]) };
    const parts = [elsewhere(total('there', 30)), total('here', 40, rent)];
    const own = [cell({ selection: rent, part: 1 })];
    const found = populationCells(request(parts, known), 'cases@all', own);
    expect(found.cells.map(({ selection }) => selection)).toEqual([rent, { other: ['x'] }]);
    expect([...found.domains.keys()]).toEqual(['other', ...domains.keys()]);
    expect(found.unit).toBe('invented');
    expect(populationCells(request([]), 'cases@all', []).unit).toBe('');
  });
});

describe('what the gate asks of the rows', () => {
  const parts = [
    total('all', 60),
    total('rent', 55, rent),
    elsewhere(total('there', 60)),
    total('small', 4, { age: ['old'] }),
  ];
  test('households of nested shown numbers, each with its population and unit', () => {
    const { numbers, amounts, published, snapshots } = questionsOf(request(parts));
    expect(numbers).toEqual([
      { ...here, selection: {} },
      { ...here, selection: rent },
    ]);
    expect([amounts, published, snapshots]).toEqual([[], [], []]);
  });
  test('differences, when these households are close in some municipality', () => {
    const { differences } = questionsOf(request(parts));
    const households = (rest: number) =>
      new Map([
        [numberKey('cases@all', {}), [30, 25 + rest]],
        [numberKey('cases@all', rent), [30, 20]],
      ]);
    expect(differences(households(4))).toEqual([{ ...here, wide: {}, narrow: rent }]);
    const two = new Map([
      [numberKey('cases@all', {}), [40, 40]],
      [numberKey('cases@all', rent), [30, 20]],
    ]);
    expect(differences(two)).toEqual([]);
  });
  test('new sums of an amount beside the known ones, whatever their cap; sums are no counts to be compared', () => {
    const known = [said({ ...rent, 'known-mean:euro:5000': ['yes'] }, 50), said({ 'sum:person-days': ['yes'] }, 60)];
    const { amounts, numbers } = questionsOf(
      request([mean({}, 60), mean({ age: ['old'] }, 4)], { numbers: known, domains }),
    );
    expect(amounts).toEqual([
      {
        ...here,
        amount: 'euro',
        known: [{ 'known-mean:euro:5000': ['yes'], ...rent }],
        asked: [{ group: '0:0', selection: euro }],
      },
      { ...here, amount: 'person-days', known: [{ 'sum:person-days': ['yes'] }], asked: [] },
    ]);
    expect(numbers.map(({ selection }) => selection)).not.toContainEqual({ 'sum:person-days': ['yes'] });
  });
  test('households of events of person-time, not of its days, which are no count', () => {
    const days = (where: Selection, events: number): ScopedEvidence => {
      const cell = { events, personDays: 900, protectedHouseholds: 60, protectedEvents: events };
      const rungs = [{ edgesDays: [30], patterns: [{ levels: [], intervals: [cell] }] }];
      return {
        ...total('time', 0, where),
        evidence: { kind: 'person-time', name: 'time', dimensions: [], rungs },
      };
    };
    const { numbers } = questionsOf(request([days({}, 60), days(rent, 50)]));
    expect(numbers.map(({ selection }) => selection)).toEqual([
      { 'leaving-any': ['e:0:30'] },
      { 'leaving-any': ['e:0:30'], ...rent },
    ]);
  });
  test('amounts of rows that cannot be are not asked', () => {
    const part = mean(rent, 60);
    const dimensions = [{ variable: 'type', levels: ['water'] }];
    const evidence = part.evidence.kind === 'sums' ? { ...part.evidence, dimensions } : part.evidence;
    const cells = evidence.kind === 'sums' ? evidence.cells.map((each) => ({ ...each, levels: ['water'] })) : [];
    const impossible = evidence.kind === 'sums' ? { ...part, evidence: { ...evidence, cells } } : part;
    expect(questionsOf(request([impossible])).amounts).toEqual([]);
  });
  test('rows of what is published, in one form', () => {
    const published = [{ selection: { type: ['water', 'rent', 'energy'], age: ['old'] }, rows: 30 }];
    expect(questionsOf(request(parts, { published })).published).toEqual([{ ...here, selection: { age: ['old'] } }]);
  });
  test('changes of what was asked of another snapshot', () => {
    const snapshots = [{ universe: 'cases@before', numbers: [said(rent, 50), said({ age: ['old'] }, 40)] }];
    expect(questionsOf(request(parts, { snapshots })).snapshots).toEqual([
      { ...here, earlier: 'cases@before', selection: rent },
    ]);
  });
  test('of each population of the task', () => {
    const { numbers, differences, amounts } = questionsOf(
      request([...parts, mean({}, 60), elsewhere(total('rent', 55, rent)), elsewhere(mean({}, 60))]),
    );
    const universes = (of: readonly { readonly universe: string; readonly unit: string }[]) => [
      ...new Set(of.map(({ universe, unit }) => `${universe} ${unit}`)),
    ];
    const both = ['cases@all invented', 'cases@elsewhere other'];
    const close = (universe: string): readonly (readonly [string, readonly number[]])[] => [
      [numberKey(universe, {}), [30, 29]],
      [numberKey(universe, rent), [30, 20]],
    ];
    const households = new Map([...close('cases@all'), ...close('cases@elsewhere')]);
    expect(universes(numbers)).toEqual(both);
    expect(universes(differences(households))).toEqual(both);
    expect(universes(amounts)).toEqual(both);
  });
});

test('a table of which nothing is shown leaves nothing to ask', () => {
  const parts = [table('kinds', ['type'], { rent: 4, energy: 3, water: 2 }), total('all', 9)];
  expect(questionsOf(request(parts)).numbers).toEqual([]);
});
