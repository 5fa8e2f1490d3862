import { describe, expect, test } from 'vitest';
import { ResearcherId, Sha256, TaskId } from '../../lib/protocol/identifiers.ts';
import { earlierReleases } from '../../lib/run-task/earlier-releases.ts';
import { appendEntry, readLedger } from '../../lib/run-task/ledger.ts';
import { plainNumber } from '../../lib/run-task/ledger-state.ts';
import { counts, domains, gate, total } from '../support/gate.ts';
import { memoryStore } from '../support/store.ts';

describe('C3 reconstruction by one study, within the share of the population (L4)', () => {
  const study = Sha256.parse('5'.repeat(64));
  const seen = { universe: 'cases@all', unit: 'cases', counted: [] };
  const present = new Map([[seen.universe, seen]]);
  const asked = ['a', 'b', 'c', 'd'].map((kind, at) => total(kind, 100 + 20 * at, { kind: [kind] }));
  /** Shown numbers of questions in tasks of their own after so many others, on a ledger that is read back each time. */
  async function shownOf(maximumNumbers?: number, others = 0) {
    const store = memoryStore();
    const found: (number | null)[] = [];
    for (let at = -others; at < asked.length; at += 1) {
      const part = asked[at] ?? total('other', 300, { type: ['rent'] });
      const state = await readLedger(store, present);
      const outcome = gate([part], earlierReleases(state, present, { studyDigest: study, maximumNumbers }));
      if (at >= 0) found.push(...outcome.released.flatMap(counts));
      const numbers = outcome.numbers.flatMap((each) => each.numbers.map(plainNumber));
      const levels = Object.fromEntries([...domains].map(([name, codes]) => [name, [...codes]]));
      await appendEntry(store, state, {
        taskId: TaskId.parse(`task-${String(at + others).padStart(16, '0')}`),
        researcher: ResearcherId.parse('researcher-a'),
        studyDigest: at < 0 ? Sha256.parse('6'.repeat(64)) : study,
        policy: 'research',
        day: '2026-11-02',
        denied: outcome.denied,
        certificate: { rule: 'r', solves: 0, populations: [] },
        populations: [{ ...seen, domains: levels, numbers }],
      });
    }
    return found;
  }
  test('works when the approval sets no budget', async () => expect(await shownOf()).toEqual([100, 120, 140, 160]));
  test('ends where the approval says, also when the ledger was put together in between', async () => {
    expect(await shownOf(3)).toEqual([100, 120, 140, null]);
    expect(await shownOf(3, 14)).toEqual([100, 120, 140, null]);
  });
});
