import { describe, expect, test } from 'vitest';
import type { KnownNumber } from '../../lib/disclosure/earlier.ts';
import { policy as research } from '../../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../../lib/disclosure/secondary/plan.ts';
import { canonicalSelection, selectionKey } from '../../lib/disclosure/selection.ts';
import type { ReleasedEvidence } from '../../lib/protocol/evidence.ts';
import { ResearcherId, Sha256, TaskId } from '../../lib/protocol/identifiers.ts';
import { earlierReleases } from '../../lib/run-task/earlier-releases.ts';
import { appendEntry, readLedger } from '../../lib/run-task/ledger.ts';
import { Counted } from '../../lib/run-task/ledger-entries.ts';
import { emptyLedger, type LedgerState, mustBeReviewed } from '../../lib/run-task/ledger-state.ts';
import {
  after,
  attack,
  counts,
  domains,
  found,
  gate,
  naive,
  statements,
  table,
  total,
  withoutSecondary,
} from '../support/gate.ts';
import { memoryStore } from '../support/store.ts';

const young = { age: ['young'] };

/** What the auditor finds out about the rows between two totals, from exact or from released numbers. */
function difference(parts: readonly ScopedEvidence[], released: readonly ReleasedEvidence[] | undefined) {
  const given = released === undefined ? naive(parts) : statements(parts, released);
  const secret = {
    universe: 'cases@all',
    name: 'secret',
    selection: { age: ['old'] },
    lower: 0,
    upper: Number.POSITIVE_INFINITY,
    withheld: true,
  };
  return found(attack([...given, secret]), 'secret');
}

const cases = [
  [125, 120],
  [122, 118],
  [120, 120],
  [127, 123],
  [500, 491],
] as const;

