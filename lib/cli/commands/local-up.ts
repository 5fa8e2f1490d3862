import { resolve } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { Failure } from '../../failure.ts';
import { unenforced } from '../../local/authorisation.ts';
import { startLocalCloud } from '../../local/cloud.ts';
import { defaultDeployments, enforcedDeployments } from '../../local/default-deployments.ts';
import { type EndpointFile, readLiveEndpoint, removeEndpoint, writeEndpoint } from '../../local/endpoint-file.ts';
import { changeReleaseKeys, keptReleaseKeys } from '../../local/release-keys.ts';
import { lockState } from '../../local/state-lock.ts';
import type { Command, CommandContext } from '../command.ts';

/** `vroegzicht local up`. */
export const command: Command = {
  name: ['local', 'up'],
  summary: 'start the local cloud and keep it running until Ctrl-C',
  description:
    'Two providers and a researcher on this machine: the same functions and the same AWS clients, on 127.0.0.1 only.\n' +
    'What the templates of cdk/ do not allow is refused. State is kept in .vroegzicht/ and is there again at the next\n' +
    'start; endpoint.json in it tells other commands where the cloud is. Keys and credentials in it are for this\n' +
    'machine: use synthetic data. Mail goes to addresses that end in .example only.',
  options: {
    state: { type: 'text', placeholder: 'DIR', help: 'folder of the state (default .vroegzicht)' },
    port: { type: 'text', placeholder: 'N', help: 'port on 127.0.0.1 (default: any free one)' },
    'make-release-key': {
      type: 'text',
      placeholder: 'PROVIDER',
      help: "make this provider's next release key, to announce with `provider keys rotate`",
      multiple: true,
    },
    'use-release-key': {
      type: 'text',
      placeholder: 'PROVIDER',
      help: 'this provider signs with its next release key from now on',
      multiple: true,
    },
  },
  examples: [
    'vroegzicht local up',
    'vroegzicht local up --port 4566 --state cloud',
    'vroegzicht local up --make-release-key provider-a',
  ],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const stateDirectory = resolve(directory, given.text('state') ?? '.vroegzicht');
    const live = await readLiveEndpoint(stateDirectory);
    if (live !== undefined) return alreadyUp(live);
    const port = given.integer('port', { minimum: 1, maximum: 65_535 });
    const unlock = lockState(stateDirectory);
    try {
      const failure = await serve(context, stateDirectory, port);
      if (failure === undefined) output.note('local cloud stopped; its state is kept');
      return failure;
    } finally {
      unlock();
    }
  },
};

/** Runs the cloud until Ctrl-C. */
async function serve(context: CommandContext, stateDirectory: string, port?: number): Promise<Failure | undefined> {
  const { arguments: given } = context;
  const changes = { make: given.list('make-release-key'), use: given.list('use-release-key') };
  const unknown = [...changes.make, ...changes.use].find((name) => !providers.has(name));
  if (unknown !== undefined) return noProvider(unknown);
  const kept = keptReleaseKeys(stateDirectory);
  const releaseKeys = changeReleaseKeys(kept.read(), changes);
  const enforced = await enforcedDeployments(packageJson.version, releaseKeys);
  const cloud = await startLocalCloud({ ...enforced, stateDirectory, ...(port === undefined ? {} : { port }) });
  if (port !== undefined && new URL(cloud.endpoint).port !== String(port)) {
    await cloud.stop();
    return portTaken(port);
  }
  kept.write(releaseKeys);
  report(context, writeEndpoint(stateDirectory, cloud, enforced.deployments), stateDirectory);
  if (!cloud.isEnforced) context.output.note(unenforced);
  await interrupted();
  removeEndpoint(stateDirectory);
  await cloud.stop();
  return undefined;
}

const providers: ReadonlySet<string> = new Set(
  defaultDeployments('').flatMap(({ kind, name }) => (kind === 'provider' ? [name] : [])),
);

const noProvider = (name: string): Failure =>
  new Failure(
    'wrong-use',
    'unknown-deployment',
    `the local cloud has no provider ${name}`,
    `use one of: ${[...providers].join(', ')}`,
  );

const portTaken = (port: number): Failure =>
  new Failure(
    'wrong-use',
    'port-taken',
    `another program uses port ${port} of 127.0.0.1`,
    'give --port another number, or leave it out',
  );

function alreadyUp({ endpoint, processId }: EndpointFile): Failure {
  return new Failure(
    'wrong-use',
    'already-up',
    `a local cloud already runs at ${endpoint} (process ${processId})`,
    'use it, or stop it with Ctrl-C where it was started',
  );
}

function report({ output }: CommandContext, file: EndpointFile, stateDirectory: string): void {
  output.result({ endpoint: file.endpoint, state: stateDirectory });
  output.line(`${output.style.bold('Local cloud')} ${file.endpoint}  (S3, SQS, KMS, SES)`);
  const rows = file.deployments.map(({ name, accountId, people, web }) => [
    name,
    accountId,
    Object.keys(people).join(', '),
    Object.values(web).join(' '),
  ]);
  output.table(['deployment', 'account', 'roles of people', 'page'], rows);
  for (const { name, keys } of file.deployments)
    if (keys['next-release'] !== undefined)
      output.line(`${name} has a next release key: announce it with vroegzicht provider keys rotate --as ${name}`);
  output.line(`State in ${stateDirectory}; Ctrl-C stops.`);
}

/** Resolves at Ctrl-C, or when the process is asked to end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
