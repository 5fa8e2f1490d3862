import { describe, expect, test } from 'vitest';
import { policy } from '../../lib/disclosure/policy.ts';
import { discloseOutcome } from '../../lib/disclosure/release.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import { MunicipalityCode, ProviderId, SnapshotId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { OwnIndicator, OwnRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { ownReleases } from '../../lib/run-task/own-releases.ts';
import { evidenceFrom, extractOf } from '../support/own-evidence.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';
import { smallStudy } from '../support/studies.ts';

const codes = Array.from({ length: 14 }, (_, index) => String(9001 + index));
type Id = 'total' | 'once';
const analysisOf = (id: Id) =>
  Analysis.parse({
    id,
    analysis: 'table',
    unit: 'cases',
    where: id === 'once' ? [{ variable: 'attempts-band', in: ['1'] }] : [],
    measures: [{ measure: 'proportion', variable: 'reached', success: ['yes'] }],
  });

/** Cases with one attempt, and all cases: municipality 9001 made a second attempt in one single case. */
const countsOf = (id: Id, index: number) => {
  const more = index === 0 ? { yes: 1, no: 0 } : { yes: 40, no: 60 };
  const once = { yes: 50 + index, no: 100 + 3 * index };
  return id === 'once' ? once : { yes: once.yes + more.yes, no: once.no + more.no };
};

async function evidenceOf(id: Id, members: readonly string[]) {
  const rows = members.flatMap((code) => {
    const counts = countsOf(id, codes.indexOf(code));
    return (['yes', 'no'] as const).map((reached) => ({
      municipality_code: code,
      g0: reached,
      n: counts[reached],
      households: counts[reached],
    }));
  });
  return await evidenceFrom(analysisOf(id), members, rows);
}

type Asked = {
  readonly members?: readonly string[];
  readonly objections?: number;
  readonly task?: string;
  readonly nearMisses?: ReadonlySet<string>;
};

/** The pages after a task that asks for all cases, for those with one attempt, or for both. */
async function pagesOf(
  ids: readonly Id[],
  ledger: MemoryStore,
  { members = codes, objections = 0, task = '1', nearMisses }: Asked = {},
): Promise<readonly OwnRelease[]> {
  const evidence = await Promise.all(ids.map(async (id) => await evidenceOf(id, members)));
  const analyses = evidence.map(({ analysis }) => analysis);
  const study = Study.parse({ ...smallStudy, primary: [...ids], analyses, report: { indicators: [...ids] } });
  const context = {
    taskId: TaskId.parse(`task-000000000000000${task}`),
    provider: ProviderId.parse('provider-a'),
    study,
    evidence,
    extracts: members.map((code) => extractOf(MunicipalityCode.parse(code), SnapshotId.parse('2026-06-30-00000000'))),
    taking: [],
    acceptedOn: '2026-07-01',
    policy,
    objections: new Map([['9001', objections]]),
    nearMisses,
  };
  return await ownReleases(context, ledger);
}

const figures = (pages: readonly OwnRelease[], code = '9001') =>
  pages.find(({ municipality }) => municipality === code)?.indicators ?? [];

/** The attack: all that were reached less those with one attempt; undefined when the page does not give what it takes. */
function restOf(shown: readonly OwnIndicator[]): number | undefined {
  const [total, once] = ['total', 'once'].map((id) => shown.find(({ analysis }) => analysis === id));
  if (total?.value == null || once?.value == null) return undefined;
  return (total.n ?? 0) * total.value - (once.n ?? 0) * once.value;
}

describe('several tables of one page', () => {
  test('the attack would work: with the rules of single cells only, the one case follows from two tables', async () => {
    const found = await Promise.all([evidenceOf('total', codes), evidenceOf('once', codes)]);
    const [total = 0, once = 0] = found.map(({ analysis, own, coverage }) => {
      const { outcome } = discloseOutcome(analysis.id, own('9001'), coverage);
      const [counts] = outcome.status === 'released' ? outcome.evidence : [];
      return counts?.kind === 'counts' ? (counts.cells.find(({ levels }) => levels[0] === 'yes')?.count ?? 0) : 0;
    });
    expect(total).toBe(50);
    // Rounded to five each: at most four cases, so none of five to nine.
    expect(total - once).toBe(0);
  });

  test('it does not: a second number of the page is withheld, and no other municipality pays for it', async () => {
    const pages = await pagesOf(['total', 'once'], memoryStore());
    expect(restOf(figures(pages))).toBeUndefined();
    expect(figures(pages).filter(({ value }) => value !== null)).toHaveLength(1);
    for (const code of codes.slice(1))
      expect(figures(pages, code).filter(({ value }) => value === null)).toHaveLength(0);
  });
});

describe('pages of one municipality one after the other', () => {
  test('what an earlier page showed counts: the missing part is withheld, whatever the order', async () => {
    for (const order of [['total', 'once'] as const, ['once', 'total'] as const]) {
      const apart = await Promise.all(order.map(async (id) => figures(await pagesOf([id], memoryStore()))));
      const ledger = memoryStore();
      const shown: OwnIndicator[] = [];
      for (const [index, id] of order.entries())
        shown.push(...figures(await pagesOf([id], ledger, { task: String(index) })));
      expect(restOf(apart.flat()), 'the attack on pages that do not know of each other').toBeDefined();
      expect(restOf(shown)).toBeUndefined();
    }
  });

  test('the same question gets the same answer, also after an objection; a new question waits for the next snapshot', async () => {
    const ledger = memoryStore();
    const before = await pagesOf(['total'], ledger, { task: '1' });
    const after = await pagesOf(['total', 'once'], ledger, { task: '2', objections: 1 });
    expect(figures(after).filter(({ analysis }) => analysis === 'total')).toEqual(figures(before));
    expect(figures(after).filter(({ analysis, value }) => analysis === 'once' && value !== null)).toEqual([]);
    expect(figures(after, '9002').filter(({ value }) => value === null)).toEqual([]);
  });

  test('a task that comes twice finds its own entry and gives the same page', async () => {
    const ledger = memoryStore();
    const [one, again] = [await pagesOf(['once'], ledger), await pagesOf(['once'], ledger)];
    expect(again).toEqual(one);
    expect(ledger.objects.size).toBe(codes.length + 1);
  });
});

describe('the group beside a withheld figure', () => {
  test('is not shown: laid beside the page of another member it would give the figure', async () => {
    const pages = await pagesOf(['total', 'once'], memoryStore());
    const hidden = figures(pages).find(({ value }) => value === null);
    expect(hidden?.peers).toBeNull();
    const other = figures(pages, '9002').find(({ analysis }) => analysis === hidden?.analysis);
    expect(other?.peers?.municipalities).toBe(13);
  });
});

describe('participants that differ by one municipality from an earlier answer', () => {
  test('a question that is new gets no group; one that was asked keeps its group', async () => {
    const ledger = memoryStore();
    const before = await pagesOf(['total'], ledger, { members: codes.slice(1) });
    const nearMisses = new Set<string>(['total', 'once']);
    const after = await pagesOf(['total', 'once'], ledger, { members: codes, task: '2', nearMisses });
    const of = (pages: readonly OwnRelease[], id: Id) => figures(pages, '9005').find(({ analysis }) => analysis === id);
    expect(of(after, 'total')?.peers).toEqual(of(before, 'total')?.peers);
    expect(of(after, 'once')?.value).not.toBeNull();
    expect(of(after, 'once')?.peers).toBeNull();
    expect(of(after, 'once')?.verdict).toBe('cannot-say');
  });
});
