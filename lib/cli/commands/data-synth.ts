import { Failure } from '../../failure.ts';
import type { Command } from '../command.ts';

/** `vroegzicht data synth`. */
export const command: Command = {
  name: ['data', 'synth'],
  summary: 'write synthetic exports, calibrated on national figures',
  options: {},
  examples: ['vroegzicht data synth --preset klein --out synthetic'],
  run: async () => new Failure('node-failed', 'unfinished', 'the generator is being written', 'wait'),
};
