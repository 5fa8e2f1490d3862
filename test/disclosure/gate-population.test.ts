import { describe, expect, test } from 'vitest';
import { differenceKey, numberKey } from '../../lib/disclosure/differences.ts';
import { type KnownNumber, type KnownPopulation, nothingEarlier } from '../../lib/disclosure/earlier.ts';
import type { Evidence } from '../../lib/disclosure/evidence.ts';
import { type GateRequest, gateTask } from '../../lib/disclosure/gate.ts';
import { baseOfPart } from '../../lib/disclosure/gate-population.ts';
import { policy, withValues } from '../../lib/disclosure/policy.ts';
import { publishedKey } from '../../lib/disclosure/public-totals.ts';
import { type GateFacts, nothingAsked, questionsOf } from '../../lib/disclosure/questions.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import type { Selection } from '../../lib/disclosure/selection.ts';
import { loadSolver } from '../../lib/solver/highs.ts';
import { counts, domains, generous, table, total } from '../support/gate.ts';

const solver = await loadSolver();
const universe = 'cases@all';
const [young, rent]: readonly Selection[] = [{ age: ['young'] }, { type: ['rent'] }];
const number = (selection: Selection, rows: number, base: number | null = 5): KnownNumber => ({
  selection,
  rows,
  households: rows,
  least: 10,
  base,
  secret: null,
});
const scoped = (evidence: Evidence): ScopedEvidence => ({ ...total('over time', 0), evidence });

type Given = { readonly known?: Partial<KnownPopulation>; readonly facts?: Partial<GateFacts> };
const requestOf = (parts: readonly ScopedEvidence[], { known = {}, facts }: Given = {}): GateRequest => ({
  parts,
  policy: generous,
  solver,
  earlier: (each) => ({ ...nothingEarlier(each), domains, ...known }),
  ...(facts !== undefined && { facts: { ...nothingAsked, ...facts } }),
});
function gate(parts: readonly ScopedEvidence[], given: Given = {}) {
  const { released, certificate, numbers, denied } = gateTask(requestOf(parts, given));
  return {
    shown: released.map((each) => counts(each)),
    released,
    certificate: certificate.populations[0],
    bases: numbers[0]?.numbers.map(({ base }) => base),
    denied,
  };
}

describe('the base of a part before any repair', () => {
  const dimensions = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ variable: `v${index}`, levels: ['x'] }));
  const ofCounts = (count: number): Evidence => ({
    kind: 'counts',
    name: 'n',
    dimensions: dimensions(count),
    success: null,
    cells: [],
  });
  const ofCurves = (count: number): Evidence => ({
    kind: 'risk-table',
    name: 'n',
    dimensions: dimensions(count),
    rungs: [],
  });
  test.each([
    [ofCounts(2), 5],
    [ofCounts(3), 10],
    [ofCounts(4), 10],
    [ofCurves(3), 5],
    [ofCurves(4), 10],
    [{ kind: 'values', name: 'n', measure: 'date', cells: [] } satisfies Evidence, 5],
  ])('%j: %d; the time of a curve is none of its variables', (evidence, base) =>
    expect(baseOfPart(scoped(evidence), policy)).toBe(base),
  );
  test('is the finer one for an earlier number, and follows the policy', () => {
    expect(baseOfPart(undefined, policy)).toBe(5);
    const own = withValues(policy, 'own', { roundingBase: 20, coarseRoundingBase: 50 });
    expect([baseOfPart(scoped(ofCounts(2)), own), baseOfPart(scoped(ofCounts(3)), own)]).toEqual([20, 50]);
  });
});

