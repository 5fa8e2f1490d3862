import { spawn, spawnSync } from 'node:child_process';
import { linkSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../../lib/cli/launch.js', import.meta.url));

test('the launcher passes arguments, output and exit code', () => {
  const version = spawnSync(process.execPath, [launcher, '--version'], { encoding: 'utf8' });
  expect(version).toMatchObject({ status: 0, stderr: '' });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const wrong = spawnSync(process.execPath, [launcher, 'data', 'synht'], { encoding: 'utf8' });
  expect(wrong).toMatchObject({ status: 1, stdout: '' });
  expect(wrong.stderr).toContain('did you mean data synth?');
});

test('started by another Node than its own, it hands the command on', () => {
  const directory = mkdtempSync(join(dirname(process.execPath), 'other-'));
  try {
    const other = join(directory, 'node');
    linkSync(process.execPath, other);
    const wrong = spawnSync(other, [launcher, 'data', 'synht'], { encoding: 'utf8' });
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toContain('did you mean data synth?');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a pipe that closes early is no failure', async () => {
  const child = spawn(process.execPath, [launcher, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const errors: string[] = [];
  child.stderr.on('data', (chunk) => errors.push(String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
});
