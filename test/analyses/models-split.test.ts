import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { combineOutcomes } from '../../lib/analyses/combine.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import { evidenceOf, expectSameRows, modelStudy, rowsOf, uncontrolledOutcomes } from '../support/analyses.ts';
import { extractFolder, municipalityRows, writeExtract } from '../support/extracts.ts';

const codes = ['9001', '9002', '9003', '9004', '9005', '9006'];
const daily = studyContext(modelStudy, true);
const ladder = studyContext({ ...modelStudy, dailyGridWhenUncontrolled: false }, true);
let root = '';
let extracts: readonly LocalExtract[] = [];

beforeAll(async () => {
  root = await extractFolder();
  extracts = await Promise.all(
    codes.map((code, index) => writeExtract(root, code, municipalityRows(code, 150 + 40 * index, 7 + index))),
  );
});
afterAll(() => rm(root, { recursive: true }));

describe.each([
  ['by day', daily, [0, 0, 0, 1, 1, 1]],
  ['on the ladder', ladder, [0, 1, 1, 1, 1, 1]],
])('every kind of analysis %s', (_, context, providers) => {
  let all: readonly AnalysisOutcome[] = [];
  beforeAll(async () => {
    all = uncontrolledOutcomes(await evidenceOf(modelStudy, context, extracts, root));
  });

  test('over two providers, combined, equals the computation on all rows', async () => {
    const parts = [...new Set(providers)].map((provider) =>
      extracts.filter((_extract, index) => providers[index] === provider),
    );
    const outcomes: (readonly AnalysisOutcome[])[] = [];
    for (const part of parts) outcomes.push(uncontrolledOutcomes(await evidenceOf(modelStudy, context, part, root)));
    const combined = modelStudy.analyses.flatMap(
      (_analysis, index) => combineOutcomes(outcomes.flatMap((each) => each[index] ?? [])) ?? [],
    );
    expectSameRows(rowsOf(modelStudy, combined, context), rowsOf(modelStudy, all, context), 1e-10);
  });

  test('estimates something in each', () => {
    const rows = rowsOf(modelStudy, all, context);
    for (const { id } of modelStudy.analyses) {
      const known = rows.filter((row) => row.analysis_id === id && typeof row.value === 'number');
      expect(known.length, id).toBeGreaterThan(0);
      for (const row of known) expect(Number.isFinite(row.value), `${id} ${row.measure} ${row.group}`).toBe(true);
    }
    const measures = new Set(rows.filter((row) => typeof row.value === 'number').map((row) => row.measure));
    for (const measure of ['hazard-ratio', 'odds-ratio', 'rate-ratio', 'mean-cumulative-count', 'variance-component'])
      expect([...measures]).toContain(measure);
  });
});
