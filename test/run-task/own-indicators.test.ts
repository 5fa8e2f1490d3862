import { describe, expect, test } from 'vitest';
import type { AnalysisEvidence } from '../../lib/analyses/run-study.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import { MunicipalityCode, ProviderId, SnapshotId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { stateOf } from '../../lib/report/labels.ts';
import { renderPage } from '../../lib/report/page.ts';
import { ownReleases } from '../../lib/run-task/own-releases.ts';
import { outlineOf } from '../report/well-formed.ts';
import { evidenceFrom, extractOf } from '../support/own-evidence.ts';
import { memoryStore } from '../support/store.ts';
import { smallStudy } from '../support/studies.ts';

const codes = ['9001', '9002', '9003', '9004', '9005'];
const reached = [{ measure: 'proportion', variable: 'reached', success: ['yes'] }];
const analysisOf = (parts: Record<string, unknown>) => Analysis.parse({ id: 'one', ...parts });
const reachBy = (...by: readonly string[]) => analysisOf({ analysis: 'table', unit: 'cases', by, measures: reached });
const returnBy = (...by: readonly string[]) =>
  analysisOf({ analysis: 'survival', unit: 'case-spells', by, horizonsDays: [105] });

/** The page of one municipality; `first` is the day of its first signal, `delivers` whether its source can answer. */
async function pageOf(
  found: AnalysisEvidence,
  { first = '2026-01-03', delivers = true }: { readonly first?: string; readonly delivers?: boolean } = {},
): Promise<OwnRelease> {
  const { analysis } = found;
  const study = Study.parse({
    ...smallStudy,
    primary: [],
    analyses: [analysis],
    report: { title: 'Wat wij vroegen', indicators: ['one'] },
  });
  const extracts = codes.map((code) => {
    const extract = extractOf(MunicipalityCode.parse(code), SnapshotId.parse('2026-06-30-00000000'));
    const dates = { 'signals.signal_date': { first, last: '2026-06-29', missing: 0 } };
    return { ...extract, manifest: { ...extract.manifest, dates } };
  });
  const evidence = [{ ...found, own: (code: string) => (delivers || code !== '9001' ? found.own(code) : []) }];
  const asked = { taskId: TaskId.parse('task-0123456789abcdef'), provider: ProviderId.parse('provider-a'), study };
  const pages = await ownReleases(
    { ...asked, evidence, extracts, taking: [], acceptedOn: '2026-07-01', policy },
    memoryStore(),
  );
  const page = pages.find(({ municipality }) => municipality === '9001');
  if (page === undefined) throw new Error('no page');
  return page;
}

/** Evidence in which 9001 has `own` cases of each kind, and the others have many. */
async function counted(analysis: Analysis, levels: readonly (readonly string[])[], own: number) {
  const rows = codes.flatMap((code) =>
    levels.flatMap((level) =>
      (['yes', 'no'] as const).map((answer) => {
        const n = code === '9001' ? own : 100;
        const groups = Object.fromEntries([...level, answer].map((value, index) => [`g${index}`, value]));
        return { municipality_code: code, ...groups, n, households: n };
      }),
    ),
  );
  return await evidenceFrom(analysis, codes, rows);
}

/** Spells of which 9001 has `own` and the others many: half end with a new signal on day 30, half are followed to day 120. */
async function spells(analysis: Analysis, level: readonly string[], own: number) {
  const rows = codes.flatMap((code) =>
    [30, 120].map((day) => {
      const n = code === '9001' ? own : 100;
      const groups = Object.fromEntries(level.map((value, index) => [`g${index}`, value]));
      return { municipality_code: code, ...groups, day, event: day === 30 ? 1 : 0, n, households: n };
    }),
  );
  return await evidenceFrom(analysis, codes, rows);
}

const statesOf = (page: OwnRelease) => page.indicators.map((one) => [one.group, stateOf(one)]);
const textOf = (page: OwnRelease) => outlineOf(renderPage(page, { language: 'nl', contact: 'x@y.example' })).text;

describe('an analysis without a number says why', () => {
  test('withheld as a whole: the page says so, and not that nobody asked', async () => {
    const page = await pageOf(await counted(reachBy(), [[]], 3));
    expect(statesOf(page)).toEqual([['', 'withheld']]);
    expect(textOf(page)).toContain('De aantallen in uw gemeente zijn te klein');
    expect(textOf(page)).toContain('Niet getoond: te klein, of nodig om een ander getal te beschermen.');
  });

  test('withheld in every group: once for all, under the heading of its groups', async () => {
    const page = await pageOf(await counted(reachBy('attempts-band'), [['1'], ['2-3'], ['4-6'], ['7-plus']], 2));
    expect(page.indicators.length).toBeGreaterThan(3);
    expect(new Set(page.indicators.map(stateOf))).toEqual(new Set(['withheld']));
    expect(textOf(page).match(/niet getoond: te klein/gi)).toHaveLength(1);
  });

  test('not delivered: not applicable, whatever others could have shown', async () => {
    const found = await counted(reachBy('attempts-band'), [['1'], ['2-3']], 100);
    const page = await pageOf(found, { delivers: false });
    expect(new Set(page.indicators.map(stateOf))).toEqual(new Set(['not-applicable']));
    expect(textOf(page)).toContain('dit staat niet in uw levering');
  });

  test('a group that the codebook rules out is a true zero beside groups that are withheld', async () => {
    const page = await pageOf(await counted(reachBy('first-method'), [['phone'], ['letter']], 2));
    expect(Object.fromEntries(statesOf(page))).toMatchObject({
      'first-method=phone': 'withheld',
      'first-method=administrative': 'structural-zero',
    });
  });

  test('a term longer than the delivery is not known; one that fits is withheld', async () => {
    const found = await spells(returnBy(), [], 4);
    expect((await pageOf(found)).indicators.map(stateOf)).toEqual(['withheld']);
    const short = await pageOf(found, { first: '2026-04-02' });
    expect(short.indicators.map(stateOf)).toEqual(['unknown']);
    expect(textOf(short)).toContain('Uw gegevens gaan over een te korte periode.');
  });

  test('return by way of contact: too small to adjust is another thing than not delivered', async () => {
    const found = await spells(returnBy('first-method', 'arrears-band'), ['phone', '0-200'], 100);
    const small = await pageOf(found);
    expect(statesOf(small)).toEqual([['first-method=unknown', 'withheld']]);
    expect(textOf(small)).toContain('In uw gemeente zijn daarvoor te weinig huishoudens.');
    const missing = await pageOf(found, { delivers: false });
    expect(statesOf(missing)).toEqual([['first-method=unknown', 'not-applicable']]);
    expect(textOf(missing)).not.toContain('te weinig huishoudens');
  });
});
