import { join } from 'node:path';
import { environmentNames } from '../environment.ts';
import type { Deployment, EnvironmentValue, FunctionDefinition } from './deployment.ts';
import type { Identities, Identity } from './identities.ts';
import { bucketName, localName } from './names.ts';
import { keySetText, type Resources } from './resources.ts';

/** Where values that exist only at run time come from. */
export type EnvironmentSources = {
  readonly resources: Resources;
  readonly identities: Identities;
  readonly endpoint: string;
  readonly directory: string;
  readonly workDirectory: string;
  readonly webUrl: (deployment: string, name: string) => string;
};

/** The whole environment of a function, which answers at once here: its own values, its role's credentials and the endpoint; nothing of this process. */
export function functionEnvironment(
  deployment: Deployment,
  definition: FunctionDefinition,
  sources: EnvironmentSources,
): Readonly<Record<string, string>> {
  const identity = sources.identities.ofRole(deployment.name, definition.name);
  const own = Object.entries(definition.environment).map(
    ([name, value]) => [name, resolveValue(value, deployment, sources)] as const,
  );
  return {
    ...sdkEnvironment(identity, sources.endpoint, sources.directory),
    AWS_LAMBDA_FUNCTION_NAME: localName(deployment, definition.name),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    TMPDIR: sources.workDirectory,
    [environmentNames.workDirectory]: sources.workDirectory,
    [environmentNames.memoryMegabytes]: String(definition.memoryMegabytes),
    [environmentNames.answerEverySeconds]: '0',
    ...Object.fromEntries(own),
  };
}

/** Variables by which the SDK finds the local cloud and its role, and no profile of the person at this machine. */
function sdkEnvironment(
  { principal, credentials }: Identity,
  endpoint: string,
  directory: string,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: principal.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(directory, 'no-profiles'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'no-profiles'),
  };
}

function resolveValue(value: EnvironmentValue, deployment: Deployment, sources: EnvironmentSources): string {
  if (typeof value === 'string') return value;
  if ('bucketNameOf' in value) return bucketName(deployment, value.bucketNameOf);
  if ('keyArnOf' in value) return sources.resources.keyOf(deployment, value.keyArnOf).arn;
  if ('keySetOf' in value) return keySetText(sources.resources.keyOf(deployment, value.keySetOf));
  return sources.webUrl(deployment.name, value.webUrlOf);
}
