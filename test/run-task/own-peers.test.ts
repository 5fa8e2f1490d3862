import { describe, expect, test } from 'vitest';
import { compareWithPeers, type SiteValue } from '../../lib/disclosure/peers.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { AnalysisId, MunicipalityCode, SnapshotId, TaskId } from '../../lib/protocol/identifiers.ts';
import { type Compared, frozenPeers, yardstickFor } from '../../lib/run-task/own-peers.ts';
import { extractOf, someAnalysis } from '../support/own-evidence.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';
import { smallStudy } from '../support/studies.ts';

const figure = 'proportion|||';
const codeAt = (index: number) => MunicipalityCode.parse(String(9001 + index));

/** A municipality with its snapshot; its value follows from both, so that a new delivery changes it. */
type Member = { readonly index: number; readonly delivery: number };
const members = (indexes: readonly number[], delivery = 0): readonly Member[] =>
  indexes.map((index) => ({ index, delivery }));
const range = (from: number, until: number) => Array.from({ length: until - from }, (_, step) => from + step);

const siteOf = ({ index, delivery }: Member): SiteValue => ({
  municipality: codeAt(index),
  value: 0.15 + 0.02 * (index % 7) + 0.01 * delivery,
  standardError: 0.02,
  n: 300 + 10 * index,
});

const comparedOf = (group: readonly Member[], task: string): Compared => ({
  taskId: TaskId.parse(`task-0000000000-${task}`),
  study: smallStudy,
  found: { ...someAnalysis('reach'), pooled: [] },
  bySite: new Map(group.map(({ index }) => [codeAt(index), []])),
  sites: new Map([[figure, group.map(siteOf)]]),
  policy,
  mayFreeze: true,
});

async function release(ledger: MemoryStore, group: readonly Member[], task: string) {
  const extracts = group.map(({ index, delivery }) =>
    extractOf(codeAt(index), SnapshotId.parse(`2026-06-30-0000000${delivery}`)),
  );
  return await frozenPeers(comparedOf(group, task), extracts, ledger);
}

const first = members(range(0, 12));

describe('the group that a municipality is compared with', () => {
  test('leaves out the municipality itself, and holds no value of a member', async () => {
    const record = await release(memoryStore(), first, 'one');
    const all = yardstickFor(record, figure, '8888');
    const without = yardstickFor(record, figure, codeAt(11));
    expect(all?.municipalities).toBe(12);
    expect(without?.municipalities).toBe(11);
    expect(without?.mean).not.toBe(all?.mean);
    for (const member of first) expect(JSON.stringify(record)).not.toContain(String(siteOf(member).value));
  });

  test('is the same for the same question under another name, and another for another question', async () => {
    const ledger = memoryStore();
    const record = await release(ledger, first, 'one');
    const compared = comparedOf(first, 'two');
    const extracts = first.map(({ index }) => extractOf(codeAt(index), SnapshotId.parse('2026-06-30-00000000')));
    const { analysis } = compared.found;
    const renamed = { ...compared.found, analysis: { ...analysis, id: AnalysisId.parse('other'), question: 'Same?' } };
    expect(await frozenPeers({ ...compared, found: renamed }, extracts, ledger)).toEqual(record);
    const another = await frozenPeers({ ...compared, found: someAnalysis('methods') }, extracts, ledger);
    expect(another.question).not.toBe(record.question);
  });

  const changed: readonly (readonly [string, readonly Member[], 'frozen' | 'new'])[] = [
    ['nothing changed', first, 'frozen'],
    ['one joined', [...first, ...members([12])], 'frozen'],
    ['two joined', [...first, ...members([12, 13])], 'frozen'],
    ['one joined and one left', [...first.slice(1), ...members([12])], 'frozen'],
    ['one delivered anew', [...first.slice(1), ...members([0], 1)], 'frozen'],
    ['one joined, one left and one delivered anew', [...first.slice(2), ...members([12]), ...members([1], 1)], 'new'],
    ['three joined', [...first, ...members([12, 13, 14])], 'new'],
    ['everybody delivered anew', members(range(0, 12), 1), 'new'],
  ];
  test.each(changed)('when %s', async (_, group, expected) => {
    const ledger = memoryStore();
    const before = await release(ledger, first, 'one');
    const after = await release(ledger, group, 'two');
    expect(after.taskId === before.taskId ? 'frozen' : 'new').toBe(expected);
    expect(ledger.objects.size).toBe(expected === 'frozen' ? 1 : 2);
  });

  test('is never one or two municipalities away from any earlier group, not only from the last', async () => {
    const ledger = memoryStore();
    const one = await release(ledger, first, 'one');
    await release(ledger, [...first, ...members([12, 13, 14])], 'two');
    const third = await release(ledger, [...first, ...members([12])], 'three');
    expect(third.taskId).toBe(one.taskId);
  });

  test('an attempt that comes twice finds its own group', async () => {
    const ledger = memoryStore();
    const [one, again] = [await release(ledger, first, 'one'), await release(ledger, first, 'one')];
    expect(again).toEqual(one);
    expect(ledger.objects.size).toBe(1);
  });

  test('two pages of one municipality, before and after one other joined, differ in nothing', async () => {
    const ledger = memoryStore();
    const [before, after] = [
      await release(ledger, first, 'one'),
      await release(ledger, [...first, ...members([12])], 'two'),
    ];
    const fresh = await release(memoryStore(), [...first, ...members([12])], 'two');
    const attacker = codeAt(0);
    const own = siteOf({ index: 0, delivery: 0 });
    const page = (record: typeof before) => compareWithPeers(own, yardstickFor(record, figure, attacker));
    expect(page(after)).toEqual(page(before));
    expect(yardstickFor(fresh, figure, attacker)).not.toEqual(yardstickFor(before, figure, attacker));
  });
});

describe('a group that may not be shown', () => {
  test.each([
    ['nine others', members(range(0, 10)), 0],
    ['ten others', members(range(0, 11)), 11],
  ])('%s', async (_, group, shown) => {
    const record = await release(memoryStore(), group, 'one');
    const found = group.filter(({ index }) => yardstickFor(record, figure, codeAt(index)) !== undefined);
    expect(found).toHaveLength(shown);
  });
});
