import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { combineOutcomes } from '../../lib/analyses/combine.ts';
import { estimateRows } from '../../lib/analyses/estimates.ts';
import { runStudy } from '../../lib/analyses/run-study.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../../lib/dataset/catalogue.ts';
import { openSandbox } from '../../lib/dataset/duckdb.ts';
import { participantOf } from '../../lib/dataset/participant.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { Study } from '../../lib/protocol/study.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';
import { smallStudy } from '../support/studies.ts';

const study = Study.parse({ ...smallStudy, dailyGridWhenUncontrolled: true });
const context = studyContext(study, true);
const codes = ['9001', '9002', '9003', '9004', '9005', '9006'];
let root = '';
let extracts: readonly LocalExtract[] = [];

beforeAll(async () => {
  root = await extractFolder();
  extracts = await Promise.all(
    codes.map((code, index) => writeExtract(root, code, municipalityRows(code, 60 + 40 * index, 7 + index))),
  );
});
afterAll(() => rm(root, { recursive: true }));

async function run(part: readonly LocalExtract[]): Promise<readonly AnalysisOutcome[]> {
  const sandbox = await openSandbox({ directory: root, memoryMegabytes: 256, threads: 1 });
  const catalogue = await openCatalogue(sandbox, part);
  const found = await runStudy({
    study,
    context,
    participants: part.map((each) => participantOf(each.manifest)),
    answer: catalogue.answer,
  });
  sandbox.close();
  return found.map(({ analysis, pooled, coverage }) => ({
    analysis: analysis.id,
    status: 'released',
    evidence: pooled.map(withoutControl),
    coverage,
  }));
}

const numbers = (outcomes: readonly AnalysisOutcome[]) =>
  estimateRows(study, outcomes, { studyId: study.study, provider: 'pooled', municipality: '', policy: '' }, context);

test.each([
  ['two providers', [0, 0, 0, 1, 1, 1]],
  ['an uneven split', [0, 1, 1, 1, 1, 1]],
  ['every municipality its own provider', [0, 1, 2, 3, 4, 5]],
])('%s, combined, equal the computation on all rows', async (_, providers) => {
  const parts = [...new Set(providers)].map((provider) => extracts.filter((_, index) => providers[index] === provider));
  const outcomes = await Promise.all(parts.map(run));
  const combined = study.analyses.map((_, index) => combineOutcomes(outcomes.flatMap((each) => each[index] ?? [])));
  const split = numbers(combined.filter((each) => each !== undefined));
  const all = numbers(await run(extracts));
  expect(split).toHaveLength(all.length);
  for (const [index, row] of all.entries()) {
    const other = split[index];
    expect([other?.analysis_id, other?.measure, other?.group, other?.time_days, other?.n, other?.events]).toEqual([
      row.analysis_id,
      row.measure,
      row.group,
      row.time_days,
      row.n,
      row.events,
    ]);
    for (const column of ['value', 'standard_error', 'ci_low', 'ci_high'] as const) {
      if (typeof row[column] === 'number')
        expect(Math.abs(Number(other?.[column]) - row[column])).toBeLessThan(
          1e-10 * Math.max(1, Math.abs(row[column])),
        );
      else expect(other?.[column]).toBe(row[column]);
    }
  }
  expect(all.some((row) => row.measure === 'chi-square' && typeof row.value === 'number')).toBe(true);
});