describe('A2 single-filter differencing', () => {
  test.each(cases)('works on exact numbers: %d and %d', (all, some) => {
    const parts = [total('all', all), total('young', some, young)];
    expect(difference(parts, undefined)).toMatchObject({ lowest: all - some, highest: all - some });
  });
  test.each(cases)('is stopped in one task: %d and %d', (all, some) => {
    const parts = [total('all', all), total('young', some, young)];
    const { lowest, highest } = difference(parts, gate(parts).released);
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
});

describe('A26 collusion and C7 Sybil projects', () => {
  test.each(cases)('are stopped, the ledger knows no researchers: %d and %d over two tasks', (all, some) => {
    const parts = [total('researcher-1', all), total('researcher-2', some, young)];
    const one = gate(parts.slice(0, 1));
    const two = gate(parts.slice(1), after(one));
    const { lowest, highest } = difference(parts, [...one.released, ...two.released]);
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
});

describe('A22 Denning tracker', () => {
  const tracker = [
    total('c-or-t', 191, { type: ['rent', 'energy'] }),
    total('c-or-not-t', 110, { type: ['rent', 'water'] }),
    total('everybody', 300),
  ];
  const secret = {
    universe: 'cases@all',
    name: 'secret',
    selection: { type: ['rent'] },
    lower: 0,
    upper: Number.POSITIVE_INFINITY,
    withheld: true,
  };
  test('works on exact numbers: 191 + 110 - 300 is one', () =>
    expect(found(attack([...naive(tracker), secret]), 'secret')).toMatchObject({ lowest: 1 }));
  test('is stopped once the small cell was ever asked for', () => {
    const parts = [...tracker, table('cells', ['type'], { rent: 1, energy: 190, water: 109 })];
    const { lowest, highest } = found(attack(statements(parts, gate(parts).released)), 'cells rent');
    expect(lowest).toBeLessThanOrEqual(3);
    expect(highest).toBeGreaterThanOrEqual(7);
  });
});

describe('B18 funnel drop-off', () => {
  const steps = [
    total('signals', 120),
    total('reached', 117, young),
    total('helped', 117, { ...young, type: ['rent'] }),
  ];
  test('works without differences: 3 and 0 drop out', () =>
    expect(withoutSecondary(steps).flatMap(counts)).toEqual([120, 115, 115]));
  test('is stopped: no shown pair leaves fewer than the interval', () => {
    const { certificate, released } = gate(steps);
    expect(certificate.populations[0]?.finished).toBe(true);
    expect(certificate.populations[0]?.secrets).toBeGreaterThan(0);
    expect(released.flatMap(counts)).not.toEqual([120, 115, 115]);
  });
});

describe('B24 denial oracle', () => {
  test.each([120, 116, 111])('a difference to %d is treated as to any other close number', (rows) => {
    const one = gate([total('all', 120)]);
    expect(gate([total('young', rows, young)], after(one)).denied).toBe(false);
    expect(gate([total('young', rows, young)], after(one)).certificate.populations[0]?.secrets).toBe(1);
  });
});

describe('C2 syntactic variants', () => {
  test('are one question', () => {
    const variants = [
      { type: ['energy', 'rent'], age: ['young', 'old'] },
      { type: ['rent', 'energy', 'rent'] },
      { age: ['old', 'young'], type: ['rent', 'energy'] },
    ];
    expect(new Set(variants.map((each) => selectionKey(canonicalSelection(each, domains)))).size).toBe(1);
  });
  test('get the same answer, also when the data changed under it', () => {
    const one = gate([total('a', 52, { type: ['rent', 'energy'] })]);
    const two = gate([total('b', 53, { type: ['energy', 'rent'], age: ['old', 'young'] })], after(one));
    expect(two.released.flatMap(counts)).toEqual(one.released.flatMap(counts));
  });
  test('what was withheld stays withheld', () => {
    const one = gate([total('a', 4, young)]);
    expect(gate([total('b', 40, young)], after(one)).released.flatMap(counts)).toEqual([null]);
  });
});

const counted = (codes: readonly string[]) =>
  codes.map((code) => Counted.parse({ municipality: code, snapshot: '2026-06-30-abcdef01' }));

describe('A23 national minus municipalities', () => {
  const population = (universe: string, codes: readonly string[]) => ({
    universe,
    unit: 'cases',
    counted: counted(codes),
    domains: new Map<string, string[]>(),
    numbers: new Map<string, KnownNumber>(),
    added: new Map(),
    recent: new Map(),
  });
  const codes = ['9001', '9002', '9003', '9004', '9005', '9006'];
  const state: LedgerState = { ...emptyLedger(), populations: new Map([['all', population('all', codes)]]) };
  const nearMiss = (present: readonly string[], unit = 'cases') =>
    earlierReleases(state, new Map([['now', { unit, counted: population('now', present).counted }]]))('now').nearMiss;
  test('is stopped for one or two municipalities less or more', () => {
    expect(nearMiss(codes.slice(1))).toBe(true);
    expect(nearMiss([...codes, '9007', '9008'])).toBe(true);
  });
  test('leaves waves of three and other units alone', () => {
    expect(nearMiss([...codes, '9007', '9008', '9009'])).toBe(false);
    expect(nearMiss(codes.slice(1), 'signals')).toBe(false);
  });
  test('withholds every new number and counts as a denial', () => {
    const outcome = gate([total('all', 500)], () => ({ numbers: [], domains, nearMiss: true }));
    expect(outcome.released.flatMap(counts)).toEqual([null]);
    expect(outcome.denied).toBe(true);
  });
});

describe('A25 concurrency race', () => {
  const entry = (task: string, denied = false) => ({
    taskId: TaskId.parse(task),
    researcher: ResearcherId.parse('researcher-1'),
    studyDigest: Sha256.parse('a'.repeat(64)),
    policy: 'research/2026-11',
    day: '2026-07-01',
    denied,
    certificate: { rule: 'interval-certificate/1', solves: 0, populations: [] },
    populations: [],
  });
  test('one of two tasks judged by the same state must be judged again', async () => {
    const store = memoryStore();
    const states = [await readLedger(store), await readLedger(store)];
    const results = await Promise.all(
      states.map((state, index) => appendEntry(store, state, entry(`task-000000000000000${index}`))),
    );
    expect(results.toSorted()).toEqual(['appended', 'taken']);
  });
  test('the chain is read back alike with and without checkpoints, and denials are counted in a row', async () => {
    const store = memoryStore();
    for (let index = 0; index < 40; index += 1)
      expect(
        await appendEntry(store, await readLedger(store), entry(`task-${String(index).padStart(16, '0')}`, index > 30)),
      ).toBe('appended');
    const state = await readLedger(store);
    expect(state.sequence).toBe(40);
    expect(state.denials.get('researcher-1')).toBe(9);
    expect(state.deniedOn.get('researcher-1')).toHaveLength(9);
    expect(await store.list('releases/known/')).toHaveLength(2);
    for (const key of await store.list('releases/known/')) await store.remove(key);
    expect((await readLedger(store)).head).toBe(state.head);
  });
  test('a chain that was changed is not read on', async () => {
    const store = memoryStore();
    for (const task of ['task-0000000000000001', 'task-0000000000000002'])
      await appendEntry(store, await readLedger(store), entry(task));
    const key = 'releases/chain/00000001.json';
    await store.remove(key);
    const other = memoryStore();
    await appendEntry(other, await readLedger(other), entry('task-0000000000000009'));
    await store.create(key, Buffer.from(other.text(key) ?? ''));
    await expect(readLedger(store)).rejects.toMatchObject({ code: 'ledger-broken' });
  });
});

describe('L7: a person looks', () => {
  const asked = { researcher: 'researcher-1', day: '2026-07-08' };
  const state = (inRow: number, days: readonly string[]) => ({
    denials: new Map([['researcher-1', inRow]]),
    deniedOn: new Map([['researcher-1', days]]),
  });
  test.each([
    [9, false],
    [10, true],
    [11, true],
  ])('after %d denied runs in a row: %s', (inRow, looks) =>
    expect(mustBeReviewed(state(inRow, []), asked, research)).toBe(looks),
  );
  test.each([
    [24, '2026-07-02', false],
    [25, '2026-07-02', true],
    [26, '2026-07-02', true],
    [26, '2026-07-01', false],
  ])('after %d denied runs since %s: %s', (count, day, looks) =>
    expect(
      mustBeReviewed(
        state(
          0,
          Array.from({ length: count }, () => day),
        ),
        asked,
        research,
      ),
    ).toBe(looks),
  );
});

describe('C3 linear reconstruction', () => {
  const levels = Array.from({ length: 30 }, (_, index) => `level-${index}`);
  const parts = levels.map((level, index) => {
    const part = total(level, 30 + index, { question: [level] });
    return { ...part, scope: { ...part.scope, domains: new Map([['question', levels]]) } };
  });
  const shown = (policy?: typeof research) =>
    gate(parts, undefined, policy)
      .released.flatMap(counts)
      .filter((count) => count !== null).length;
  test('works without a budget', () => expect(shown()).toBe(30));
  test('is stopped: no more numbers than a tenth of the households', () =>
    expect(shown(research)).toBeLessThanOrEqual(5));
});
