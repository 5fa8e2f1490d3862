import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { estimatesCsv, estimatesJson } from '../../study/estimates-files.ts';
import type { Command } from '../command.ts';
import { pooledResults } from '../pooled-results.ts';
import { resultsOption, studyPositional } from '../study-argument.ts';

/** Option for a smaller number of answers than was declared. */
const quorum = {
  quorum: { type: 'text', placeholder: 'N', help: 'pool when so many providers have answered (default: as submitted)' },
} as const;

/** `vroegzicht study pool STUDY`. */
export const command: Command = {
  name: ['study', 'pool'],
  summary: 'pool the collected releases over providers and waves',
  description: 'Works on the collected files, without a connection. Refuses (exit code 2) below the quorum.',
  positionals: studyPositional,
  options: { ...quorum, ...resultsOption },
  examples: ['vroegzicht study pool study.yaml', 'vroegzicht study pool study.yaml --quorum 1'],
  run: async (context) => {
    const { folder, pooled, releases } = await pooledResults(context);
    await writeFile(join(folder, 'estimates.csv'), estimatesCsv(pooled.estimates));
    await writeFile(join(folder, 'estimates.json'), estimatesJson(pooled.estimates));
    const all = pooled.estimates.filter(({ provider }) => provider === 'pooled');
    const withheld = all.filter(({ status }) => status === 'withheld').length;
    const { output } = context;
    output.line(`${releases.length} releases pooled: ${all.length} estimates, ${withheld} withheld, in ${folder}`);
    output.result({ folder, releases: releases.length, estimates: all.length, withheld });
    return undefined;
  },
};
