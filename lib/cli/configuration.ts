import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../failure.ts';
import { ProviderId, ResearcherId } from '../protocol/identifiers.ts';
import { PublicKey } from '../protocol/register.ts';

const Bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name has 3 to 63 lower-case characters');
const KeyArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'a key is given by its full ARN');
const common = {
  schema: z.literal('vroegzicht-config/1'),
  accountId: z.string().regex(/^\d{12}$/, 'an account id has twelve digits'),
  region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'a Region looks like eu-central-1'),
};

/** Profiles of the AWS configuration by which a command takes a role; without one it takes the credentials of the process. */
const profiles = <const Roles extends readonly [string, ...string[]]>(roles: Roles) =>
  z
    .partialRecord(z.enum(roles), z.string().regex(/^[\w.@+=,-]{1,120}$/, 'a profile is a name of ~/.aws/config'))
    .default({});

/** What a provider's commands must know of its deployment on AWS; names and ARNs only, no credentials. */
export const ProviderConfiguration = z.strictObject({
  ...common,
  role: z.literal('provider'),
  provider: ProviderId,
  name: z.string().min(1).max(120),
  buckets: z.strictObject({
    inbox: Bucket,
    extracts: Bucket,
    register: Bucket,
    ledger: Bucket,
    jobs: Bucket,
    releases: Bucket,
    reports: Bucket,
  }),
  keys: z.strictObject({ release: KeyArn, approval: KeyArn, exchange: KeyArn }),
  /** JSON file with the key policy of a municipality; `{municipality}` in it stands for the code. */
  municipalityKeyPolicyFile: z.string().min(1).max(400),
  reportBaseUrl: z.url(),
  mailFrom: z.email(),
  mailContact: z.email(),
  twoPersonRule: z.boolean().default(false),
  /** Public keys under which an approval counts, beside the present one: as in the settings of the deployment. */
  approverKeys: z.array(PublicKey).max(10).default([]),
  profiles: profiles(['provider-admin', 'approver']),
});
export type ProviderConfiguration = z.infer<typeof ProviderConfiguration>;

/** What a researcher's commands must know: the own inbox and key, and the queue of each provider. */
export const ResearcherConfiguration = z.strictObject({
  ...common,
  role: z.literal('researcher'),
  researcher: ResearcherId,
  name: z.string().min(1).max(120),
  senderId: z.string().min(1).max(200),
  buckets: z.strictObject({ inbox: Bucket }),
  keys: z.strictObject({ task: KeyArn }),
  providers: z.record(ProviderId, z.strictObject({ tasksQueueUrl: z.url() })),
  profiles: profiles(['task-sender', 'researcher']),
});
export type ResearcherConfiguration = z.infer<typeof ResearcherConfiguration>;

/** Either kind of configuration. */
export const Configuration = z.discriminatedUnion('role', [ProviderConfiguration, ResearcherConfiguration]);
export type Configuration = z.infer<typeof Configuration>;

/** Name of the configuration file that commands look for in the current folder. */
export const configurationName = 'vroegzicht.config.json';

/** Reads `vroegzicht.config.json`, or the file named by `--config`; undefined when there is none and none was named. */
export async function readConfiguration(directory: string, named?: string): Promise<Configuration | undefined> {
  const path = resolve(directory, named ?? configurationName);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined && named === undefined) return undefined;
  if (text === undefined)
    throw new Failure('wrong-use', 'no-configuration', `there is no file ${path}`, 'give the path of a configuration');
  const parsed = Configuration.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`);
  throw new Failure(
    'wrong-use',
    'bad-configuration',
    `${path} is no configuration of the commands\n  ${places.join('\n  ')}`,
    'correct these places; docs/OPERATIONS.md shows both kinds of file',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
