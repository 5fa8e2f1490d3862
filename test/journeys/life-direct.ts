import { join } from 'node:path';
import { combineOutcomes } from '../../lib/analyses/combine.ts';
import { estimateRows } from '../../lib/analyses/estimates.ts';
import type { EstimateRow } from '../../lib/protocol/estimate.ts';
import type { AnalysisOutcome } from '../../lib/protocol/evidence.ts';
import type { Study } from '../../lib/protocol/study.ts';
import type { BundleFiles } from '../../lib/study/bundle-format.ts';
import { packBundle } from '../../lib/study/bundle-zip.ts';
import { ingestExports, runOnExtracts } from '../../lib/study/dry-run.ts';
import { recordsOf, writeSource } from './life-files.ts';

/** One gate: the municipalities of a provider, or of a wave, and the kind of their files. */
export type Gate = { readonly codes: readonly string[]; readonly format: 'xlsx' | 'json' };

/** Whose data count: the municipalities behind each gate, without the households that objected. */
export type Sources = {
  readonly directory: string;
  readonly inhabitants: number;
  readonly objectors: readonly string[];
  readonly gates: readonly Gate[];
};

/** What the data say without any cloud: through the gates, and without them; with the export date of each municipality. */
export type Direct = {
  readonly gated: readonly EstimateRow[];
  readonly ungated: readonly EstimateRow[];
  readonly exportDates: ReadonlyMap<string, string>;
};

/**
 * Writes new exports that never held the objecting households and runs the engine on them: with the same gate for each
 * provider and wave, then pooled; and on everything at once without any gate.
 */
export async function computeDirectly(study: Study, sources: Sources): Promise<Direct> {
  const directory = join(sources.directory, 'direct');
  const settings = { progress: () => undefined, memoryMegabytes: 512 };
  const codes = sources.gates.flatMap((gate) => gate.codes);
  const extracts = await ingestExports({ ...settings, exports: await writeExports(sources) }, directory);
  const run = async (taking: readonly string[], controlled: boolean) => {
    const own = extracts.filter((_, index) => taking.includes(codes[index] ?? ''));
    return await runOnExtracts({ ...settings, study, controlled }, own, directory);
  };
  const parts: AnalysisOutcome[] = [];
  for (const gate of sources.gates) parts.push(...(await run(gate.codes, true)).outcomes);
  const outcomes = study.analyses.flatMap(
    ({ id }) => combineOutcomes(parts.filter(({ analysis }) => analysis === id)) ?? [],
  );
  const source = { studyId: study.study, provider: 'pooled', municipality: '', policy: '' };
  return {
    gated: estimateRows(study, outcomes, source),
    ungated: (await run(codes, false)).estimates,
    exportDates: new Map(codes.map((code, index) => [code, extracts[index]?.manifest.exportDate ?? ''])),
  };
}

async function writeExports({ directory, gates, inhabitants, objectors }: Sources): Promise<readonly string[]> {
  const paths = [];
  for (const { codes, format } of gates)
    for (const code of codes) {
      const records = recordsOf({ code, inhabitants }, objectors);
      paths.push(await writeSource(join(directory, 'direct'), `${code}.${format}`, [records]));
    }
  return paths;
}

/** For each chosen file of a bundle an archive in which one byte of it is changed, and one without it. */
export async function* tamperedBundles(files: BundleFiles, chosen: BundleFiles) {
  for (const [name, content] of chosen) {
    const changed = Buffer.from(content);
    const middle = Math.floor(changed.length / 2);
    changed[middle] = changed[middle] === 0x41 ? 0x42 : 0x41;
    yield { name, archive: await packBundle(new Map(files).set(name, changed), new Date(0)) };
    const without = new Map(files);
    without.delete(name);
    yield { name, archive: await packBundle(without, new Date(0)) };
  }
}
