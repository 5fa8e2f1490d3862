import { setTimeout as delay } from 'node:timers/promises';
import type { Progress } from '../ports.ts';
import type { Study } from '../protocol/study.ts';
import { type FittedTogether, fitModels } from './rounds-models.ts';
import type { ResearcherDesk } from './send.ts';
import type { TasksFile } from './tasks-file.ts';

/** How long the rounds are driven now, and which attempt it is. */
export type RoundsEffort = {
  readonly attempt: number;
  readonly waitSeconds: number;
  readonly pauseMilliseconds: number;
  readonly tell?: Progress;
};

/** Drives the models of a study in rounds over the providers that were asked to run it; can be called again to go on. */
export async function collectModels(
  study: Study,
  tasks: TasksFile,
  desk: ResearcherDesk,
  { attempt, waitSeconds, pauseMilliseconds, tell }: RoundsEffort,
): Promise<readonly FittedTogether[]> {
  const asked = tasks.tasks.filter(({ kind, version }) => kind === 'run' && version === study.version);
  const providers = [...new Set(asked.map(({ provider }) => provider))];
  if (providers.length === 0) return [];
  const until = new Date(desk.clock().getTime() + waitSeconds * 1000);
  const patience = { until, pause: async () => await delay(pauseMilliseconds), ...(tell !== undefined && { tell }) };
  return await fitModels({ study, providers, attempt, desk, patience });
}

/** Says in words where a model stands. */
export function modelWords({ model, status, parties, without, away }: FittedTogether): string {
  const out = without.map(({ provider, reason }) => `; without ${provider} (${reason})`).join('');
  const again = 'put right what they say, then collect with the next --attempt';
  if (status === 'waiting') return `${model}: waiting for ${away.join(', ')}; collect again to go on${out}`;
  if (status === 'stopped') return `${model}: no provider takes part${out}; ${again}`;
  const signed = parties.length === 1 ? 'alone' : 'signed the same by all';
  return `${model}: fitted by ${parties.join(', ')}, ${signed}${out}`;
}
