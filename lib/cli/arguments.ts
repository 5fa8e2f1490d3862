import { parseArgs } from 'node:util';
import { Failure } from '../failure.ts';
import { type Command, commonOptions, type OptionSpecification } from './command.ts';
import { nearest } from './nearest.ts';

/** Arguments of a command, checked against its specification; a wrong value throws a `wrong-use` Failure. */
export type Arguments = {
  readonly positionals: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
  readonly integer: (name: string, range: Range) => number | undefined;
};

/** Smallest and largest value that an integer option takes. */
type Range = { readonly minimum: number; readonly maximum: number };

type Option = OptionSpecification & { readonly name: string };

const wrongUse = (code: string, message: string, remedy: string): Failure =>
  new Failure('wrong-use', code, message, remedy);

/** Parses what stands after the command's name; throws a `wrong-use` Failure that names the nearest option. */
export function parseArguments(command: Command, raw: readonly string[]): Arguments {
  const specifications = { ...command.options, ...commonOptions };
  const help = `vroegzicht ${command.name.join(' ')} --help`;
  const { tokens } = parseArgs({
    args: [...raw],
    options: { ...parserOptions(specifications), help: { type: 'boolean', short: 'h' } },
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = findOption(specifications, token, help);
    const value = optionValue(option, token, help);
    values.set(option.name, [...(values.get(option.name) ?? []), value]);
    if (values.get(option.name)?.length === 2 && option.type === 'text' && option.multiple !== true)
      throw wrongUse('option-repeated', `--${option.name} is given twice`, `give --${option.name} once`);
  }
  if (!values.has('help')) checkPositionals(command, positionals, help);
  return accessors(values, positionals);
}

function parserOptions(specifications: Readonly<Record<string, OptionSpecification>>) {
  return Object.fromEntries(
    Object.entries(specifications).map(([name, option]) => [
      name,
      { type: option.type === 'flag' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
}

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function findOption(
  specifications: Readonly<Record<string, OptionSpecification>>,
  token: OptionToken,
  help: string,
): Option {
  const specification = Object.hasOwn(specifications, token.name) ? specifications[token.name] : undefined;
  if (specification !== undefined) return { ...specification, name: token.name };
  const suggestion = nearest(token.name, Object.keys(specifications));
  const remedy = suggestion === undefined ? `see ${help}` : `did you mean --${suggestion}? see ${help}`;
  throw wrongUse('unknown-option', `unknown option ${token.rawName}`, remedy);
}

function optionValue(option: Option, token: OptionToken, help: string): string {
  if (option.type === 'flag') {
    if (token.value !== undefined) throw wrongUse('flag-value', `${token.rawName} takes no value`, `see ${help}`);
    return 'true';
  }
  const { value } = token;
  const looksLikeOption = value?.startsWith('-') === true && token.inlineValue !== true && value.length > 1;
  if (value === undefined || value === '' || looksLikeOption)
    throw wrongUse('option-value', `${token.rawName} needs a value`, `use ${token.rawName} ${option.placeholder}`);
  return value;
}

function checkPositionals(command: Command, positionals: readonly string[], help: string): void {
  const { name, minimum, maximum } = command.positionals ?? { name: 'argument', minimum: 0, maximum: 0 };
  if (positionals.length < minimum) throw wrongUse('argument-missing', `${name} is missing`, `see ${help}`);
  if (positionals.length > maximum)
    throw wrongUse('argument-unknown', `unexpected argument ${positionals[maximum] ?? ''}`, `see ${help}`);
}

function accessors(values: ReadonlyMap<string, readonly string[]>, positionals: readonly string[]): Arguments {
  const text = (name: string) => values.get(name)?.[0];
  return {
    positionals,
    flag: (name) => values.has(name),
    text,
    list: (name) => values.get(name) ?? [],
    integer: (name, { minimum, maximum }) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const parsed = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isSafeInteger(parsed) && parsed >= minimum && parsed <= maximum) return parsed;
      throw wrongUse('option-number', `--${name} is not a whole number in its range`, `use ${minimum} to ${maximum}`);
    },
  };
}
