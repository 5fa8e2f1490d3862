import * as z from 'zod';
import { type MunicipalityKeyRequest, municipalityKeyPolicy } from '../../cdk/provider/municipality-key-policy.ts';
import type { ProviderSettings, ResearcherSettings } from '../../cdk/settings.ts';
import { Failure } from '../failure.ts';
import { bucketName, localName } from '../local/names.ts';

/** What `cdk deploy --outputs-file` writes: outputs by the name of their stack. */
export const Outputs = z.record(z.string(), z.record(z.string(), z.string()));
export type Outputs = z.infer<typeof Outputs>;

/** What the outputs do not say: the organisation's name, and by which AWS profile each role is taken. */
type Facts = { readonly name: string; readonly profiles: Readonly<Record<string, string>> };

type Place = { readonly accountId: string; readonly region: string; readonly stage: string };

const domains = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-eusc', 'amazonaws.eu'],
]);

/** Partition and domain of AWS in which a key lives. */
function partitionOf(keyArn: string): { readonly partition: string; readonly domain: string } {
  const partition = keyArn.split(':')[1] ?? '';
  const domain = domains.get(partition);
  if (domain !== undefined) return { partition, domain };
  throw new Failure(
    'wrong-use',
    'unknown-partition',
    `the outputs are of partition ${partition || 'without a name'}`,
    `use the outputs of a deployment in one of: ${[...domains.keys()].join(', ')}`,
  );
}

function output(outputs: Outputs, stackName: string, name: string): string {
  const value = outputs[stackName]?.[name];
  if (value !== undefined) return value;
  throw new Failure(
    'wrong-use',
    'no-output',
    `the outputs have no ${name} of stack ${stackName}`,
    'give the file that `npx cdk deploy --all --outputs-file FILE` wrote for this stage',
  );
}

/** `vroegzicht.config.json` of a provider as its stacks were deployed, before the schema of configurations checks it. */
export function providerConfiguration(
  settings: ProviderSettings,
  outputs: Outputs,
  facts: Facts & { readonly twoPersonRule: boolean; readonly policyFile: string },
) {
  const key = (name: string): string => output(outputs, localName(settings, 'provider-data'), name);
  const names = ['inbox', 'extracts', 'register', 'ledger', 'jobs', 'releases', 'reports'];
  return {
    schema: 'vroegzicht-config/1',
    role: 'provider',
    provider: settings.providerId,
    name: facts.name,
    accountId: settings.accountId,
    region: settings.region,
    buckets: Object.fromEntries(names.map((name) => [name, bucketName(settings, name)])),
    keys: { release: key('ReleaseKeyArn'), approval: key('ApprovalKeyArn'), exchange: key('ExchangeKeyArn') },
    municipalityKeyPolicyFile: facts.policyFile,
    reportBaseUrl: `https://${settings.reports.domain}`,
    mailFrom: settings.mail.from,
    mailContact: settings.mail.contact,
    twoPersonRule: facts.twoPersonRule,
    approverKeys: settings.approverKeys,
    profiles: facts.profiles,
  };
}

/** The policy that each municipality's key gets; `{municipality}` in it stands for the code. */
export function municipalityKeyPolicyOf(settings: ProviderSettings, outputs: Outputs) {
  const { partition, domain } = partitionOf(output(outputs, localName(settings, 'provider-data'), 'ReleaseKeyArn'));
  const { accountId, region } = settings;
  const request: MunicipalityKeyRequest = {
    accountArn: `arn:${partition}:iam::${accountId}:root`,
    municipality: '{municipality}',
    extractsBucketArn: `arn:${partition}:s3:::${bucketName(settings, 'extracts')}`,
    s3Service: `s3.${region}.${domain}`,
    roleArn: (name) => `arn:${partition}:iam::${accountId}:role/${localName(settings, name)}`,
  };
  return municipalityKeyPolicy(request);
}

/** `vroegzicht.config.json` of a researcher as its stack was deployed, before the schema of configurations checks it. */
export function researcherConfiguration(
  settings: ResearcherSettings,
  outputs: Outputs,
  facts: Facts & { readonly senderId: string },
) {
  const stack = localName(settings, 'researcher');
  const task = output(outputs, stack, 'TaskKeyArn');
  const { domain } = partitionOf(task);
  const queueUrl = (place: Place): string =>
    `https://sqs.${place.region}.${domain}/${place.accountId}/${localName(place, 'tasks')}`;
  return {
    schema: 'vroegzicht-config/1',
    role: 'researcher',
    researcher: settings.researcherId,
    name: facts.name,
    accountId: settings.accountId,
    region: settings.region,
    senderId: facts.senderId,
    buckets: { inbox: output(outputs, stack, 'InboxBucket') },
    keys: { task },
    providers: Object.fromEntries(
      settings.providers.map((provider) => [provider.id, { tasksQueueUrl: queueUrl(provider) }]),
    ),
    profiles: facts.profiles,
  };
}
