import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLiveEndpoint } from '../../lib/local/endpoint-file.ts';
import { lockState } from '../../lib/local/state-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the state folder of a local cloud', () => {
  test('is free again after it was given back', async () => {
    lockState(directory)();
    expect(await readdir(directory)).toEqual([]);
    lockState(join(directory, 'new', 'folder'))();
  });

  test('belongs to a process that runs, and says which and what to do', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    await writeFile(join(directory, 'process'), String(other.pid));
    expect(() => lockState(directory)).toThrow(`process ${other.pid} uses the state`);
    other.kill();
    await once(other, 'exit');
    lockState(directory)();
  });

  test.each(['', 'no number', '0', '-1'])('is taken over when its mark is damaged: %j', async (mark) => {
    await writeFile(join(directory, 'process'), mark);
    lockState(directory)();
  });
});

describe('the endpoint file', () => {
  const endpoint = (url: string) =>
    JSON.stringify({ schema: 'vroegzicht-endpoint/1', endpoint: url, processId: 1, deployments: [] });

  test.each(['', '{"schema":"vroegzicht-end', '[]'])('that is damaged is none: %j', async (content) => {
    await writeFile(join(directory, 'endpoint.json'), content);
    expect(await readLiveEndpoint(directory)).toBeUndefined();
  });

  test('of a cloud that crashed is none, also when another program has its port now', async () => {
    const server = createServer((_request, response) => response.end('something else')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await writeFile(join(directory, 'endpoint.json'), endpoint(`http://127.0.0.1:${port}`));
    expect(await readLiveEndpoint(directory)).toBeUndefined();
    server.close();
    await once(server, 'close');
    expect(await readLiveEndpoint(directory)).toBeUndefined();
  });
});
