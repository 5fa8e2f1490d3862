import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { type ExportFormat, exportFormats, exportTexts, refuseUncontrolled } from '../../study/export-files.ts';
import type { Command } from '../command.ts';
import { type PooledResults, pooledResults } from '../pooled-results.ts';
import { resultsOption, studyPositional } from '../study-argument.ts';

const Format = z.enum(exportFormats);

/** `vroegzicht study export STUDY`. */
export const command: Command = {
  name: ['study', 'export'],
  summary: 'write the pooled results as CSV, Parquet, JSON, SVG, PNG or LaTeX',
  description: 'excel-nl is a CSV for a Dutch Excel. loaders/ has short scripts that read the files in Python and R.',
  positionals: studyPositional,
  options: {
    format: { type: 'text', placeholder: 'LIST', help: `any of ${exportFormats.join(',')} (default: all)` },
    quorum: { type: 'text', placeholder: 'N', help: 'export when so many providers have answered' },
    ...resultsOption,
  },
  examples: ['vroegzicht study export study.yaml', 'vroegzicht study export study.yaml --format csv,parquet'],
  run: async (context) => {
    const asked = context.arguments.text('format')?.split(',') ?? [...exportFormats];
    const formats = asked.map((name) => Format.safeParse(name.trim()).data ?? unknownFormat(name));
    const results = await pooledResults(context);
    const files: string[] = [];
    for (const format of new Set(formats)) files.push(...(await writeFormat(results, format)));
    context.output.line(`Wrote ${files.join(', ')} in ${results.folder}`);
    context.output.result({ folder: results.folder, files });
    return undefined;
  },
};

function unknownFormat(name: string): never {
  throw new Failure(
    'wrong-use',
    'unknown-format',
    `there is no format ${name}`,
    `use one of: ${exportFormats.join(', ')}`,
  );
}

async function writeFormat({ study, pooled, folder }: PooledResults, format: ExportFormat): Promise<readonly string[]> {
  const texts = exportTexts(study, pooled.estimates, format);
  if (format === 'parquet') {
    const { writeEstimatesParquet } = await import('../../study/export-parquet.ts');
    await writeEstimatesParquet(pooled.estimates, folder);
    return ['estimates.parquet'];
  }
  if (format === 'svg' || format === 'png') return await writeFigures({ study, pooled, folder }, format);
  for (const [name, text] of texts) await writeFile(join(folder, name), text);
  return texts.map(([name]) => name);
}

type Drawn = Pick<PooledResults, 'study' | 'pooled' | 'folder'>;

async function writeFigures({ study, pooled, folder }: Drawn, format: 'svg' | 'png'): Promise<readonly string[]> {
  refuseUncontrolled(pooled.estimates);
  const { allFigures } = await import('../../study/all-figures.ts');
  await mkdir(join(folder, 'figures'), { recursive: true });
  const names: string[] = [];
  for (const { name, svg } of allFigures(study, pooled.outcomes)) {
    const file = `figures/${name}.${format}`;
    const content = format === 'svg' ? svg : await (await import('../../study/export-png.ts')).pngOf(svg);
    await writeFile(join(folder, file), content);
    names.push(file);
  }
  return names;
}