describe('a table beside its published total', () => {
  const published = [{ selection: {}, rows: 58 }];
  const kinds = (registered: boolean) => table('kinds', ['type'], { rent: 32, energy: 22, water: 4 }, { registered });
  const ages = (registered: boolean) => table('ages', ['age'], { young: 50, old: 8 }, { registered });
  test('is withheld only where other tables do not help, when it is registered', () => {
    const first = gate([kinds(true), ages(false)], { known: { published } });
    const other = gate([kinds(false), ages(true)], { known: { published } });
    expect(first.shown).toEqual([
      [30, null, null],
      [null, null],
    ]);
    expect(other.shown).toEqual([
      [30, 20, null],
      [null, null],
    ]);
    expect(first.certificate).toMatchObject({ cells: 5, primary: 2, secondary: 2, secrets: 3, finished: true });
    expect(other.certificate).toMatchObject({ cells: 5, primary: 2, secondary: 1, secrets: 3, finished: true });
  });
  test('is withheld as a whole when nothing helps', () => {
    const all = [...published, { selection: { type: ['energy'] }, rows: 22 }, { selection: rent ?? {}, rows: 32 }];
    const { shown, certificate } = gate([kinds(false)], { known: { published: all } });
    expect(shown).toEqual([[null, null, null]]);
    expect(certificate).toMatchObject({ primary: 1, secondary: 2, finished: false });
  });
  test('is proved with the rows of the data, where these were asked', () => {
    const facts = { published: new Map([[publishedKey(universe, {}), 58]]) };
    const wrong = { known: { published: [{ selection: {}, rows: 900 }] } };
    expect(gate([kinds(false)], { ...wrong, facts }).shown).toEqual([[30, 20, null]]);
    expect(gate([kinds(false)], wrong).shown).toEqual([[30, null, null]]);
  });
  test('has no secret that is published itself', () => {
    const water = { known: { published: [...published, { selection: { type: ['water'] }, rows: 4 }] } };
    expect(gate([kinds(false)], water).certificate).toMatchObject({ secrets: 0, finished: true });
  });
});

describe('nested numbers that differ by few', () => {
  const parts = [total('all', 205), total('young', 200, young)];
  test('have a difference that is a secret, for rows and, where these are many, for households', () => {
    expect(gate(parts).certificate).toMatchObject({ cells: 2, primary: 0, secrets: 1 });
    const many = [table('all', [], { '': 300 }, { households: { '': 205 } }), total('young', 200, young)];
    expect(gate(many).certificate).toMatchObject({ secrets: 1 });
  });
  test('have none where each municipality faces ten households, as the rows say', () => {
    const many = [table('all', [], { '': 300 }, { households: { '': 205 } }), total('young', 200, young)];
    const key = differenceKey({ universe, wide: {}, narrow: young ?? {} });
    const faced = [
      { households: 10, rows: 50 },
      { households: 10, rows: 50 },
    ];
    expect(gate(many, { facts: { differences: new Map([[key, faced]]) } }).certificate).toMatchObject({ secrets: 0 });
    const households = new Map([
      [numberKey(universe, {}), [120, 110]],
      [numberKey(universe, young ?? {}), [100, 100]],
    ]);
    expect(gate(many, { facts: { households } }).certificate).toMatchObject({ secrets: 0 });
  });
});

describe('the rest of a group that one answer dominates', () => {
  test('is a secret beside its small cells', () => {
    const part = table('help', ['age'], { young: 60, old: 4 });
    const levels = [{ variable: 'help-accepted', levels: ['young', 'old'] }];
    const help =
      part.evidence.kind === 'counts' ? { ...part, evidence: { ...part.evidence, dimensions: levels } } : part;
    expect(gate([part]).certificate).toMatchObject({ primary: 1, secrets: 1 });
    expect(gate([help]).certificate).toMatchObject({ primary: 2, secrets: 2 });
  });
});

