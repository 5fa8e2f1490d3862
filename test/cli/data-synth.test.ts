import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'data-synth-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function run(text: string) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine(['data', 'synth', ...text.split(' ')], {
    entries: commandEntries,
    version: '0',
    stdout: { write: (line) => out.push(line) },
    stderr: { write: (line) => err.push(line) },
    environment: {},
    directory,
    now: () => 0,
  });
  return { code, out: out.join(''), err: err.join('') };
}

const small = '--municipalities 2 --households 4000 --months 7';

test('data synth says that the data are synthetic and what it wrote', async () => {
  const { code, out, err } = await run(`${small} --out set --format both`);
  expect(code).toBe(0);
  expect(out).toContain('These data are synthetic');
  for (const name of ['9001.xlsx', '9002.xlsx', 'ddas.json']) expect(out).toContain(join(directory, 'set', name));
  expect(err).toMatch(/^9001 name=.* signals=\d+ cases=\d+ seconds=0\.0$/m);
  expect(await readFile(join(directory, 'set', 'SYNTHETIC.txt'), 'utf8')).toContain('SYNTHETIC DATA');
});

test('data synth gives the same as JSON', async () => {
  const { code, out } = await run(`${small} --out json --seed 3 --clean --json`);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    synthetic: true,
    seed: 3,
    until: '2026-06-30',
    clean: true,
    files: [{ municipalities: ['9001'] }, { municipalities: ['9002'] }],
  });
});

test.each([
  ['--preset enorm', '--preset does not take enorm'],
  ['--until 30-06-2026', '--until does not take 30-06-2026'],
  ['--format csv', '--format does not take csv'],
  ['--municipalities 0', '--municipalities is not a whole number in its range'],
])('data synth %s is wrong use', async (text, message) => {
  const { code, err } = await run(text);
  expect(code).toBe(1);
  expect(err).toContain(message);
});
