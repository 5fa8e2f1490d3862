import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** Runs one function in its own thread: imports its module unchanged and answers one invocation after the other. */

const Setup = z.strictObject({
  file: z.string(),
  name: z.string(),
  arn: z.string(),
  memoryMegabytes: z.int(),
});
const Invocation = z.strictObject({ requestId: z.string(), deadline: z.number(), event: z.unknown() });

type Handler = (event: unknown, context: unknown) => unknown;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

// compiled code is kept between threads: half of a start is compiling
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/vroegzicht/compiled', import.meta.url)));
const setup = Setup.parse(workerData);
const exported = z.object({ handler: z.unknown() }).parse(await import(setup.file));
flushCompileCache();
const { handler } = exported;
if (!isHandler(handler)) throw new TypeError(`${setup.file} exports no handler`);

const reply = (message: object): void => parentPort?.postMessage(message, []);
parentPort?.on('message', (message: unknown) => {
  const invocation = Invocation.parse(message);
  invoke(handler, invocation)
    .then((result) => reply({ status: 'completed', result }))
    .catch((error: unknown) => reply(describe(error)));
});

/** The result as JSON, as Lambda would pass it on. */
async function invoke(run: Handler, invocation: z.infer<typeof Invocation>): Promise<string> {
  const result: unknown = await run(invocation.event, contextOf(invocation));
  return JSON.stringify(result) ?? 'null';
}

function contextOf({ requestId, deadline }: z.infer<typeof Invocation>) {
  return {
    functionName: setup.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.arn,
    memoryLimitInMB: String(setup.memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/vroegzicht/local/${setup.name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown) {
  const name = error instanceof Error ? error.name : 'Error';
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 'failed', name, trace };
}
