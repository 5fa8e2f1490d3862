import { describe, expect, test } from 'vitest';
import type { Command, CommandEntry } from '../../lib/cli/command.ts';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { Failure, type FailureKind } from '../../lib/failure.ts';

const kinds: readonly FailureKind[] = ['wrong-use', 'refused', 'node-failed', 'bad-signature'];

const probe: Command = {
  name: ['study', 'probe'],
  summary: 'answer with its arguments',
  positionals: { name: 'STUDY', minimum: 1, maximum: 2 },
  options: {
    seed: { type: 'text', placeholder: 'N', help: 'seed' },
    export: { type: 'text', placeholder: 'FILE', help: 'an export', multiple: true },
    clean: { type: 'flag', help: 'no dirt' },
    stop: { type: 'text', placeholder: 'KIND', help: 'stop with this kind of failure' },
  },
  examples: ['vroegzicht study probe study.yaml --seed 3'],
  run: async ({ arguments: given, output }) => {
    const stop = given.text('stop');
    if (stop === 'bug') throw new TypeError('secret detail');
    const kind = kinds.find((candidate) => candidate === stop);
    if (kind !== undefined) return new Failure(kind, 'stopped', 'stopped as asked', 'ask for less');
    output.progress('probing', { rows: 12_345 });
    const seed = given.integer('seed', { minimum: 0, maximum: 99 });
    const answer = { positionals: given.positionals, seed, exports: given.list('export'), clean: given.flag('clean') };
    output.line('done');
    output.table(['name', 'rows'], [['a', '1']]);
    output.result(answer);
    return undefined;
  },
};

const entries: readonly CommandEntry[] = [
  { name: probe.name, summary: probe.summary, load: async () => probe },
  { name: ['verify'], summary: 'verify', load: async () => ({ ...probe, name: ['verify'] }) },
];

