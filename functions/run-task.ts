import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { recordEvent } from '../lib/audit/record.ts';
import { objectStore } from '../lib/aws/s3.ts';
import { readPolicy, readPublicTotals } from '../lib/disclosure/policy-settings.ts';
import { environmentNames, readEnvironment } from '../lib/environment.ts';
import { ProviderId } from '../lib/protocol/identifiers.ts';
import { Job } from '../lib/protocol/message.ts';
import { RoundJob } from '../lib/protocol/rounds.ts';
import { readJson } from '../lib/register/collection.ts';
import { runRound } from '../lib/run-round.ts';
import { pacedReleases } from '../lib/run-task/paced-releases.ts';
import type { RunPorts } from '../lib/run-task/ports.ts';
import { runTask } from '../lib/run-task.ts';
import { objectNotices } from './middleware/notification.ts';
import { once } from './middleware/once.ts';
import { queueHandler, type WorkResult } from './middleware/queue-handler.ts';
import { recordPoison } from './middleware/record-poison.ts';

const buckets = ['jobsBucket', 'registerBucket', 'extractsBucket', 'releasesBucket', 'ledgerBucket'] as const;
const environment = once(() =>
  readEnvironment([...buckets, 'providerId', 'workDirectory', 'memoryMegabytes', 'answerEverySeconds'], process.env),
);
const jobs = once(() => objectStore(environment().jobsBucket));
const ports = once((): RunPorts => {
  const memoryMegabytes = Number(environment().memoryMegabytes);
  return {
    provider: ProviderId.parse(environment().providerId),
    register: objectStore(environment().registerBucket),
    extracts: objectStore(environment().extractsBucket),
    releases: objectStore(environment().releasesBucket),
    ledger: objectStore(environment().ledgerBucket),
    policy: readPolicy(process.env[environmentNames.disclosureSettings]),
    publicTotals: readPublicTotals(process.env[environmentNames.disclosureSettings]),
    clock: () => new Date(),
    workDirectory: environment().workDirectory,
    memoryMegabytes: Math.floor(memoryMegabytes * 0.55),
    threads: Math.max(1, Math.floor(memoryMegabytes / 1769)),
  };
});

/** Jobs queue: an accepted job is computed and its disclosed release stored. A job that is gone was cancelled. */
export const handler = queueHandler({
  name: 'run-task',
  parse: (record) => objectNotices(record, environment().jobsBucket),
  work: async ({ key }) => await run(key),
  refuse: recordPoison(() => ports().ledger, 'run-task'),
});

async function run(key: string): Promise<WorkResult> {
  const job = await readJson(jobs(), key, z.discriminatedUnion('schema', [Job, RoundJob]));
  if (job === undefined) return { result: 'cancelled', object: key };
  const isRound = job.schema === 'vroegzicht-round-job/1';
  const { releases, clock } = ports();
  const everyMilliseconds = Number(environment().answerEverySeconds) * 1000;
  const paced = { ...ports(), releases: pacedReleases(releases, { everyMilliseconds, clock, wait }) };
  const result = isRound ? await runRound(job, paced) : await runTask(job, paced);
  await recordEvent(ports().ledger, {
    action: 'run',
    object: `task/${job.taskId}`,
    result,
    origin: 'run-task',
    actor: job.researcher,
    timestamp: new Date().toISOString(),
  });
  return { result, taskId: job.taskId };
}
