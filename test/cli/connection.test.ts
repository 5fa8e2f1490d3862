import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clientSettings } from '../../lib/aws/connection.ts';
import { parseArguments } from '../../lib/cli/arguments.ts';
import type { CommandEntry } from '../../lib/cli/command.ts';
import { command } from '../../lib/cli/commands/study-identity.ts';
import { reachResearcher } from '../../lib/cli/connection.ts';
import { createOutput } from '../../lib/cli/output.ts';
import { runCommandLine } from '../../lib/cli/run.ts';

const configuration = {
  schema: 'vroegzicht-config/1',
  role: 'researcher',
  accountId: '222222222222',
  region: 'eusc-de-east-1',
  researcher: 'elsa-lab',
  name: 'ELSA Lab',
  senderId: 'AROAEXAMPLE',
  buckets: { inbox: 'vroegzicht-example-222222222222-eusc-de-east-1-inbox' },
  keys: { task: 'arn:aws-eusc:kms:eusc-de-east-1:222222222222:key/00000000' },
  providers: {},
  profiles: { 'task-sender': 'sender' },
};

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connection-'));
  const profiles = join(directory, 'profiles');
  await writeFile(profiles, '[sender]\naws_access_key_id = of-sender\naws_secret_access_key = secret\n');
  await writeFile(join(directory, 'vroegzicht.config.json'), JSON.stringify(configuration));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', profiles);
  vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'none'));
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'of-process');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

const nothing = { write: () => true };

test('a command takes each role by its own profile, else as the process, also in another partition', async () => {
  const { connect } = await reachResearcher({
    arguments: parseArguments(command, []),
    output: createOutput({ stdout: nothing, stderr: nothing, json: true, environment: {}, now: () => 0 }),
    json: true,
    environment: {},
    directory,
    readInput: async () => await Promise.resolve(''),
  });
  const keyOf = async (role: string) =>
    (await new KMSClient(clientSettings(connect(role))).config.credentials()).accessKeyId;
  expect(await Promise.all(['task-sender', 'researcher'].map(keyOf))).toEqual(['of-sender', 'of-process']);
});

test('missing credentials are told with the remedy', async () => {
  const failing = Object.assign(new Error('no'), { name: 'CredentialsProviderError' });
  const entry: CommandEntry = {
    name: command.name,
    summary: command.summary,
    load: async () => await Promise.resolve({ ...command, run: async () => await Promise.reject(failing) }),
  };
  let told = '';
  const stderr = { write: (text: string) => void (told += text) };
  const line = { entries: [entry], version: '0', stdout: nothing, stderr, environment: {}, directory, now: () => 0 };
  expect(await runCommandLine(['study', 'identity'], line)).toBe(1);
  expect(told).toContain('aws sso login');
});
