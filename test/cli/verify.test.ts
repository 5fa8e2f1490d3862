import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../lib/cli/commands/verify.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { releaseResult } from '../../lib/release-result.ts';
import { testKey } from '../support/keys.ts';
import { registeredProvider, study, taskId } from '../support/protocol.ts';
import { releasing } from '../support/release-ports.ts';

let directory = '';
let envelope = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-'));
  const ports = await releasing();
  await releaseResult(`${taskId}.json`, ports);
  envelope = [...ports.inbox.objects.keys()].map((key) => ports.inbox.text(key)).join('');
  const files = {
    'result.jws.json': envelope,
    'changed.jws.json': envelope.replace('"payload":"e', '"payload":"f'),
    'jwks.json': JSON.stringify(registeredProvider().releaseKeys),
    'provider.json': JSON.stringify(registeredProvider()),
    'stranger.json': JSON.stringify({ keys: [testKey('stranger').publicKey] }),
    'private.json': JSON.stringify({ keys: [{ ...testKey('release').publicKey, d: 'AAAA' }] }),
    'misnamed.json': JSON.stringify({
      keys: [{ ...testKey('release').publicKey, kid: testKey('stranger').publicKey.kid }],
    }),
    'off-curve.json': JSON.stringify({ keys: [{ ...testKey('release').publicKey, x: 'AAAA' }] }),
    'study.json': JSON.stringify(study()),
    'other-study.json': JSON.stringify(study({ title: 'Else' })),
    'text.txt': 'hello',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
});
afterAll(async () => await rm(directory, { recursive: true }));

async function verify(...words: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runCommandLine(['verify', ...words], {
    entries: [{ name: command.name, summary: command.summary, load: async () => await Promise.resolve(command) }],
    version: 'test',
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    environment: {},
    directory,
    now: () => 0,
  });
  return { code, stdout, stderr };
}

describe('vroegzicht verify', () => {
  test('says in words what is proven, with the keys beside the file', async () => {
    const { code, stdout } = await verify('result.jws.json', '--study', 'study.json');
    expect(code).toBe(0);
    expect(stdout).toContain('This file holds.');
    expect(stdout).toContain('Signed by provider-a on 2026-11-02T10:00:00.000Z');
    expect(stdout).toContain('approved by J. Jansen');
    expect(stdout).toContain('12 municipalities took part; 1 had no agreement, 0 no extract.');
    expect(stdout).toContain('recomputed from the released evidence and agree');
    expect(stdout).toContain('The data are synthetic.');
  });

  test('says what it did not look at', async () => {
    const { code, stdout } = await verify('result.jws.json', '--keys', 'provider.json');
    expect([code, stdout.includes('were not recomputed')]).toEqual([0, true]);
  });

  test('gives one JSON document', async () => {
    const { stdout } = await verify('result.jws.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ holds: true, estimatesRecomputed: false, envelope: { sub: taskId } });
  });

  test.each([
    ['one changed byte', ['changed.jws.json']],
    ['keys of somebody else', ['result.jws.json', '--keys', 'stranger.json']],
    ['another study', ['result.jws.json', '--study', 'other-study.json']],
    ['no envelope at all', ['text.txt']],
  ])('exits with 4 for %s', async (_, words) => {
    const { code, stdout, stderr } = await verify(...words);
    expect(code).toBe(4);
    expect(stdout).not.toContain('This file holds');
    expect(stderr).toContain('the file does not hold');
  });

  test.each([
    ['no file', ['gone.json']],
    ['a folder', ['.']],
    ['no keys', ['result.jws.json', '--keys', 'gone.json']],
    ['keys that are none', ['result.jws.json', '--keys', 'text.txt']],
    ['a private key among the public ones', ['result.jws.json', '--keys', 'private.json']],
    ['a key under a wrong name', ['result.jws.json', '--keys', 'misnamed.json']],
    ['a key off the curve', ['result.jws.json', '--keys', 'off-curve.json']],
    ['a study that is none', ['result.jws.json', '--study', 'text.txt']],
    ['nothing named', []],
  ])('exits with 1 for %s', async (_, words) => {
    expect((await verify(...words)).code).toBe(1);
  });
});
