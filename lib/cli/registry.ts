import type { CommandEntry } from './command.ts';

/** Every command, in the order of the general help. A new command adds its file in commands/ and an entry here. */
export const commandEntries: readonly CommandEntry[] = [
  {
    name: ['data', 'synth'],
    summary: 'write synthetic exports, calibrated on national figures',
    load: async () => (await import('./commands/data-synth.ts')).command,
  },
];
