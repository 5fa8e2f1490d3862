import type { CommandEntry } from './command.ts';
import { providerEntries } from './registry-provider.ts';
import { studyEntries } from './registry-study.ts';

/** Every command, in the order of the general help. A new command adds its file in commands/ and an entry here. */
export const commandEntries: readonly CommandEntry[] = [
  {
    name: ['demo'],
    summary: 'play the whole story on this machine: exports, a study over two providers, results, a page',
    load: async () => (await import('./commands/demo.ts')).command,
  },
  {
    name: ['codebook'],
    summary: 'units, variables, codes and derivations an analysis may ask for',
    load: async () => (await import('./commands/codebook.ts')).command,
  },
  {
    name: ['data', 'synth'],
    summary: 'write synthetic exports, calibrated on national figures',
    load: async () => (await import('./commands/data-synth.ts')).command,
  },
  ...studyEntries,
  ...providerEntries,
  {
    name: ['configure'],
    summary: 'write the configuration of the commands for a deployment on AWS',
    load: async () => (await import('./commands/configure.ts')).command,
  },
  {
    name: ['local', 'up'],
    summary: 'start the local cloud and keep it running until Ctrl-C',
    load: async () => (await import('./commands/local-up.ts')).command,
  },
  {
    name: ['verify'],
    summary: 'check a delivered file or an evidence bundle, offline',
    load: async () => (await import('./commands/verify.ts')).command,
  },
];
