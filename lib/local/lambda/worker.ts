import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/** Runs one function in its own thread: imports its module, or the bundle of it, and answers one invocation after the other. */

/** What `instance.ts` sends; nobody else can. Loading zod for it would be a quarter of a thread's start. */
type Invocation = { readonly requestId: string; readonly deadline: number; readonly event: unknown };

type Handler = (event: unknown, context: unknown) => unknown;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

const text = (name: string): string => String(fieldOf(workerData, name));
// compiled code is kept between threads: half of a start is compiling
enableCompileCache(text('compiled'));
const setup = { name: text('name'), arn: text('arn'), memoryMegabytes: text('memoryMegabytes') };
const handler = fieldOf(await import(text('file')), 'handler');
flushCompileCache();
if (!isHandler(handler)) throw new TypeError(`${text('file')} exports no handler`);

const reply = (message: object): void => parentPort?.postMessage(message, []);
parentPort?.on('message', (invocation: Invocation) => {
  invoke(handler, invocation)
    .then((result) => reply({ status: 'completed', result }))
    .catch((error: unknown) => reply(describe(error)));
});

/** The result as JSON, as Lambda would pass it on. */
async function invoke(run: Handler, invocation: Invocation): Promise<string> {
  const result: unknown = await run(invocation.event, contextOf(invocation));
  return JSON.stringify(result) ?? 'null';
}

function contextOf({ requestId, deadline }: Invocation) {
  return {
    functionName: setup.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.arn,
    memoryLimitInMB: setup.memoryMegabytes,
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

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
