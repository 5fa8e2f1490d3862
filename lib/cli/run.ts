import { Failure, type FailureKind } from '../failure.ts';
import { parseArguments } from './arguments.ts';
import type { CommandEntry } from './command.ts';
import { commandHelp, generalHelp } from './help.ts';
import { nearest } from './nearest.ts';
import { createOutput, type Output, type Sink } from './output.ts';

/** What a command line runs in; a test replaces any of it. */
export type CommandLine = {
  readonly entries: readonly CommandEntry[];
  readonly version: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly now: () => number;
  /** Standard input; without it a command that asks for input finds none. */
  readonly readInput?: () => Promise<string>;
};

const exitCodes: Readonly<Record<FailureKind, number>> = {
  'wrong-use': 1,
  refused: 2,
  'node-failed': 3,
  'bad-signature': 4,
};

/** Runs one command line and returns its exit code: 0 done, 1 wrong use, 2 refused, 3 node failed, 4 bad signature. */
export async function runCommandLine(raw: readonly string[], line: CommandLine): Promise<number> {
  const json = raw.includes('--json');
  const output = createOutput({ ...line, json });
  try {
    const failure = await dispatch(raw, line, output);
    return failure === undefined ? 0 : reportFailure(failure, json, line);
  } catch (error) {
    return reportFailure(toFailure(error, line.environment), json, line);
  }
}

async function dispatch(raw: readonly string[], line: CommandLine, output: Output): Promise<Failure | undefined> {
  const words = raw[0] === 'help' ? [...raw.slice(1), '--help'] : raw;
  const entry = findEntry(words, line.entries);
  if (entry === undefined) return general(words, line, output);
  const command = await entry.load();
  const parsed = parseArguments(command, words.slice(entry.name.length));
  const json = parsed.flag('json');
  if (!parsed.flag('help'))
    return command.run({
      arguments: parsed,
      output,
      json,
      environment: line.environment,
      directory: line.directory,
      readInput: line.readInput ?? (async () => await Promise.resolve('')),
    });
  output.result({ help: commandHelp(command) });
  for (const text of commandHelp(command)) output.line(text);
  return undefined;
}

function findEntry(words: readonly string[], entries: readonly CommandEntry[]): CommandEntry | undefined {
  return entries.find((entry) => entry.name.every((part, index) => words[index] === part));
}

function general(words: readonly string[], line: CommandLine, output: Output): Failure | undefined {
  const [first] = words;
  if (first === '--version' || first === '-v') {
    output.line(line.version);
    output.result({ version: line.version });
    return undefined;
  }
  const named = words.filter((word) => !word.startsWith('-'));
  if (named.length > 0) return unknownCommand(named, line.entries);
  const unknown = words.find((word) => !['--help', '-h', '--json'].includes(word));
  if (unknown !== undefined)
    return new Failure('wrong-use', 'unknown-option', `unknown option ${unknown}`, 'see vroegzicht --help');
  output.result({ commands: line.entries.map(({ name, summary }) => ({ name: name.join(' '), summary })) });
  for (const text of generalHelp(line.entries, line.version)) output.line(text);
  const asked = words.length > 0;
  return asked ? undefined : new Failure('wrong-use', 'no-command', 'no command was given', 'name one of the commands');
}

function unknownCommand(named: readonly string[], entries: readonly CommandEntry[]): Failure {
  const names = entries.map((entry) => entry.name.join(' '));
  const group = names.filter((name) => name.startsWith(`${named[0] ?? ''} `));
  const suggestion = nearest(named.slice(0, 2).join(' '), names) ?? nearest(named[0] ?? '', names);
  const known = group.length > 0 ? `use one of: ${group.join(', ')}` : 'see vroegzicht --help';
  const remedy = suggestion === undefined ? known : `did you mean ${suggestion}?`;
  return new Failure('wrong-use', 'unknown-command', `unknown command ${named.slice(0, 2).join(' ')}`, remedy);
}

const withoutCredentials = ['CredentialsProviderError', 'TokenProviderError', 'ExpiredToken', 'ExpiredTokenException'];

function toFailure(error: unknown, environment: CommandLine['environment']): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && ['AccessDenied', 'AccessDeniedException'].includes(error.name))
    return new Failure(
      'refused',
      'access-denied',
      'the policies do not let your role do this',
      'use the role that may, or have the deployment brought up to date',
    );
  if (error instanceof Error && withoutCredentials.includes(error.name))
    return new Failure(
      'wrong-use',
      'no-credentials',
      'AWS knows no valid credentials of yours',
      'run `aws sso login`, and set AWS_PROFILE or `profiles` in the configuration to a profile that takes your role',
    );
  const trace = error instanceof Error ? (error.stack ?? error.message) : 'no error object';
  const message = environment['VROEGZICHT_TRACE'] === '1' ? trace : 'an error that the program did not expect';
  return new Failure('node-failed', 'unexpected', message, 'set VROEGZICHT_TRACE=1 to see where, and report it');
}

function reportFailure(failure: Failure, json: boolean, line: CommandLine): number {
  const { code, message, remedy, kind } = failure;
  const exitCode = exitCodes[kind];
  if (json)
    line.stdout.write(`${JSON.stringify({ error: { kind, code, message, remedy, exitCode } }, undefined, 2)}\n`);
  else line.stderr.write(`vroegzicht: ${message} (${code})\n  ${remedy}\n`);
  return exitCode;
}
