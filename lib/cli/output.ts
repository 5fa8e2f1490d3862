import type { Progress } from '../ports.ts';
import { progressPrinter } from './progress.ts';
import { formatTable, type TableOptions } from './table.ts';

/** Where text goes: a terminal, a pipe, or a list in a test. */
export type Sink = { readonly write: (text: string) => unknown; readonly isTTY?: boolean | undefined };

/** Marks on text; on a pipe, or with NO_COLOR, each returns its text unchanged. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
};

/**
 * The only console output. `line` and `table` are for people and silent under --json; `result` prints the one JSON
 * document and is silent without --json; `note` and `progress` go to stderr.
 */
export type Output = {
  readonly line: (text?: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly string[])[], options?: TableOptions) => void;
  readonly result: (value: unknown) => void;
  readonly note: (text: string) => void;
  readonly progress: Progress;
  readonly style: Style;
};

/** What an output is made of; `now` gives milliseconds. */
export type OutputOptions = {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
};

/** Makes the output of one command. */
export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, json, environment, now } = options;
  const style = styleFor(stdout, environment);
  const line = (text = ''): void => {
    if (!json) stdout.write(`${text}\n`);
  };
  return {
    line,
    table: (header, rows, tableOptions) => {
      for (const text of formatTable(header, rows, { style, ...tableOptions })) line(text);
    },
    result: (value) => {
      if (json) stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    },
    note: (text) => void stderr.write(`${text}\n`),
    progress: progressPrinter({ sink: stderr, style: styleFor(stderr, environment), now }),
    style,
  };
}

const mark = (open: number, close: number) => (text: string) => `\u001B[${open}m${text}\u001B[${close}m`;

const plain: Style = { bold: String, dim: String, good: String, bad: String };

/** Style for a sink: colours only on a terminal and without NO_COLOR (no-color.org). */
export function styleFor(sink: Sink, environment: Readonly<Record<string, string | undefined>>): Style {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  if (sink.isTTY !== true || refused) return plain;
  return { bold: mark(1, 22), dim: mark(2, 22), good: mark(32, 39), bad: mark(31, 39) };
}
