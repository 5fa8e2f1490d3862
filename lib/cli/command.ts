import type { Failure } from '../failure.ts';
import type { Arguments } from './arguments.ts';
import type { Output } from './output.ts';

/** An option of a command; `placeholder` names its value in help (`--seed N`), a flag has none. */
export type OptionSpecification =
  | { readonly type: 'flag'; readonly help: string }
  | { readonly type: 'text'; readonly placeholder: string; readonly help: string; readonly multiple?: boolean };

/** How many arguments without a dash a command takes, and what help calls them. */
type PositionalSpecification = { readonly name: string; readonly minimum: number; readonly maximum: number };

/** What a command gets: its checked arguments, the only console output, and what a test may replace. */
export type CommandContext = {
  readonly arguments: Arguments;
  readonly output: Output;
  readonly json: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** All of standard input as text: for what must not stand among the arguments. */
  readonly readInput: () => Promise<string>;
};

/** A command as a value. It returns why it stopped, or nothing when it is done; exceptions are for bugs. */
export type Command = {
  readonly name: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly positionals?: PositionalSpecification;
  readonly options: Readonly<Record<string, OptionSpecification>>;
  readonly examples: readonly string[];
  readonly run: (context: CommandContext) => Promise<Failure | undefined>;
};

/** A command in the registry: known by name, loaded only when it runs. */
export type CommandEntry = {
  readonly name: readonly string[];
  readonly summary: string;
  readonly load: () => Promise<Command>;
};

/** Options that every command takes. */
export const commonOptions = {
  json: { type: 'flag', help: 'print one JSON document instead of text' },
  help: { type: 'flag', help: 'show this help' },
} as const satisfies Readonly<Record<string, OptionSpecification>>;
