import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { buildCache } from '../kept-builds.ts';

/** What a thread needs to run a function: all strings, as in Lambda. */
export type InstanceOptions = {
  readonly file: string;
  /** The program of the thread, see `bundledFile`. */
  readonly worker: string;
  readonly name: string;
  readonly arn: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
};

/** How an invocation ended; `result` is JSON. */
export type InvocationOutcome =
  | { readonly status: 'completed'; readonly result: string }
  | { readonly status: 'failed'; readonly name: string };

/** One thread that runs one invocation at a time, as a Lambda sandbox does; a crash ends it. */
export type Instance = {
  readonly invoke: (event: unknown) => Promise<InvocationOutcome>;
  readonly isAlive: () => boolean;
  readonly close: () => Promise<void>;
};

const Reply = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('completed'), result: z.string() }),
  z.strictObject({ status: z.literal('failed'), name: z.string(), trace: z.string() }),
]);

/** Starts a thread with an environment of its own; what it writes goes to the log file, with the traces of its errors. */
export function startInstance(options: InstanceOptions): Instance {
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  const worker = launch(options, log);
  const pending = createPending();
  let isAlive = true;
  worker.on('message', (message: unknown) => {
    const reply = Reply.parse(message);
    if (reply.status === 'failed') log.write(`${reply.trace}\n`);
    pending.settle(reply);
  });
  worker.on('error', (error: Error) => {
    log.write(`${error.stack ?? error.message}\n`);
    pending.settle({ status: 'failed', name: error.name });
  });
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      isAlive = false;
      pending.settle({ status: 'failed', name: 'Exit' });
      log.end(resolve);
    });
  });
  const close = async (): Promise<void> => {
    await worker.terminate();
    await ended;
  };
  return {
    isAlive: () => isAlive,
    close,
    invoke: async (event) => {
      const milliseconds = options.timeoutSeconds * 1000;
      const outcome = pending.expect();
      const timer = setTimeout(() => {
        isAlive = false;
        void close();
      }, milliseconds);
      worker.postMessage({ requestId: randomUUID(), deadline: Date.now() + milliseconds, event }, []);
      return outcome.finally(() => clearTimeout(timer));
    },
  };
}

function launch(options: InstanceOptions, log: WriteStream): Worker {
  const { file, name, arn, memoryMegabytes } = options;
  const worker = new Worker(new URL(options.worker), {
    workerData: { file, name, arn, memoryMegabytes, compiled: join(buildCache, 'compiled') },
    env: { ...options.environment },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    stdout: true,
    stderr: true,
    name,
  });
  worker.stdout.pipe(log, { end: false });
  worker.stderr.pipe(log, { end: false });
  return worker;
}

/** The one outcome that is waited for; what comes after it, such as the exit of a thread, is of no interest. */
function createPending() {
  let resolve: ((outcome: InvocationOutcome) => void) | undefined;
  return {
    expect: () =>
      new Promise<InvocationOutcome>((settle) => {
        resolve = settle;
      }),
    settle: (outcome: InvocationOutcome): void => {
      resolve?.(outcome);
      resolve = undefined;
    },
  };
}
