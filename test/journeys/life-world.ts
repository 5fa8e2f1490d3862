import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { objectStore } from '../../lib/aws/s3.ts';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import type { Deployment } from '../../lib/local/deployment.ts';
import { writeEndpoint } from '../../lib/local/endpoint-file.ts';
import { bundledFile } from '../../lib/local/lambda/bundle-functions.ts';
import { providerDeployment } from '../../lib/local/provider-deployment.ts';
import { researcherDeployment } from '../../lib/local/researcher-deployment.ts';
import { moveClock, restoreClock } from '../support/clock.ts';
import { type Invented, recordsOf, writeSource } from './life-files.ts';

const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };
const codeVersion = 'journey-1';

/** What a command answered: exit code, the JSON document, and what a person would read. */
export type Answer = { readonly code: number; readonly json: unknown; readonly err: string };

/** A folder in which commands are typed, as a person would. */
export type World = {
  readonly directory: string;
  readonly cloud: () => LocalCloud;
  readonly type: (line: readonly string[], input?: string) => Promise<Answer>;
  readonly restart: (changes: CloudChanges) => Promise<void>;
  readonly end: () => Promise<void>;
};

/** What differs at a start: providers that are away handle nothing, and a release key that was made at run time. */
export type CloudChanges = {
  readonly away?: readonly string[];
  readonly releaseKeys?: Readonly<Record<string, string>>;
  /** How much later than before it is, for everybody: each start moves the clocks on. */
  readonly hoursLater?: number;
};

/** The same functions in threads whose clock was moved. */
async function moved(deployment: Deployment, milliseconds: number): Promise<Deployment> {
  if (milliseconds === 0) return deployment;
  const functions = deployment.functions.map(async (each) => {
    const file = new URL('./moved-function.ts', import.meta.url);
    file.searchParams.set('milliseconds', String(milliseconds));
    file.searchParams.set('file', await bundledFile(each.file.href));
    return { ...each, file };
  });
  return { ...deployment, functions: await Promise.all(functions) };
}

async function deployments(
  { away = [], releaseKeys = {} }: CloudChanges,
  milliseconds: number,
): Promise<readonly Deployment[]> {
  const providers = [
    providerDeployment({ id: 'provider-a', accountId: '111111111111', codeVersion, ...mail }),
    providerDeployment({ id: 'provider-b', accountId: '333333333333', codeVersion, ...mail }),
  ].map((deployment) => ({
    ...deployment,
    functions: (away.includes(deployment.name)
      ? deployment.functions.filter(({ trigger }) => trigger.kind === 'web')
      : deployment.functions
    ).map((each) =>
      each.name === 'release-result' && releaseKeys[deployment.name] !== undefined
        ? { ...each, environment: { ...each.environment, RELEASE_KEY_ARN: releaseKeys[deployment.name] ?? '' } }
        : each,
    ),
  }));
  const all = [
    ...providers,
    researcherDeployment({ id: 'elsa-lab', accountId: '222222222222', codeVersion }),
    researcherDeployment({ id: 'divosa', accountId: '444444444444', codeVersion }),
  ];
  return await Promise.all(all.map((deployment) => moved(deployment, milliseconds)));
}

/** Starts the cloud in a folder of its own. */
export async function startWorld(changes: CloudChanges): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-life-'));
  const state = join(directory, '.vroegzicht');
  let milliseconds = 0;
  const start = async (wanted: CloudChanges) => {
    const later = (wanted.hoursLater ?? 0) * 3_600_000;
    milliseconds += later;
    if (later > 0) moveClock(later);
    const all = await deployments(wanted, milliseconds);
    const started = await startLocalCloud({ deployments: all, stateDirectory: state, retryDelaySeconds: 0.2 });
    writeEndpoint(state, started, all);
    return started;
  };
  let cloud = await start(changes);
  return {
    directory,
    cloud: () => cloud,
    type: async (line, input) => await typed(directory, line, input),
    restart: async (wanted) => {
      await cloud.stop();
      cloud = await start(wanted);
    },
    end: async () => {
      restoreClock();
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function typed(directory: string, line: readonly string[], input = ''): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine([...line, '--json'], {
    entries: commandEntries,
    version: 'test',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    environment: { CI: '1', VROEGZICHT_TRACE: '1' },
    directory,
    now: () => 0,
    readInput: async () => await Promise.resolve(input),
  });
  const text = out.join('');
  return { code, json: text === '' ? undefined : JSON.parse(text), err: err.join('') };
}

/** Makes a P-256 signing key in a provider's account, as an administrator would before a rotation. */
export async function makeSigningKey(cloud: LocalCloud, provider: string): Promise<string> {
  const kms = new KMSClient(cloud.client(provider, 'provider-admin'));
  const made = await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }));
  kms.destroy();
  return z.string().parse(made.KeyMetadata?.Arn);
}

/** Uploads a synthetic workbook of a municipality, as an administrator. */
export async function uploadExport(world: World, provider: string, invented: Invented): Promise<void> {
  const { code } = invented;
  const path = await writeSource(join(world.directory, 'sources'), `${code}.xlsx`, [recordsOf(invented)]);
  const connection = world.cloud().client(provider, 'provider-admin');
  const inbox = objectStore(world.cloud().bucketName(provider, 'inbox'), { connection });
  await inbox.upload(`${code}/synthetic-${code}`, path);
}
