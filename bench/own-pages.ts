import { parseArgs } from 'node:util';
import { variables } from '../lib/dataset/variables.ts';
import { policy } from '../lib/disclosure/policy.ts';
import { Analysis } from '../lib/protocol/analyses.ts';
import { MunicipalityCode, ProviderId, SnapshotId, TaskId } from '../lib/protocol/identifiers.ts';
import { Study } from '../lib/protocol/study.ts';
import { ownReleases } from '../lib/run-task/own-releases.ts';
import { evidenceFrom, extractOf } from '../test/support/own-evidence.ts';
import { memoryStore } from '../test/support/store.ts';
import { smallStudy } from '../test/support/studies.ts';

// What the municipalities' own pages add to a task, through the gate, beside the pooled release: node bench/own-pages.ts
// [--municipalities 300]. Three tables a municipality; one in five municipalities is so small that cells are withheld.
const { values } = parseArgs({ options: { municipalities: { type: 'string', default: '300' } } });
const codes = Array.from({ length: Number(values.municipalities) }, (_, index) => String(1000 + index));
const limitSeconds = 10;

const variablesOf = {
  reach: undefined,
  'reach-by-first-contact': 'first-method',
  'reach-by-attempts': 'attempts-band',
};
type Split = readonly [id: string, by: string | undefined, groups: readonly string[]];
const splits = Object.entries(variablesOf).map(([id, by]): Split => {
  const levels = variables.find(({ name }) => name === by)?.levels ?? [{ code: '' }];
  return [id, by, levels.map(({ code }) => code).slice(0, 4)];
});

/** Cases reached and not reached, by group, of a municipality of size one. */
const parts = { yes: [15, 9, 5, 1], no: [35, 21, 11, 3] } as const;
const answers = ['yes', 'no'] as const;
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

async function evidenceOf([id, by, groups]: Split) {
  const measures = [{ measure: 'proportion', variable: 'reached', success: ['yes'] }];
  const analysis = Analysis.parse({ id, analysis: 'table', unit: 'cases', by: by === undefined ? [] : [by], measures });
  const rows = codes.flatMap((code, index) =>
    groups.flatMap((group, part) =>
      answers.map((reached) => {
        const size = index % 5 === 0 ? 1 : 12 + (index % 7);
        const n = size * (by === undefined ? sum(parts[reached]) : (parts[reached][part] ?? 0));
        const keys = by === undefined ? { g0: reached } : { g0: group, g1: reached };
        return { municipality_code: code, ...keys, n, households: n };
      }),
    ),
  );
  return await evidenceFrom(analysis, codes, rows);
}

const evidence = await Promise.all(splits.map(evidenceOf));
const analyses = evidence.map(({ analysis }) => analysis);
const ids = analyses.map(({ id }) => id);
const context = {
  taskId: TaskId.parse('task-0123456789abcdef'),
  provider: ProviderId.parse('bench'),
  study: Study.parse({ ...smallStudy, primary: ids, analyses, report: { indicators: ids } }),
  evidence,
  extracts: codes.map((code) => extractOf(MunicipalityCode.parse(code), SnapshotId.parse('2026-06-30-00000000'))),
  taking: [],
  acceptedOn: '2026-07-01',
  policy,
};
const started = performance.now();
const before = process.cpuUsage();
const pages = await ownReleases(context, memoryStore());
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(before).user / 1e6;
const indicators = pages.flatMap((page) => page.indicators);
const withheld = indicators.filter(({ value }) => value === null).length;
console.log(
  `${pages.length} pages with ${indicators.length} figures (${withheld} withheld): ${seconds.toFixed(1)} s of wall time, ${used.toFixed(1)} s of a processor, ${((used * 1000) / pages.length).toFixed(1)} ms each`,
);
if (used > limitSeconds) process.exitCode = 1;
