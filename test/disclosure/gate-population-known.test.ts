import { describe, expect, test } from 'vitest';
import { type KnownNumber, type KnownPopulation, nothingEarlier } from '../../lib/disclosure/earlier.ts';
import type { CountsEvidence } from '../../lib/disclosure/evidence.ts';
import { gateTask } from '../../lib/disclosure/gate.ts';
import { type Policy, withValues } from '../../lib/disclosure/policy.ts';
import { nothingAsked } from '../../lib/disclosure/questions.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { counts, domains, generous, total } from '../support/gate.ts';

const solver = await loadSolver();
const number = (selection: Selection, rows: number, base: number | null = 5): KnownNumber => ({
  selection,
  rows,
  households: rows,
  least: 10,
  base,
  secret: null,
});
type Given = {
  readonly known?: Partial<KnownPopulation>;
  readonly policy?: Policy;
  readonly admitted?: readonly string[];
};
function gate(parts: readonly ScopedEvidence[], { known = {}, policy = generous, admitted = [] }: Given = {}) {
  const earlier = (universe: string) => ({ ...nothingEarlier(universe), ...known });
  const facts = { ...nothingAsked, admitted: new Set(admitted) };
  const { released, numbers, findings, certificate, denied } = gateTask({ parts, policy, solver, earlier, facts });
  return {
    released,
    certificate: certificate.populations[0],
    shown: released.map((each) => counts(each)),
    bases: numbers.map((each) => each.numbers.map(({ base }) => base)),
    selections: numbers.map((each) => each.numbers.map(({ selection }) => selection)),
    checks: findings.map((each) => each.map(({ check }) => check)),
    denied,
  };
}
/** Days of one pattern, with so many households and events. */
function personTime(events: number, where: Selection = {}): ScopedEvidence {
  const intervals = [{ events, personDays: 900, protectedHouseholds: 40, protectedEvents: events }];
  const rungs = [{ edgesDays: [30], patterns: [{ levels: [], intervals }] }];
  return { ...total('time', 0, where), evidence: { kind: 'person-time', name: 'time', dimensions: [], rungs } };
}

describe('one form of a question', () => {
  test('needs the levels of the task alone, where nothing was asked before', () => {
    const every = { type: ['rent', 'energy', 'water'] };
    const { shown } = gate([total('all', 60), total('every type', 60, every)], {
      known: { numbers: [number({}, 60, null)] },
    });
    expect(shown).toEqual([[null], [null]]);
  });
  test('needs the levels of what was asked before', () => {
    const known = {
      domains: new Map([['old-variable', ['x', 'y']]]),
      numbers: [number({ 'old-variable': ['y', 'x'] }, 60, null)],
    };
    expect(gate([total('all', 60)], { known }).shown).toEqual([[null]]);
  });
  test('has nothing to do with the levels of another population', () => {
    const there = total('there', 60);
    const scope = { ...there.scope, universe: 'cases@elsewhere', domains: new Map([['age', ['young']]]) };
    const { selections } = gate([total('young', 60, { age: ['young'] }), { ...there, scope }]);
    expect(selections).toEqual([[{ age: ['young'] }], [{}]]);
  });
});

describe('the numbers of the ledger', () => {
  test('stand in the order of the task, sums among them', () =>
    expect(
      gate([total('small', 4, { type: ['rent'] }), personTime(40), total('young', 60, { age: ['young'] })]).bases,
    ).toEqual([[null, null, null, 5]]));
  test('that are known stay known, though a rule would withhold them now', () => {
    const numbers = [number({ 'leaving-any': ['e:0:30'] }, 9), number({ 'sum:person-days': ['yes'] }, 40)];
    expect(gate([personTime(9)]).bases).toEqual([[null, null]]);
    expect(gate([personTime(9)], { known: { numbers, domains } }).bases).toEqual([[5, 5]]);
  });
});

