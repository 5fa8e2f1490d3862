import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Clock } from '../ports.ts';
import { publicKeyFromSpki } from '../signing/keys.ts';
import type { Deployment, KeyDefinition } from './deployment.ts';
import { defaultPolicy } from './kms/admin-operations.ts';
import { type KeyStore, type KmsKey, openKeyStore, usageOf } from './kms/key-store.ts';
import { publicKeyOf } from './kms/signatures.ts';
import { bucketName, deadLetterName, localName } from './names.ts';
import { type Bucket, openBucket } from './s3/bucket.ts';
import { openMessageStore } from './sqs/message-store.ts';
import { openQueue, type Queue } from './sqs/queue.ts';

/** What the deployments own, opened over the state directory. Buckets by name, queues by `account/name`. */
export type Resources = {
  readonly keys: KeyStore;
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly deadLetterQueues: readonly Queue[];
  readonly keyOf: (deployment: Deployment, purpose: string) => KmsKey;
  readonly queueOf: (deployment: Deployment, name: string) => Queue;
};

/** Opens keys, buckets and queues of the deployments, making what does not exist yet. */
export function openResources(deployments: readonly Deployment[], directory: string, clock: Clock): Resources {
  const keys = openKeyStore(join(directory, 'keys'), clock);
  for (const deployment of deployments)
    for (const definition of deployment.keys) ensureKey(keys, deployment, definition);
  const keyOf = (deployment: Deployment, purpose: string): KmsKey =>
    keys.find(aliasOf(deployment, purpose), deployment);
  const buckets = deployments.flatMap((deployment) =>
    deployment.buckets.map((definition) => {
      const name = bucketName(deployment, definition.name);
      const { accountId, region } = deployment;
      const defaultKeyArn = definition.key === undefined ? undefined : keyOf(deployment, definition.key).arn;
      return openBucket(
        definition,
        { bucketName: name, accountId, region, defaultKeyArn },
        join(directory, 'objects', name),
      );
    }),
  );
  const pairs = deployments.flatMap((deployment) => openQueues(deployment, directory, clock));
  const queues = new Map(pairs.flatMap(({ queue, deadLetters }) => [keyed(queue), keyed(deadLetters)]));
  return {
    keys,
    keyOf,
    buckets: new Map(buckets.map((bucket) => [bucket.name, bucket])),
    queues,
    deadLetterQueues: pairs.map(({ deadLetters }) => deadLetters),
    queueOf: (deployment, name) => {
      const queue = queues.get(`${deployment.accountId}/${localName(deployment, name)}`);
      if (queue === undefined) throw new Error(`no queue ${name} in deployment ${deployment.name}`);
      return queue;
    },
  };
}

/** The public half of a signing key as a key set in JSON, as functions get it in their environment. */
export function keySetText(key: KmsKey): string {
  return JSON.stringify({ keys: [publicKeyFromSpki(publicKeyOf(key))] });
}

/** The alias of the key for a purpose, as `cdk/` names it. */
export function aliasOf(deployment: Deployment, purpose: string): string {
  const alias = deployment.keys.find((key) => key.purpose === purpose)?.alias ?? purpose;
  return `alias/${localName(deployment, alias)}`;
}

function ensureKey(keys: KeyStore, deployment: Deployment, definition: KeyDefinition): void {
  const { purpose, spec, keyId, policy = defaultPolicy(deployment.accountId) } = definition;
  const { accountId, region } = deployment;
  const alias = aliasOf(deployment, purpose);
  const present = keys.ofAccount(accountId).find(({ aliases }) => aliases.includes(alias));
  if (present !== undefined) return refresh(keys, present, definition);
  const usage = usageOf(spec);
  const description = `Vroegzicht ${purpose}`;
  const key = keys.create({ accountId, region, keyId, spec, usage, description, policy, tags: {} });
  keys.update({ ...key, aliases: [alias] });
}

/** A later deployment changes the policy of a key, never the key. */
function refresh(keys: KeyStore, present: KmsKey, { purpose, keyId, policy }: KeyDefinition): void {
  if (keyId !== undefined && keyId !== present.keyId)
    throw new Failure(
      'wrong-use',
      'older-state',
      `the state directory holds another ${purpose} key than the templates name`,
      'remove the state directory, .vroegzicht by default, and start again',
    );
  if (policy !== undefined && policy !== present.policy) keys.update({ ...present, policy });
}

const keyed = (queue: Queue) => [`${queue.accountId}/${queue.settings.name}`, queue] as const;

function openQueues(deployment: Deployment, directory: string, clock: Clock) {
  const open = (name: string, settings: { visibilityTimeoutSeconds: number; maximumReceives: number }, dead?: Queue) =>
    openQueue(
      { ...settings, name },
      {
        owner: deployment,
        store: openMessageStore(join(directory, 'queues', deployment.accountId, name)),
        deadLetterQueue: () => dead,
        now: () => clock().getTime(),
      },
    );
  return deployment.queues.map((definition) => {
    const keep = { visibilityTimeoutSeconds: 30, maximumReceives: Number.POSITIVE_INFINITY };
    const deadLetters = open(deadLetterName(deployment, definition.name), keep);
    return { deadLetters, queue: open(localName(deployment, definition.name), definition, deadLetters) };
  });
}
