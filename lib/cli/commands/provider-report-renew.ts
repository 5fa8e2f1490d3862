import type { Command } from '../command.ts';
import { renewMail, renewOptions } from '../renew-command.ts';

/** `vroegzicht provider report renew TASK --municipality CODE`. */
export const command: Command = {
  name: ['provider', 'report', 'renew'],
  summary: 'replace the links of a municipality by new ones of thirty days',
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: renewOptions,
  examples: ['vroegzicht provider report renew run-0123456789abcdef --municipality 0518 --as provider-a'],
  run: renewMail,
};
