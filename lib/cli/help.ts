import type { Command, CommandEntry, OptionSpecification } from './command.ts';
import { commonOptions } from './command.ts';

/** Lines of the general help: what the program is, its commands, and where to read on. */
export function generalHelp(entries: readonly CommandEntry[], version: string): readonly string[] {
  const rows = entries.map((entry) => ({ left: entry.name.join(' '), right: entry.summary }));
  return [
    `vroegzicht ${version}: research on municipal debt signals without anyone seeing a record`,
    '',
    'Usage: vroegzicht <command> [options]',
    '',
    'Commands:',
    ...columns(rows),
    '',
    'Options:',
    ...columns([
      { left: '--help', right: 'show this help; after a command, the help of that command' },
      { left: '--json', right: 'print one JSON document instead of text; every command has it' },
      { left: '--version', right: 'show the version' },
    ]),
    '',
    'Exit codes: 0 done, 1 wrong use, 2 refused by policy, 3 a node failed, 4 a signature failed',
  ];
}

/** Lines of the help of one command, with its examples. */
export function commandHelp(command: Command): readonly string[] {
  const options = Object.entries<OptionSpecification>({ ...command.options, ...commonOptions });
  const rows = options.map(([name, option]) => ({ left: optionName(name, option), right: option.help }));
  const description = command.description === undefined ? [] : [command.description, ''];
  return [
    `${command.name.join(' ')}: ${command.summary}`,
    '',
    `Usage: ${usage(command)}`,
    '',
    ...description,
    'Options:',
    ...columns(rows),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${example}`),
  ];
}

/** One line of usage, for example `vroegzicht verify FILE... [options]`. */
function usage(command: Command): string {
  const { positionals } = command;
  const words = ['vroegzicht', ...command.name];
  if (positionals !== undefined && positionals.maximum > 0) {
    const many = positionals.maximum > 1 ? `${positionals.name}...` : positionals.name;
    words.push(positionals.minimum === 0 ? `[${many}]` : many);
  }
  return [...words, '[options]'].join(' ');
}

function optionName(name: string, option: OptionSpecification): string {
  if (option.type === 'flag') return `--${name}`;
  return `--${name} ${option.placeholder}${option.multiple === true ? '...' : ''}`;
}

function columns(rows: readonly { readonly left: string; readonly right: string }[]): readonly string[] {
  const width = Math.max(0, ...rows.map((row) => row.left.length));
  return rows.map((row) => `  ${row.left.padEnd(width)}  ${row.right}`);
}
