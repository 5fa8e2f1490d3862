import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EstimateRow } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';
import { dryRun } from '../study/dry-run.ts';
import { writeExports } from '../synthetic/exports.ts';
import { demoMunicipalities } from '../synthetic/municipalities.ts';
import { withHouseholds } from '../synthetic/presets.ts';

/** What a study would give: the estimates over so many invented municipalities, through the gate of the providers. */
export type StudyPreview = { readonly municipalities: number; readonly estimates: readonly EstimateRow[] };

const fewestMunicipalities = 10;
const householdsEach = 6000;
const months = 9;

/**
 * Runs a study on invented exports, calibrated on national figures, with the engine and the gate: the shape of the result, never
 * its values. Nothing of the provider is read. The same study gives the same preview.
 */
export async function previewStudy(study: Study): Promise<StudyPreview> {
  const count = Math.min(40, Math.max(fewestMunicipalities, study.minimumMunicipalities));
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-preview-'));
  try {
    const written = await writeExports({
      municipalities: withHouseholds(demoMunicipalities(count, 1), count * householdsEach),
      seed: 1,
      until: '2026-06-30',
      months,
      clean: true,
      format: 'workbook',
      directory,
    });
    const exports = written.map(({ path }) => path);
    const run = await dryRun({ study, exports, controlled: true, progress: () => undefined, memoryMegabytes: 512 });
    return { municipalities: count, estimates: run.estimates };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