describe('what was said before', () => {
  test('is counted, and its secrets stay secret', () => {
    const numbers = [number({}, 205), { ...number({ age: ['old'] }, 5, null), secret: { low: 3, high: 7 } }];
    const { certificate, denied } = gate([total('young', 200, young)], { known: { numbers } });
    expect(certificate).toMatchObject({ cells: 1, earlier: 2, secrets: 2 });
    expect(denied).toBe(false);
  });
  test('of one step of a curve withholds the curve', () => {
    const step = { events: 40, censored: 20, protectedEvents: 40 };
    const intervals = [step, step, { events: 0, censored: 100, protectedEvents: 0 }];
    const patterns = [{ levels: [], entries: 220, protectedHouseholds: 220, intervals }];
    const curve = scoped({ kind: 'risk-table', name: 'r', dimensions: [], rungs: [{ edgesDays: [30, 60], patterns }] });
    expect(gate([curve]).bases).toEqual([5, 5, 5, 5, 5]);
    const withheld = { numbers: [number({ 'leaving-any': ['e:30:60'] }, 40, null)] };
    const { bases, released } = gate([curve], { known: withheld });
    expect(bases).toEqual([null, null, null, null, null]);
    expect(released[0]).toMatchObject({ patterns: [{ entries: null, intervals: null }] });
    const shown = {
      numbers: [number({ 'leaving-any': ['e:30:60'] }, 40, 5), number({ 'leaving-any': ['e:0:30'] }, 40, null)],
    };
    expect(gate([curve], { known: shown }).bases).toEqual([null, null, null, null, null]);
  });
  test('of another snapshot is said again when it is a count, and withheld when it is a sum', () => {
    const sum = { 'known-mean:euro': ['yes'], ...young };
    const snapshots = [{ universe: 'cases@before', numbers: [number(sum, 198), number(young ?? {}, 198)] }];
    expect(gate([total('young', 200, young)], { known: { snapshots } })).toMatchObject({
      shown: [[200]],
      denied: false,
    });
    const cell = {
      levels: [],
      count: 200,
      households: 200,
      protectedHouseholds: 200,
      mean: 9,
      sumOfSquaredDeviations: 4,
    };
    const spread = { total: 1_800, largest: 90, secondLargest: 80 };
    const evidence: Evidence = {
      kind: 'sums',
      name: 'mean:euro',
      householdCap: 100,
      finestStep: 1,
      dimensions: [],
      cells: [{ ...cell, ...spread }],
    };
    const part = { ...total('mean', 0, young), evidence };
    const { amounts } = questionsOf(requestOf([part]));
    const admitted = new Set(amounts.flatMap(({ asked }) => asked.map(({ group }) => group)));
    expect(gate([part], { facts: { admitted } })).toMatchObject({ shown: [[200]], denied: false });
    expect(gate([part], { facts: { admitted }, known: { snapshots } })).toMatchObject({
      shown: [[null]],
      denied: true,
    });
  });
});

describe('sums over rows beside counts', () => {
  const personTime = (variables: readonly string[]): ScopedEvidence => {
    const dimensions = variables.map((variable) => ({ variable, levels: [...(domains.get(variable) ?? [])] }));
    const levels = dimensions.reduce<readonly (readonly string[])[]>(
      (before, each) => before.flatMap((partial) => each.levels.map((level) => [...partial, level])),
      [[]],
    );
    const intervals = [{ events: 40, personDays: 900, protectedHouseholds: 40, protectedEvents: 40 }];
    const patterns = levels.map((each) => ({ levels: each, intervals }));
    return scoped({ kind: 'person-time', name: 'time', dimensions, rungs: [{ edgesDays: [30], patterns }] });
  };
  const admitAll = (parts: readonly ScopedEvidence[]) => ({
    admitted: new Set(questionsOf(requestOf(parts)).amounts.flatMap(({ asked }) => asked.map(({ group }) => group))),
  });
  test('are withheld with their counts when the rows do not admit them', () => {
    const part = personTime([]);
    expect(gate([part], { facts: admitAll([part]) }).bases).toEqual([5, 5]);
    expect(gate([part]).bases).toEqual([null, null]);
    expect(gate([part]).certificate).toMatchObject({ cells: 2, primary: 0, secondary: 2, secrets: 0 });
  });
  test('are withheld with a table that closes a cycle too large to prove', () => {
    const time = personTime([]);
    const parts = [
      total('p-q', 40, { p: ['p0'], q: ['q0'] }),
      total('q-r', 40, { q: ['q0'], r: ['r0'] }),
      { ...time, scope: { ...time.scope, where: { p: ['p0'], r: ['r0'] } } },
    ];
    const { bases, released } = gate(parts, { facts: admitAll(parts) });
    expect(bases).toEqual([5, 5, null, null]);
    expect(released[2]).toMatchObject({ patterns: [{ intervals: null }] });
  });
});
