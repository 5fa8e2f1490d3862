import type { Place } from './names.ts';
import type { ReleaseKeys } from './release-keys.ts';

/** A bucket with what the product relies on. `key` is the purpose of its own key; short names are those of cdk/. */
export type BucketDefinition = {
  readonly name: string;
  readonly versioned: boolean;
  readonly key: string | undefined;
  /** Objects whose keys end so are written only under a key that the request names. */
  readonly namedKeySuffix?: string;
  /** Object Lock: for so long no version can be removed. */
  readonly retentionDays?: number;
  readonly notifications: readonly NotificationDefinition[];
};

/** Objects created under `prefix` are told to a queue of the same deployment. */
type NotificationDefinition = { readonly prefix: string; readonly queue: string };

/** A standard queue; a message received more than `maximumReceives` times goes to its dead-letter queue. */
export type QueueDefinition = {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly maximumReceives: number;
};

/**
 * A KMS key that exists from the start, known by the purpose in its alias. A key of a template brings its id, as the
 * policies name it, and its own policy.
 */
export type KeyDefinition = {
  readonly purpose: string;
  /** Short name in its alias; without it the purpose. A later generation of a key has another alias. */
  readonly alias?: string;
  readonly spec: 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256' | 'HMAC_256' | 'RSA_2048';
  readonly keyId?: string;
  readonly policy?: string;
};

/** A value of a function's environment; what exists only at run time is named here and resolved at the start. */
export type EnvironmentValue =
  | string
  | { readonly bucketNameOf: string }
  | { readonly keyArnOf: string }
  | { readonly keySetOf: string }
  | { readonly webUrlOf: string };

/** What makes a function run: a queue, or a visitor. */
export type Trigger =
  | { readonly kind: 'queue'; readonly queue: string; readonly batchSize: number }
  | { readonly kind: 'web' };

/** A Lambda function: `file` is a module that exports `handler`, imported unchanged in a thread of its own. */
export type FunctionDefinition = {
  readonly name: string;
  readonly file: URL;
  readonly trigger: Trigger;
  readonly environment: Readonly<Record<string, EnvironmentValue>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly instances: number;
};

/**
 * Everything of one account, as plain data: what cdk/ deploys for a party of this kind. Each function runs as the role
 * of its name.
 */
export type Deployment = Place & {
  readonly name: string;
  readonly kind: 'provider' | 'researcher';
  readonly buckets: readonly BucketDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly keys: readonly KeyDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly roles: readonly string[];
  /** Those of the roles that people take, whose credentials the endpoint file gives. */
  readonly people: readonly string[];
  /** Of a provider whose release key changes. */
  readonly releaseKeys?: ReleaseKeys;
};
