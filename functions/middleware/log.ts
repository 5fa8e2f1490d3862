import { Failure } from '../../lib/failure.ts';

/** The only fields of a log line: identifiers, counts and codes, never an event, a body or an error's message. */
export type LogLine = {
  readonly function: string;
  readonly requestId: string;
  readonly result: string;
  readonly messageId?: string;
  readonly object?: string;
  readonly taskId?: string;
  readonly municipality?: string;
  readonly code?: string;
  readonly at?: string;
  readonly count?: number;
  readonly milliseconds?: number;
};

/** Where log lines go. */
export type LogSink = (line: string) => void;

/** Writes a log line as one JSON line to standard output. */
export const standardOutput: LogSink = (line) => void process.stdout.write(`${line}\n`);

const fields = [
  'function',
  'requestId',
  'result',
  'messageId',
  'object',
  'taskId',
  'municipality',
  'code',
  'at',
  'count',
  'milliseconds',
] as const satisfies readonly (keyof LogLine)[];

/** One line with the allow-listed fields; anything else an object may carry is left out, texts end at 200 characters. */
export function logText(line: LogLine): string {
  const shown = fields.flatMap((field) => {
    const value = line[field];
    return value === undefined ? [] : [[field, typeof value === 'string' ? value.slice(0, 200) : value] as const];
  });
  return JSON.stringify(Object.fromEntries(shown));
}

/** Code of an error and the place in our own code where it arose; its message may quote data and is never used. */
export function describeError(error: unknown): { readonly code: string; readonly at?: string } {
  if (error instanceof Failure) return { code: error.code, ...placeOf(error) };
  if (!(error instanceof Error)) return { code: 'unknown' };
  return { code: /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(error.name) ? error.name : 'Error', ...placeOf(error) };
}

const place = /^ {4}at [^\n]*?((?:lib|functions)\/[a-z0-9/-]+\.(?:ts|mjs|js):\d+):\d+\)?$/m;

function placeOf(error: Error): { readonly at?: string } {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message) + error.message.length;
  const at = place.exec(stack.slice(start))?.[1];
  return at === undefined ? {} : { at };
}
