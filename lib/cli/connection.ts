import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Connection } from '../aws/connection.ts';
import { Failure } from '../failure.ts';
import { type EndpointFile, readLiveEndpoint } from '../local/endpoint-file.ts';
import { ProviderId, ResearcherId } from '../protocol/identifiers.ts';
import type { CommandContext, OptionSpecification } from './command.ts';
import {
  type Configuration,
  type ProviderConfiguration,
  type ResearcherConfiguration,
  readConfiguration,
} from './configuration.ts';

/** Options by which a command finds the local cloud or an account of AWS. */
export const connectionOptions = {
  as: { type: 'text', placeholder: 'NAME', help: 'local cloud: act for this deployment, such as provider-a' },
  state: { type: 'text', placeholder: 'DIR', help: 'local cloud: folder of its state (default .vroegzicht)' },
  config: { type: 'text', placeholder: 'FILE', help: 'AWS: configuration (default vroegzicht.config.json)' },
} as const satisfies Readonly<Record<string, OptionSpecification>>;

/** A deployment that commands can reach, and as whom: `connect` gives the settings of SDK clients in a person's role. */
export type Reached<Settings> = { readonly settings: Settings; readonly connect: (role: string) => Connection };

/** Settings of a provider, with the key policy for new municipalities (none in the local cloud). */
export type ProviderSettings = Omit<ProviderConfiguration, Written | 'municipalityKeyPolicyFile'> & {
  readonly municipalityKeyPolicy: string | undefined;
  /** The key to announce, where the local cloud made one; on AWS a person names it. */
  readonly nextReleaseKey?: string | undefined;
};

/** Settings of a researcher. */
export type ResearcherSettings = Omit<ResearcherConfiguration, Written>;

/** What of a configuration concerns the connection only. */
type Written = 'schema' | 'role' | 'profiles';

type Deployed = EndpointFile['deployments'][number];

/** The provider that a command acts for: by its configuration file, else in the running local cloud. */
export async function reachProvider(context: CommandContext): Promise<Reached<ProviderSettings>> {
  const { arguments: given, directory } = context;
  const found = await readConfiguration(directory, given.text('config'));
  if (found?.role === 'researcher') throw otherRole('researcher', 'provider');
  if (found !== undefined) {
    const path = resolve(directory, found.municipalityKeyPolicyFile);
    const policy = await readFile(path, 'utf8').catch(() => undefined);
    if (policy === undefined)
      throw new Failure(
        'wrong-use',
        'no-key-policy',
        `there is no key policy at ${path}`,
        'put the policy that the deployment wrote there: a key without it would be open to the whole account',
      );
    return { settings: { ...found, municipalityKeyPolicy: policy }, connect: inAccount(found) };
  }
  const { file, deployment } = await locally(context, 'provider-admin', 'provider');
  return { settings: localProvider(deployment), connect: (role) => connectionOf(file, deployment, role) };
}

/** The researcher that a command acts for. */
export async function reachResearcher(context: CommandContext): Promise<Reached<ResearcherSettings>> {
  const found = await readConfiguration(context.directory, context.arguments.text('config'));
  if (found?.role === 'provider') throw otherRole('provider', 'researcher');
  if (found !== undefined) return { settings: found, connect: inAccount(found) };
  const { file, deployment } = await locally(context, 'researcher', 'researcher');
  return { settings: localResearcher(file, deployment), connect: (role) => connectionOf(file, deployment, role) };
}

/** The role's own profile where the configuration names one; the SDK then reads no credentials of the environment. */
function inAccount({ region, profiles }: Pick<Configuration, 'region' | 'profiles'>): (role: string) => Connection {
  const named = new Map(Object.entries(profiles));
  return (role) => {
    const profile = named.get(role);
    return profile === undefined ? { region } : { region, profile };
  };
}

async function locally(context: CommandContext, role: string, kind: string) {
  const { arguments: given, directory } = context;
  const file = await readLiveEndpoint(resolve(directory, given.text('state') ?? '.vroegzicht'));
  if (file === undefined)
    throw new Failure(
      'wrong-use',
      'no-connection',
      'there is neither a configuration nor a running local cloud here',
      'run `vroegzicht local up` in this folder, or give --config FILE',
    );
  const able = file.deployments.filter(({ people }) => Object.hasOwn(people, role));
  const wanted = given.text('as');
  const names = able.map(({ name }) => name).join(', ');
  const deployment = wanted === undefined ? onlyOne(able) : able.find(({ name }) => name === wanted);
  if (deployment !== undefined) return { file, deployment };
  if (wanted === undefined)
    throw new Failure(
      'wrong-use',
      'which-one',
      `the local cloud has several: ${names}`,
      `choose a ${kind} with --as NAME`,
    );
  throw new Failure(
    'wrong-use',
    'unknown-deployment',
    `the local cloud has no ${kind} ${wanted}`,
    `use one of: ${names}`,
  );
}

const onlyOne = (able: readonly Deployed[]): Deployed | undefined => (able.length === 1 ? able[0] : undefined);

function connectionOf(file: EndpointFile, { people, region, name }: Deployed, role: string): Connection {
  const person = people[role];
  if (person === undefined)
    throw new Failure('wrong-use', 'unknown-role', `${name} has no role ${role}`, 'start the local cloud again');
  const { accessKeyId, secretAccessKey } = person;
  return { endpoint: file.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** A name that the running cloud must have: an older cloud may lack it. */
function named(names: Readonly<Record<string, string>>, name: string): string {
  const found = names[name];
  if (found !== undefined) return found;
  throw new Failure('wrong-use', 'older-cloud', `the local cloud has no ${name}`, 'stop it and start it again');
}

function localProvider({ name, accountId, region, buckets, keys, web }: Deployed): ProviderSettings {
  const bucket = (short: string) => named(buckets, short);
  return {
    provider: ProviderId.parse(name),
    name,
    accountId,
    region,
    buckets: {
      inbox: bucket('inbox'),
      extracts: bucket('extracts'),
      register: bucket('register'),
      ledger: bucket('ledger'),
      jobs: bucket('jobs'),
      releases: bucket('releases'),
      reports: bucket('reports'),
    },
    keys: { release: named(keys, 'release'), approval: named(keys, 'approval'), exchange: named(keys, 'exchange') },
    nextReleaseKey: keys['next-release'],
    municipalityKeyPolicy: undefined,
    reportBaseUrl: named(web, 'show-result'),
    mailFrom: 'resultaten@vroegzicht.example',
    mailContact: 'onderzoek@vroegzicht.example',
    twoPersonRule: false,
    approverKeys: [],
  };
}

function localResearcher(file: EndpointFile, deployment: Deployed): ResearcherSettings {
  const { name, accountId, region, buckets, keys, people } = deployment;
  const providers = file.deployments.filter(({ queues }) => Object.hasOwn(queues, 'tasks'));
  return {
    researcher: ResearcherId.parse(name),
    name,
    accountId,
    region,
    senderId: people['task-sender']?.senderId ?? '',
    buckets: { inbox: named(buckets, 'inbox') },
    keys: { task: named(keys, 'task') },
    providers: Object.fromEntries(
      providers.map((each) => [ProviderId.parse(each.name), { tasksQueueUrl: named(each.queues, 'tasks') }] as const),
    ),
  };
}

function otherRole(found: string, wanted: string): Failure {
  return new Failure(
    'wrong-use',
    'other-role',
    `the configuration is that of a ${found}, the command is for a ${wanted}`,
    `give the configuration of the ${wanted} with --config FILE`,
  );
}
