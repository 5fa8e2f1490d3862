import * as z from 'zod';
import type { Guard, RequestContext } from '../authorisation.ts';
import { AwsError } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import type { KeyStore, KmsKey } from './key-store.ts';

/** What an operation works with: who calls, the keys, the policies, the present. */
export type KmsCall = {
  readonly principal: Principal;
  readonly keys: KeyStore;
  readonly guard: Guard;
  readonly now: Date;
};

/** An operation of KMS: parses its own input and returns what the API returns, in JSON. */
export type KmsOperation = (input: unknown, call: KmsCall) => Readonly<Record<string, unknown>>;

/** Makes an operation from the schema of its input; input that does not fit is a `ValidationException`. */
export function operation<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.infer<Schema>, call: KmsCall) => Readonly<Record<string, unknown>>,
): KmsOperation {
  return (input, call) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data, call);
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new AwsError('ValidationException', 400, `the local KMS cannot take this input at '${where}'`);
  };
}

/** Finds a key and asks the policies for `kms:<action>` on it, before anything is told about its state. */
export function authorisedKey(reference: string, call: KmsCall, action: string, context: RequestContext = {}): KmsKey {
  const key = call.keys.find(reference, call.principal);
  call.guard({
    principal: call.principal,
    action: `kms:${action}`,
    resource: key.arn,
    resourceAccount: key.accountId,
    context: { ...keyContext(key), ...context },
    keyPolicy: key.policy,
  });
  return key;
}

/** Condition keys that describe a KMS key. */
function keyContext(key: KmsKey): RequestContext {
  const tags = Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value] as const);
  const aliases = key.aliases.length === 0 ? {} : { 'kms:ResourceAliases': key.aliases };
  return { 'kms:KeySpec': key.spec, 'kms:KeyUsage': key.usage, ...aliases, ...Object.fromEntries(tags) };
}

/** Bytes on the wire are base64. */
export const Bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** Bytes for the wire. */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A reference to a key. */
export const KeyReference = z.string().min(1).max(2048);
