import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../../ports.ts';
import { AwsError } from '../aws-error.ts';
import { stateFile } from '../state-file.ts';

/** A key with its material: PKCS#8 for pairs, raw bytes otherwise, in base64. Kept on disk as it is: local only. */
export const KmsKey = z.strictObject({
  keyId: z.uuid(),
  arn: z.string(),
  accountId: z.string(),
  createdAt: z.iso.datetime(),
  spec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256', 'HMAC_256', 'RSA_2048']),
  usage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC']),
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
  deletionDate: z.iso.datetime().optional(),
  description: z.string(),
  policy: z.string(),
  tags: z.record(z.string(), z.string()),
  aliases: z.array(z.string()),
  material: z.string(),
});
export type KmsKey = z.infer<typeof KmsKey>;

/** What a new key is made of. */
export type NewKey = Pick<KmsKey, 'spec' | 'usage' | 'description' | 'policy' | 'tags'> & {
  readonly accountId: string;
  readonly region: string;
  readonly keyId?: string | undefined;
};

/** The keys of all accounts. `find` takes a key id, key ARN, alias name or alias ARN, as KMS does. */
export type KeyStore = {
  readonly create: (key: NewKey) => KmsKey;
  readonly find: (reference: string, account: { readonly accountId: string }) => KmsKey;
  readonly update: (key: KmsKey) => void;
  readonly arnOfId: (keyId: string) => string | undefined;
  readonly ofAccount: (accountId: string) => readonly KmsKey[];
};

/** Opens the keys kept in `directory`. A key whose waiting period is over is destroyed, here and on any later use. */
export function openKeyStore(directory: string, clock: Clock): KeyStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fileOf = (keyId: string): string => join(directory, `${keyId}.json`);
  const stored = readdirSync(directory).filter((name) => name.endsWith('.json'));
  const keys = new Map(
    stored.map((name) => KmsKey.parse(stateFile(join(directory, name)).read())).map((key) => [key.keyId, key]),
  );
  const update = (key: KmsKey): void => {
    stateFile(fileOf(key.keyId)).write(key);
    keys.set(key.keyId, key);
  };
  const destroyDue = (): void => {
    const now = clock().toISOString();
    for (const key of keys.values()) {
      if (key.deletionDate === undefined || key.deletionDate > now) continue;
      keys.delete(key.keyId);
      rmSync(fileOf(key.keyId), { force: true });
    }
  };
  const living = (): readonly KmsKey[] => {
    destroyDue();
    return [...keys.values()];
  };
  return {
    create: (definition) => {
      const key = createKey(definition, clock());
      if (keys.has(key.keyId)) throw new Error(`key ${key.keyId} exists already`);
      update(key);
      return key;
    },
    find: (reference, account) => {
      const key = living().find((key) => refersTo(reference, key, account.accountId));
      if (key === undefined) throw new AwsError('NotFoundException', 400, `Key '${reference}' does not exist`);
      return key;
    },
    update,
    arnOfId: (keyId) => living().find((key) => key.keyId === keyId)?.arn,
    ofAccount: (accountId) => living().filter((key) => key.accountId === accountId),
  };
}

function createKey(definition: NewKey, now: Date): KmsKey {
  const { region, ...rest } = definition;
  const keyId = definition.keyId ?? randomUUID();
  return {
    ...rest,
    keyId,
    arn: `arn:aws:kms:${region}:${definition.accountId}:key/${keyId}`,
    createdAt: now.toISOString(),
    state: 'Enabled',
    aliases: [],
    material: createMaterial(definition.spec).toString('base64'),
  };
}

function createMaterial(spec: KmsKey['spec']): Buffer {
  if (spec === 'SYMMETRIC_DEFAULT' || spec === 'HMAC_256') return randomBytes(32);
  const { privateKey } =
    spec === 'ECC_NIST_P256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'der' });
}

/** A bare id or alias is looked up in the caller's own account; an ARN may name another's. */
function refersTo(reference: string, key: KmsKey, accountId: string): boolean {
  const prefix = key.arn.slice(0, key.arn.indexOf('key/'));
  if (reference === key.arn || key.aliases.some((alias) => reference === `${prefix}${alias}`)) return true;
  return key.accountId === accountId && (reference === key.keyId || key.aliases.includes(reference));
}

/** The usage KMS gives a key of this spec when the request names none but can have only one. */
export function usageOf(spec: KmsKey['spec']): KmsKey['usage'] {
  if (spec === 'ECC_NIST_P256') return 'SIGN_VERIFY';
  return spec === 'HMAC_256' ? 'GENERATE_VERIFY_MAC' : 'ENCRYPT_DECRYPT';
}

/** Throws what KMS answers when a key cannot be used now, or not for this. */
export function requireUsable(key: KmsKey, usage: KmsKey['usage']): void {
  if (key.state === 'PendingDeletion')
    throw new AwsError('KMSInvalidStateException', 400, `${key.arn} is pending deletion.`);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', 400, `${key.arn} is disabled.`);
  if (key.usage !== usage)
    throw new AwsError('InvalidKeyUsageException', 400, `${key.arn} key usage is ${key.usage}, not ${usage}.`);
}
