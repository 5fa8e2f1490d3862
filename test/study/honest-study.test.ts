import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EstimateRow } from '../../lib/protocol/estimate.ts';
import { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { type DryRun, dryRun } from '../../lib/study/dry-run.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';
import { writeExports } from '../../lib/synthetic/exports.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';

// Four synthetic municipalities, the gate on: what a provider of modest size would release.
let directory = '';
let study: Study;
let run: DryRun;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-honest-'));
  study = await readStudyFile('studies/effectiveness-2026.yaml');
  const written = await writeExports({
    seed: 5,
    municipalities: demoMunicipalities(40, 5).slice(4, 8),
    until: '2026-06-30',
    months: 14,
    clean: false,
    format: 'workbook',
    directory,
    progress: () => {},
  });
  run = await dryRun({
    study,
    exports: written.map(({ path }) => path),
    controlled: true,
    progress: () => {},
    memoryMegabytes: 512,
  });
}, 300_000);
afterAll(() => rm(directory, { recursive: true }));

const rows = (analysis: string): readonly EstimateRow[] => run.estimates.filter((row) => row.analysis_id === analysis);
const ratios = ['hazard-ratio', 'odds-ratio', 'rate-ratio'];
const released = (analysis: string) =>
  rows(analysis).some((row) => ratios.includes(row.measure) && typeof row.value === 'number');

describe('the honest study on four synthetic municipalities', () => {
  test('releases most of its primary estimates', () => {
    const shown = study.primary.filter(released);
    expect(shown.length / study.primary.length).toBeGreaterThan(0.5);
  });

  test('has no number that is not a number, and nothing uncontrolled', () => {
    for (const row of run.estimates) {
      expect(row.status, row.analysis_id).not.toBe('uncontrolled');
      for (const value of [row.value, row.standard_error, row.ci_low, row.ci_high])
        if (typeof value === 'number') expect(Number.isFinite(value), `${row.analysis_id} ${row.method}`).toBe(true);
    }
  });

  test('fits the protocol: every outcome and row can be signed and read back', () => {
    for (const outcome of run.outcomes)
      expect(AnalysisOutcome.parse(JSON.parse(JSON.stringify(outcome)))).toEqual(outcome);
    for (const row of run.estimates) expect(EstimateRow.parse(JSON.parse(JSON.stringify(row)))).toEqual(row);
  });

  test('names every primary analysis and its question, and calls none an effect', () => {
    for (const analysis of study.analyses)
      expect(analysis.question ?? '', analysis.id).not.toMatch(/\beffects?\b|leads? to/);
    for (const id of study.primary) {
      const analysis = study.analyses.find((each) => each.id === id);
      expect(analysis?.family, id).toMatch(/^(help|approach|threshold)$/);
      expect(analysis?.question?.length, id).toBeGreaterThan(30);
    }
  });

  test('adjusts the p-values of each family together', () => {
    const holm = run.estimates.filter((row) => row.method.startsWith('Holm over'));
    expect(holm.length).toBeGreaterThan(3);
    for (const row of holm) {
      const raw = rows(row.analysis_id).filter((each) => each.measure === 'p-value' && !each.method.startsWith('Holm'));
      expect(raw.some((each) => Number(each.value) <= Number(row.value))).toBe(true);
      expect(study.primary).toContain(row.analysis_id);
    }
  });

  test('follows everybody to the horizon: nobody is censored before the last edge', () => {
    const tables = run.outcomes.flatMap((outcome) => (outcome.status === 'released' ? outcome.evidence : []));
    const cells = tables.flatMap((part) =>
      part.kind === 'risk-table' && part.name === 'return'
        ? part.patterns.flatMap((each) => (each.intervals ?? []).slice(0, -1))
        : [],
    );
    expect(cells.length).toBeGreaterThan(5);
    expect(cells.every((cell) => cell.censored === 0)).toBe(true);
  });
});
