import type { Command } from '../command.ts';
import { renewMail, renewOptions } from '../renew-command.ts';

/** `vroegzicht provider report resend TASK --municipality CODE`. */
export const command: Command = {
  name: ['provider', 'report', 'resend'],
  summary: 'send a municipality its mail again, with a new link',
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: renewOptions,
  examples: ['vroegzicht provider report resend run-0123456789abcdef --municipality 0518 --as provider-a'],
  run: renewMail,
};
