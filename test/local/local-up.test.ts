import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command } from '../../lib/cli/commands/local-up.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { type EndpointFile, readLiveEndpoint } from '../../lib/local/endpoint-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Starts the command; `printed` grows while it runs. */
function start(...options: readonly string[]) {
  const printed = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      printed[name] += text;
    },
  });
  const code = runCommandLine(['local', 'up', ...options], {
    entries: [{ name: command.name, summary: command.summary, load: async () => command }],
    version: '0',
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    environment: {},
    directory,
    now: () => 0,
  });
  return { code, printed };
}

async function whenUp(): Promise<EndpointFile> {
  for (;;) {
    const found = await readLiveEndpoint(join(directory, '.vroegzicht'));
    if (found !== undefined) return found;
    await delay(20);
  }
}

test('the cloud is found by its endpoint file, a second start says that it is up, and Ctrl-C stops it', async () => {
  const { code, printed } = start();
  const { endpoint, deployments } = await whenUp();
  expect(deployments.map(({ name }) => name)).toEqual(['provider-a', 'provider-b', 'elsa-lab']);
  const [provider] = deployments;
  expect(Object.keys(provider?.people ?? {})).toEqual(['provider-admin', 'approver']);
  const { accessKeyId = '', secretAccessKey = '' } = provider?.people['provider-admin'] ?? {};
  const s3 = new S3Client({ endpoint, region: 'eu-central-1', credentials: { accessKeyId, secretAccessKey } });
  await s3.send(new HeadBucketCommand({ Bucket: provider?.buckets['register'] }));
  expect(printed.stdout).toContain(endpoint);
  expect(printed.stderr).not.toContain('UNENFORCED');

  const second = start();
  expect(await second.code).toBe(1);
  expect(second.printed.stderr).toContain(`already runs at ${endpoint}`);

  process.emit('SIGINT');
  expect(await code).toBe(0);
  expect(await readLiveEndpoint(join(directory, '.vroegzicht'))).toBeUndefined();
  await expect(readFile(join(directory, '.vroegzicht', 'endpoint.json'))).rejects.toThrow('ENOENT');
});

test('a port that another program uses is said to be, and the state is free again', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const { code, printed } = start('--port', port);
  expect(await code).toBe(1);
  expect(printed.stderr).toContain(`another program uses port ${port}`);
  expect(await readdir(join(directory, '.vroegzicht'))).not.toContain('process');
  server.close();
});