async function run(raw: readonly string[], environment: Record<string, string> = {}, isTTY = false) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(raw, {
    entries,
    version: '1.2.3',
    stdout: { write: (text) => out.push(text), isTTY },
    stderr: { write: (text) => err.push(text), isTTY },
    environment,
    directory: '/',
    now: () => 0,
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('a command line', () => {
  test('gives a command its positionals, options and repeated options', async () => {
    const { code, out } = await run('study probe a.yaml --seed 7 --export x --export=y --clean --json'.split(' '));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ positionals: ['a.yaml'], seed: 7, exports: ['x', 'y'], clean: true });
  });

  test('prints only the JSON document on stdout under --json, and only text without it', async () => {
    expect((await run(['study', 'probe', 'a'])).out).toBe('done\nname  rows\n────  ────\na        1\n');
    const { out, err } = await run(['study', 'probe', 'a', '--json']);
    expect(JSON.parse(out)).toMatchObject({ positionals: ['a'] });
    expect(err).toBe('probing rows=12345 seconds=0.0\n');
  });

  test.each([
    ['wrong-use', 1],
    ['refused', 2],
    ['node-failed', 3],
    ['bad-signature', 4],
  ])('a %s failure gives exit code %i', async (kind, exitCode) => {
    const text = await run(['study', 'probe', 'a', '--stop', kind]);
    expect(text).toEqual({ code: exitCode, out: '', err: 'vroegzicht: stopped as asked (stopped)\n  ask for less\n' });
    const json = await run(['study', 'probe', 'a', '--json', '--stop', kind]);
    expect(JSON.parse(json.out)).toMatchObject({ error: { kind, code: 'stopped', exitCode } });
  });

  test('an unexpected exception is exit code 3 and shows its message only when asked', async () => {
    const hidden = await run(['study', 'probe', 'a', '--stop', 'bug']);
    expect(hidden.code).toBe(3);
    expect(hidden.err).not.toContain('secret detail');
    const shown = await run(['study', 'probe', 'a', '--stop', 'bug'], { VROEGZICHT_TRACE: '1' });
    expect(shown.err).toContain('secret detail');
  });

  test.each([
    [['studdy', 'probe'], 'unknown command studdy probe (unknown-command)\n  did you mean study probe?'],
    [['verfy', 'x'], 'unknown command verfy x (unknown-command)\n  did you mean verify?'],
    [['study'], 'unknown command study (unknown-command)\n  use one of: study probe'],
    [['zzzzzz'], 'unknown command zzzzzz (unknown-command)\n  see vroegzicht --help'],
    [['--verbose'], 'unknown option --verbose (unknown-option)\n  see vroegzicht --help'],
    [['study', 'probe', 'a', '--clan'], 'unknown option --clan (unknown-option)\n  did you mean --clean?'],
    [['study', 'probe', 'a', '--constructor'], 'unknown option --constructor (unknown-option)\n  see'],
    [['study', 'probe', 'a', '-x'], 'unknown option -x (unknown-option)'],
    [['study', 'probe', 'a', '--seed'], '--seed needs a value (option-value)\n  use --seed N'],
    [['study', 'probe', 'a', '--seed', '--clean'], '--seed needs a value (option-value)'],
    [['study', 'probe', 'a', '--seed', '1.5'], '--seed is not a whole number in its range (option-number)'],
    [['study', 'probe', 'a', '--seed', '100'], 'use 0 to 99'],
    [['study', 'probe', 'a', '--seed', '1', '--seed', '2'], '--seed is given twice (option-repeated)'],
    [['study', 'probe', 'a', '--clean=no'], '--clean takes no value (flag-value)'],
    [['study', 'probe'], 'STUDY is missing (argument-missing)'],
    [['study', 'probe', 'a', 'b', 'c'], 'unexpected argument c (argument-unknown)'],
  ])('%j is wrong use and says what to do', async (raw, message) => {
    const { code, out, err } = await run(raw);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(message);
  });

  test.each([['--version'], ['-v']])('%s prints the version', async (option) => {
    expect(await run([option])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  test.each([[['--help']], [['-h']], [['help']]])('%j lists every command', async (raw) => {
    const { code, out } = await run(raw);
    expect(code).toBe(0);
    for (const { name, summary } of entries) expect(out).toMatch(new RegExp(`${name.join(' ')} +${summary}`));
  });

  test('no command shows the help and is wrong use', async () => {
    const { code, out } = await run([]);
    expect(code).toBe(1);
    expect(out).toContain('Usage: vroegzicht <command>');
  });

  test.each([[['study', 'probe', '--help']], [['study', 'probe', '-h']], [['help', 'study', 'probe']]])(
    '%j shows usage, every option and the examples',
    async (raw) => {
      const { code, out } = await run(raw);
      expect(code).toBe(0);
      expect(out).toContain('Usage: vroegzicht study probe STUDY... [options]');
      for (const text of ['--seed N', '--export FILE...', '--clean', '--json', '--help', ...probe.examples])
        expect(out).toContain(text);
    },
  );

  test.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['a terminal with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
  ])('colours on %s', async (_where, environment, isTTY, coloured) => {
    const { out, err } = await run(['study', 'probe', 'a'], environment, isTTY);
    expect(`${out}${err}`.includes('\u001B[')).toBe(coloured);
  });
});

describe('the registry', () => {
  test.each(commandEntries.map((entry) => [entry.name.join(' '), entry] as const))(
    '%s loads a command with the same name and summary, and with examples of itself',
    async (name, entry) => {
      const command = await entry.load();
      expect({ name: command.name, summary: command.summary }).toEqual({ name: entry.name, summary: entry.summary });
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) expect(example).toContain(`vroegzicht ${name}`);
      expect(Object.keys(command.options)).not.toContain('json');
    },
  );

  test('no command hides behind another', () => {
    const names = commandEntries.map((entry) => `${entry.name.join(' ')} `);
    for (const name of names) expect(names.filter((other) => other.startsWith(name))).toEqual([name]);
  });
});
