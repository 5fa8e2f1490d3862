import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../lib/dataset/duckdb.ts';

let directory = '';
let sandbox: Sandbox;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  sandbox = await openSandbox({ directory, memoryMegabytes: 128, threads: 1 });
});
afterAll(async () => {
  sandbox.close();
  await rm(directory, { recursive: true });
});

test.each([
  ['reads a file elsewhere', "SELECT * FROM read_text('/etc/hostname')"],
  ['writes a file elsewhere', "COPY (SELECT 1) TO '/var/tmp/vroegzicht-leak.csv'"],
  ['attaches a database elsewhere', "ATTACH '/var/tmp/vroegzicht-leak.db'"],
  ['installs an extension', 'INSTALL httpfs'],
  ['reaches the network', "SELECT * FROM read_csv('https://127.0.0.1/x.csv')"],
  ['unlocks itself', 'SET enable_external_access = true'],
  ['widens its folders', "SET allowed_directories = ['/']"],
])('a statement that %s is stopped', async (_, sql) => {
  await expect(sandbox.rows(sql)).rejects.toMatchObject({ code: 'engine-error' });
});

test('an error names its kind and never quotes a value', async () => {
  const error = await sandbox.rows("SELECT CAST('geheim-123' AS INTEGER)").catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('Conversion Error');
  expect(String(error)).not.toContain('geheim');
});

test('values come back as plain text, numbers and days', async () => {
  await sandbox.run('CREATE TABLE kinds (a VARCHAR, b DATE, c BIGINT, d BOOLEAN)');
  await sandbox.append('kinds', [
    ['x', '2026-02-28', 9007199254740991, true],
    [null, null, null, null],
  ]);
  expect(await sandbox.rows('SELECT * FROM kinds ORDER BY a')).toEqual([
    { a: 'x', b: '2026-02-28', c: 9007199254740991, d: true },
    { a: null, b: null, c: null, d: null },
  ]);
});

test('portions of rows stand in the table when their appender is closed', async () => {
  await sandbox.run('CREATE TABLE portions (a VARCHAR, b INTEGER)');
  const appender = await sandbox.appender('portions');
  await appender.append(Array.from({ length: 5000 }, (_, row) => ['x', row]));
  await appender.append([[null, null]]);
  await appender.close();
  const [found] = await sandbox.rows('SELECT count(*) AS n, count(a) AS a, sum(b) AS b FROM portions');
  expect(found).toEqual({ n: 5001, a: 5000, b: (4999 * 5000) / 2 });
});

test.each([
  ['text in a truth value', 'BOOLEAN', 'nee'],
  ['a number in text', 'VARCHAR', 5],
  ['a fraction in a whole number', 'BIGINT', 1.5],
  ['a fraction in a small whole number', 'INTEGER', 1.5],
  ['text that is no day', 'DATE', '2026-13-01'],
  ['a time in a day', 'DATE', '2026-01-01T12:00:00Z'],
])('%s is stopped, not converted', async (_, type, value) => {
  await sandbox.run(`CREATE OR REPLACE TABLE strict (a ${type})`);
  await expect(sandbox.append('strict', [[value]])).rejects.toMatchObject({ code: 'engine-error' });
});

test('an appender quotes no value either, and may be open when the sandbox is closed', async () => {
  const other = await openSandbox({ directory, memoryMegabytes: 64, threads: 1 });
  await other.run('CREATE TABLE numbers (b BIGINT)');
  const appender = await other.appender('numbers');
  const error = await appender.append([['geheim-123']]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'engine-error' });
  expect(String(error)).not.toContain('geheim');
  other.close();
});
