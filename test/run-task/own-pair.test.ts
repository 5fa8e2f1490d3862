import { beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisEvidence } from '../../lib/analyses/run-study.ts';
import type { Evidence } from '../../lib/disclosure/evidence.ts';
import { policy } from '../../lib/disclosure/policy.ts';
import { discloseOutcome } from '../../lib/disclosure/release.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import { MunicipalityCode, ProviderId, SnapshotId, TaskId } from '../../lib/protocol/identifiers.ts';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { besidePooled, tallyOf } from '../../lib/run-task/own-pair.ts';
import { ownReleases } from '../../lib/run-task/own-releases.ts';
import { evidenceFrom, extractOf } from '../support/own-evidence.ts';
import { memoryStore } from '../support/store.ts';
import { smallStudy } from '../support/studies.ts';

const codes = ['9001', '9002', '9003', '9004', '9005'];
const analysisBy = (id: string) =>
  Analysis.parse({
    id,
    analysis: 'table',
    unit: 'cases',
    by: ['attempts-band'],
    measures: [{ measure: 'proportion', variable: 'reached', success: ['yes'] }],
  });

type Split = readonly (readonly [yes: number, no: number])[];
const everybody: Split = codes.map((_, index) => [60 + 10 * index, 140]);

/** Reached and not reached of each municipality with two or three attempts; in the other bands everybody has many. */
const data: Readonly<Record<string, Split>> = {
  everybody,
  'two-municipalities': [
    [80, 60],
    [50, 90],
    [0, 0],
    [0, 0],
    [0, 0],
  ],
  'two-large-ones': [
    [70, 50],
    [300, 200],
    [2, 2],
    [1, 2],
    [0, 0],
  ],
};

const rowsOf = (name: string) =>
  ['1', '2-3', '4-6', '7-plus'].flatMap((band) =>
    (band === '2-3' ? (data[name] ?? []) : everybody).flatMap(([yes, no], index) =>
      [['yes', yes] as const, ['no', no] as const].flatMap(([reached, n]) =>
        n === 0 ? [] : [{ municipality_code: codes[index] ?? '', g0: band, g1: reached, n, households: n }],
      ),
    ),
  );

let found: ReadonlyMap<string, AnalysisEvidence>;
let pages: ReadonlyMap<string, readonly OwnRelease[]>;

beforeAll(async () => {
  const names = Object.keys(data);
  const evidence = await Promise.all(
    names.map(async (name) => await evidenceFrom(analysisBy(name), codes, rowsOf(name))),
  );
  found = new Map(evidence.map((each) => [each.analysis.id, each]));
  const extracts = codes.map((code) =>
    extractOf(MunicipalityCode.parse(code), SnapshotId.parse('2026-06-30-00000000')),
  );
  // Each has a ledger of its own: they ask the same of data that differ.
  const made = evidence.map(async (each) => {
    const { id } = each.analysis;
    const study = Study.parse({ ...smallStudy, primary: [], analyses: [analysisBy(id)], report: { indicators: [id] } });
    const asked = { taskId: TaskId.parse('task-0123456789abcdef'), provider: ProviderId.parse('provider-a'), study };
    const context = { ...asked, evidence: [each], extracts, taking: [], acceptedOn: '2026-07-01', policy };
    return [id, await ownReleases(context, memoryStore())] as const;
  });
  pages = new Map(await Promise.all(made));
});

/** What researchers see of all together: yes and no with two or three attempts. */
function pooledOf(name: string) {
  const evidence = found.get(name);
  if (evidence === undefined) throw new Error(`no analysis ${name}`);
  const { outcome } = discloseOutcome(name, evidence.pooled, evidence.coverage);
  const [counts] = outcome.status === 'released' ? outcome.evidence : [];
  const cell = (reached: string) =>
    counts?.kind === 'counts'
      ? counts.cells.find(({ levels }) => levels[0] === '2-3' && levels[1] === reached)?.count
      : undefined;
  return { yes: cell('yes') ?? 0, no: cell('no') ?? 0 };
}

const ownFigure = (code: string, name: string, band = '2-3') =>
  pages
    .get(name)
    ?.find(({ municipality }) => municipality === code)
    ?.indicators.find((each) => each.analysis === name && each.group === `attempts-band=${band}`);

/** The attack: all together, less what one municipality sees of itself, is what the others have. */
function restOf(name: string, [ownYes, ownNo]: readonly [number, number]) {
  const { yes, no } = pooledOf(name);
  return (yes - ownYes) / (yes + no - ownYes - ownNo);
}

describe('own figures beside the figures of all', () => {
  test('the attack would work: without a rule the page of one gives the reach of its only neighbour', () => {
    expect(restOf('two-municipalities', [80, 60])).toBeCloseTo(50 / 140, 2);
    expect(restOf('two-large-ones', [70, 50])).toBeCloseTo(300 / 500, 1);
  });

  test.each([
    ['everybody', 'rounded'],
    ['two-municipalities', 'withheld'],
    // Four municipalities are behind it, but without either of the two large ones nearly all of the rest is the other's.
    ['two-large-ones', 'withheld'],
  ])('%s: %s', (name, status) => {
    expect(codes.map((code) => ownFigure(code, name)?.status)).toEqual(codes.map(() => status));
    expect(codes.map((code) => ownFigure(code, name, '1')?.status)).toEqual(codes.map(() => 'rounded'));
  });

  const cells = (yes: number, no: number): readonly Evidence[] => [
    {
      kind: 'counts',
      name: 'reached',
      dimensions: [{ variable: 'reached', levels: ['yes', 'no'] }],
      success: ['yes'],
      cells: [
        { levels: ['yes'], count: yes, households: yes, protectedHouseholds: yes },
        { levels: ['no'], count: no, households: no, protectedHouseholds: no },
      ],
    },
  ];
  const shownCells = (all: readonly (readonly [yes: number, no: number])[]) => {
    const bySite = new Map(all.map(([yes, no], index) => [`m${index}`, cells(yes, no)]));
    const [safe] = besidePooled(bySite.get('m0') ?? [], tallyOf(bySite), policy);
    return safe?.kind === 'counts' ? safe.cells.map((cell) => cell.protectedHouseholds > 0) : [];
  };
  test.each([
    [
      'four others',
      [
        [90, 90],
        [90, 90],
        [90, 90],
        [90, 90],
        [90, 90],
      ],
      [true, true],
    ],
    [
      'three others: with one more page two would be left',
      [
        [90, 90],
        [90, 90],
        [90, 90],
        [90, 90],
      ],
      [false, false],
    ],
    [
      'four others of which one has nearly all',
      [
        [90, 90],
        [900, 900],
        [3, 3],
        [3, 3],
        [3, 3],
      ],
      [false, false],
    ],
    [
      'four others of which one has nearly all of one answer',
      [
        [90, 90],
        [900, 90],
        [3, 90],
        [3, 90],
        [3, 90],
      ],
      [false, true],
    ],
    [
      'a large municipality beside small ones',
      [
        [900, 900],
        [9, 20],
        [9, 20],
        [9, 20],
        [9, 20],
      ],
      [true, true],
    ],
    ['nobody else', [[90, 90]], [false, false]],
  ] as const)('%s', (_, all, shown) => {
    expect(shownCells(all)).toEqual(shown);
  });
});
