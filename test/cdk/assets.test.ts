import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { afterAll, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../cdk/configuration.ts';
import { elfMachine, requireX86Binding } from '../../cdk/constructs/unbundled-modules.ts';
import { isProof } from '../support/prove.ts';
import { exampleApp } from '../support/synthesised.ts';

const run = promisify(execFile);
const x86Machine = 62;
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-assets-'));
afterAll(async () => await rm(directory, { recursive: true, force: true }));

/** The engine's functions in the order of its stack; `npm test` bundles one of the four. */
const engine = ['ingest-export', 'accept-task', 'run-task', 'erase-household'];
const bundled = isProof ? engine : ['run-task'];
const withEngine = bundled.filter((name) => name !== 'accept-task');
const staged: string[] = [];
vi.spyOn(Stack.prototype, 'bundlingRequired', 'get').mockImplementation(function (this: Stack) {
  if (this.node.id !== 'provider-example-engine') return false;
  const [name = ''] = engine.slice(staged.length);
  staged.push(name);
  return bundled.includes(name);
});
const assembly = exampleApp().app.synth();
vi.restoreAllMocks();
const assets = readdirSync(assembly.directory)
  .filter((name) => name.startsWith('asset.') && existsSync(join(assembly.directory, name, 'index.mjs')))
  .map((name) => join(assembly.directory, name));
const binding = (asset: string): string => join(asset, 'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node');

test('the engine is bundled really, with DuckDB except for accept-task', () => {
  expect(staged).toEqual(engine);
  expect(assets).toHaveLength(bundled.length);
  const withDuckdb = assets.filter((asset) => existsSync(binding(asset)));
  expect(withDuckdb).toHaveLength(withEngine.length);
  expect(withDuckdb.every((asset) => existsSync(join(asset, 'node_modules/highs/build/highs.wasm')))).toBe(true);
});

test('the binding in an asset is for the machine of the function', () => {
  const withDuckdb = assets.map(binding).filter((path) => existsSync(path));
  expect(withDuckdb.map(elfMachine)).toEqual(withEngine.map(() => x86Machine));
});

test('bundles stay small: 4 MB of code, far below the 250 MB of Lambda with DuckDB', () => {
  for (const asset of assets) expect(statSync(join(asset, 'index.mjs')).size).toBeLessThan(4_000_000);
});

test('a bundle loads by itself and exports its handler', async () => {
  const urls = assets.map((asset) => pathToFileURL(join(asset, 'index.mjs')).href);
  const handlers = 'for (const url of process.argv.slice(1)) console.log(typeof (await import(url)).handler)';
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', handlers, ...urls]);
  expect(stdout.trim().split('\n')).toEqual(assets.map(() => 'function'));
});

test.each([
  ['arm64', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0xb7, 0]],
  ['no ELF file', [0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3e, 0]],
])('a binding for another machine (%s) stops synth with a remedy', async (_name, header) => {
  const path = join(directory, 'duckdb.node');
  await writeFile(path, Buffer.from(header));
  expect(() => requireX86Binding(path)).toThrow(ConfigurationError);
  expect(() => requireX86Binding(path)).toThrow('npm ci --os=linux --cpu=x64');
});

test('a missing binding stops synth with a remedy', () => {
  expect(() => requireX86Binding(join(directory, 'none.node'))).toThrow('x86_64 Linux');
});
