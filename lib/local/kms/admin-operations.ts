import * as z from 'zod';
import type { RequestContext } from '../authorisation.ts';
import { AwsError } from '../aws-error.ts';
import { KmsKey, type NewKey, usageOf } from './key-store.ts';
import { authorisedKey, KeyReference, type KmsCall, type KmsOperation, operation } from './operation.ts';

const Tags = z.array(z.strictObject({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) })).default([]);
const Policy = z.string().min(1).max(32_768).refine(isJson, 'a policy is JSON');

const CreateKeyInput = z.strictObject({
  KeySpec: KmsKey.shape.spec.default('SYMMETRIC_DEFAULT'),
  KeyUsage: KmsKey.shape.usage.optional(),
  Description: z.string().max(8192).default(''),
  Policy: Policy.optional(),
  Tags,
  BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  Origin: z.literal('AWS_KMS').optional(),
  MultiRegion: z.literal(false).optional(),
});
const KeyInput = z.strictObject({ KeyId: KeyReference });
const DeletionInput = KeyInput.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) });
const TagInput = KeyInput.extend({ Tags });
const AliasInput = z.strictObject({
  AliasName: z.string().regex(/^alias\/[a-zA-Z0-9/_-]{1,240}$/),
  TargetKeyId: KeyReference,
});
const PolicyName = z.literal('default').optional();

/** Making, describing, disabling and deleting keys. */
export const adminOperations: Readonly<Record<string, KmsOperation>> = {
  CreateKey: operation(CreateKeyInput, createKey),
  DescribeKey: operation(KeyInput, ({ KeyId }, call) => ({
    KeyMetadata: metadata(authorisedKey(KeyId, call, 'DescribeKey')),
  })),
  ListKeys: operation(z.strictObject({ Limit: z.int().optional() }), (_input, call) => {
    guardAccount(call, 'ListKeys');
    const keys = call.keys.ofAccount(call.principal.accountId);
    return { Keys: keys.map((key) => ({ KeyId: key.keyId, KeyArn: key.arn })), Truncated: false };
  }),
  EnableKey: operation(KeyInput, ({ KeyId }, call) => changeState(KeyId, call, 'Enabled')),
  DisableKey: operation(KeyInput, ({ KeyId }, call) => changeState(KeyId, call, 'Disabled')),
  ScheduleKeyDeletion: operation(DeletionInput, (input, call) => {
    const key = requireNotPending(authorisedKey(input.KeyId, call, 'ScheduleKeyDeletion'));
    const due = new Date(call.now.getTime() + input.PendingWindowInDays * 86_400_000);
    call.keys.update({ ...key, state: 'PendingDeletion', deletionDate: due.toISOString() });
    const { PendingWindowInDays } = input;
    return { KeyId: key.arn, KeyState: 'PendingDeletion', DeletionDate: toEpoch(due), PendingWindowInDays };
  }),
  CancelKeyDeletion: operation(KeyInput, ({ KeyId }, call) => {
    const { deletionDate, ...key } = authorisedKey(KeyId, call, 'CancelKeyDeletion');
    if (deletionDate === undefined)
      throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is not pending deletion.`);
    call.keys.update({ ...key, state: 'Disabled' });
    return { KeyId: key.arn };
  }),
  TagResource: operation(TagInput, ({ KeyId, Tags }, call) => {
    const key = requireNotPending(authorisedKey(KeyId, call, 'TagResource', tagContext(Tags)));
    call.keys.update({ ...key, tags: { ...key.tags, ...toTags(Tags) } });
    return {};
  }),
  ListResourceTags: operation(KeyInput.extend({ Limit: z.int().optional() }), ({ KeyId }, call) => {
    const key = authorisedKey(KeyId, call, 'ListResourceTags');
    const pairs = Object.entries(key.tags);
    return { Tags: pairs.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false };
  }),
  GetKeyPolicy: operation(KeyInput.extend({ PolicyName }), ({ KeyId }, call) => ({
    Policy: authorisedKey(KeyId, call, 'GetKeyPolicy').policy,
    PolicyName: 'default',
  })),
  PutKeyPolicy: operation(
    KeyInput.extend({ PolicyName, Policy, BypassPolicyLockoutSafetyCheck: z.boolean().optional() }),
    ({ KeyId, Policy }, call) => {
      call.keys.update({ ...authorisedKey(KeyId, call, 'PutKeyPolicy'), policy: Policy });
      return {};
    },
  ),
  CreateAlias: operation(AliasInput, ({ AliasName, TargetKeyId }, call) => {
    const key = authorisedKey(TargetKeyId, call, 'CreateAlias');
    if (call.keys.ofAccount(key.accountId).some((other) => other.aliases.includes(AliasName)))
      throw new AwsError('AlreadyExistsException', 400, `An alias with the name ${AliasName} already exists`);
    call.keys.update({ ...key, aliases: [...key.aliases, AliasName] });
    return {};
  }),
};

function createKey(input: z.infer<typeof CreateKeyInput>, call: KmsCall) {
  const usage = input.KeyUsage ?? usageOf(input.KeySpec);
  if (usage !== usageOf(input.KeySpec))
    throw new AwsError('ValidationException', 400, `KeyUsage ${usage} is not compatible with KeySpec ${input.KeySpec}`);
  const context = { 'kms:KeySpec': input.KeySpec, 'kms:KeyUsage': usage, ...tagContext(input.Tags) };
  guardAccount(call, 'CreateKey', context);
  const { accountId, region } = call.principal;
  const definition: NewKey = {
    accountId,
    region,
    spec: input.KeySpec,
    usage,
    description: input.Description,
    policy: input.Policy ?? defaultPolicy(accountId),
    tags: toTags(input.Tags),
  };
  return { KeyMetadata: metadata(call.keys.create(definition)) };
}

/** The policy KMS gives a key without one: the account's own policies decide. */
export function defaultPolicy(accountId: string): string {
  const principal = { AWS: `arn:aws:iam::${accountId}:root` };
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: principal,
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function changeState(reference: string, call: KmsCall, state: 'Enabled' | 'Disabled') {
  const key = requireNotPending(authorisedKey(reference, call, state === 'Enabled' ? 'EnableKey' : 'DisableKey'));
  call.keys.update({ ...key, state });
  return {};
}

function requireNotPending(key: KmsKey): KmsKey {
  if (key.state === 'PendingDeletion')
    throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is pending deletion.`);
  return key;
}

function guardAccount({ principal, guard }: KmsCall, action: string, context: RequestContext = {}) {
  guard({ principal, action: `kms:${action}`, resource: '*', resourceAccount: principal.accountId, context });
}

function metadata(key: KmsKey) {
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: toEpoch(new Date(key.createdAt)),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.state,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...(key.deletionDate === undefined ? {} : { DeletionDate: toEpoch(new Date(key.deletionDate)) }),
  };
}

/** Condition keys of the tags that a request brings. */
function tagContext(tags: z.infer<typeof Tags>): RequestContext {
  const pairs = tags.map(({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, TagValue] as const);
  return { ...Object.fromEntries(pairs), 'aws:TagKeys': tags.map(({ TagKey }) => TagKey) };
}

const toEpoch = (date: Date): number => date.getTime() / 1000;

const toTags = (tags: z.infer<typeof Tags>): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
