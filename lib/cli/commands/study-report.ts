import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { studyDigest } from '../../signing/canonical.ts';
import { allFigures } from '../../study/all-figures.ts';
import { differences } from '../../study/difference.ts';
import { refuseUncontrolled } from '../../study/export-files.ts';
import { renderStudyReport } from '../../study/report.ts';
import { firstVersion } from '../../study/versions.ts';
import type { Command } from '../command.ts';
import { pooledResults } from '../pooled-results.ts';
import { resultsOption, studyPositional } from '../study-argument.ts';

/** `vroegzicht study report STUDY`. */
export const command: Command = {
  name: ['study', 'report'],
  summary: 'write one self-contained HTML file with every result',
  description:
    'Results with interval, coverage and what was withheld, and what differs from the first version that was handed in.\n' +
    'Lines of deviations.txt beside the study are shown as deviations in your own words.',
  positionals: studyPositional,
  options: {
    quorum: { type: 'text', placeholder: 'N', help: 'report when so many providers have answered' },
    ...resultsOption,
  },
  examples: ['vroegzicht study report study.yaml'],
  run: async (context) => {
    const { study, path, tasks, folder, pooled, releases, waiting } = await pooledResults(context);
    refuseUncontrolled(pooled.estimates);
    const text = await readFile(join(dirname(path), 'deviations.txt'), 'utf8').catch(() => '');
    const first = firstVersion(tasks.tasks) ?? study;
    const html = renderStudyReport({
      study,
      digest: studyDigest(study),
      estimates: pooled.estimates,
      releases,
      waiting,
      figures: allFigures(study, pooled.outcomes),
      changes: differences(first, study),
      deviations: text.split('\n').filter((line) => line.trim() !== ''),
      madeAt: new Date().toISOString(),
    });
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    context.output.line(`Wrote ${file}`);
    context.output.result({ file });
    return undefined;
  },
};