describe('a table that closes a cycle too large to prove', () => {
  const [pq, qr, pr]: readonly Selection[] = [
    { p: ['p0'], q: ['q0'] },
    { q: ['q0'], r: ['r0'] },
    { p: ['p0'], r: ['r0'] },
  ];
  test('closes it with published counts and earlier secrets too', () => {
    const published = [{ selection: pq ?? {}, rows: 40 }];
    const numbers = [{ ...number(qr ?? {}, 5, null), secret: { low: 3, high: 7 } }];
    const checks = (known: Partial<KnownPopulation>) =>
      gate([total('p-r', 40, pr)], { known: { domains, ...known } }).checks;
    expect(checks({ published, numbers })).toEqual([['joint-combinations']]);
    expect([checks({ published }), checks({ numbers })]).toEqual([[[]], [[]]]);
  });
  test('is the last that is asked, or one that is not registered', () => {
    const parts = (registered: boolean) => [
      total('p-q', 40, pq),
      total('q-r', 40, qr),
      total('p-r', 40, pr, registered),
    ];
    expect(gate(parts(false)).shown).toEqual([[40], [40], [null]]);
    expect(gate(parts(true)).shown).toEqual([[40], [null], [40]]);
  });
  test('uses up no number of the budget for its sums', () => {
    const two = withValues(generous, 'two', { functionalShare: 0.05 });
    const parts = [total('p-q', 40, pq), total('q-r', 40, qr), personTime(40, pr)];
    const { bases, denied } = gate(parts, { policy: two, admitted: ['2:0'] });
    expect(bases).toEqual([[5, 5, null, null]]);
    expect(denied).toBe(false);
  });
});

describe('numbers that are shown or withheld together', () => {
  const events = total('young', 38, { age: ['young'], 'leaving-any': ['e:0:30'] });
  test('when the rows do not admit the days: the events are not shown, so nothing close to them is a secret', () => {
    expect(gate([personTime(43), events], { admitted: ['0:0'] }).certificate).toMatchObject({ secrets: 1 });
    const { bases, certificate } = gate([personTime(43), events]);
    expect(bases).toEqual([[null, null, 5]]);
    expect(certificate).toMatchObject({ secrets: 0 });
  });
  test('when the events are known since before: what is close to them is a secret all the same', () => {
    const numbers = [number({ 'leaving-any': ['e:0:30'] }, 43)];
    expect(gate([personTime(43), events], { known: { numbers, domains } }).certificate).toMatchObject({ secrets: 1 });
  });
  test('and sums without any count are withheld when the rows do not admit them', () => {
    const sums = { households: 900, sites: 8, weight: 400, squaredWeights: 9e4, mean: 0.1, weightedSquares: 9 };
    const part: ScopedEvidence = {
      ...total('sites', 0),
      evidence: { kind: 'site-sums', name: 'sites', largestWeight: 100, ...sums },
    };
    const sumsOf = (admitted: readonly string[]) => gate([part], { admitted }).released[0];
    expect(sumsOf(['0:0'])).toMatchObject({ sums: { sites: 8 } });
    expect(sumsOf([])).toMatchObject({ sums: null });
  });
});

test('what the codebook excludes is known to be zero: it hides nothing of the cells beside it', () => {
  const cell = (arm: string, reached: string, count: number) => ({
    levels: [arm, reached],
    count,
    households: count,
    protectedHouseholds: count,
  });
  const arms = ['resolving', 'in-difficulty', 'accepted', 'not-reached'];
  const evidence: CountsEvidence = {
    kind: 'counts',
    name: 'arms',
    success: null,
    dimensions: [
      { variable: 'clean-contact-arm', levels: arms },
      { variable: 'reached', levels: ['yes'] },
    ],
    cells: [
      cell('resolving', 'yes', 30),
      cell('in-difficulty', 'yes', 27),
      cell('accepted', 'yes', 8),
      cell('not-reached', 'yes', 0),
    ],
  };
  const reached = { reached: ['yes'] };
  const published = [
    { selection: reached, rows: 65 },
    { selection: { ...reached, 'clean-contact-arm': ['resolving'] }, rows: 30 },
    { selection: { ...reached, 'clean-contact-arm': ['in-difficulty'] }, rows: 27 },
  ];
  const levels = new Map([
    ['clean-contact-arm', arms],
    ['reached', ['yes', 'no']],
  ]);
  const finishes = (unit: string) => {
    const part = total('arms', 0);
    const scope = { ...part.scope, unit, domains: levels };
    const policy = withValues(generous, 'sparse', { largestPrimaryShare: 1 });
    return gate([{ ...part, evidence, scope }], { known: { published }, policy }).certificate?.finished;
  };
  expect([finishes('invented'), finishes('cases')]).toEqual([true, false]);
});
