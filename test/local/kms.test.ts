import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateMacCommand,
  GetKeyPolicyCommand,
  GetPublicKeyCommand,
  type KeySpec,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  VerifyCommand,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import { rawSignature } from '../../lib/signing/der.ts';
import { clientsOf, refusalOf } from './clients.ts';
import { exampleDeployment } from './example-deployment.ts';

let cloud: LocalCloud;
let kms: ReturnType<typeof clientsOf>['kms'];
let now = new Date();

beforeAll(async () => {
  const there = exampleDeployment({ name: 'there', accountId: '222222222222' });
  cloud = await startLocalCloud({ deployments: [exampleDeployment(), there], clock: () => now });
  kms = clientsOf(cloud).kms;
});
afterAll(() => cloud.stop());

async function createKey(KeySpec: KeySpec, more = {}): Promise<string> {
  const usage = { ECC_NIST_P256: 'SIGN_VERIFY', HMAC_256: 'GENERATE_VERIFY_MAC' } as const;
  const KeyUsage = KeySpec === 'ECC_NIST_P256' || KeySpec === 'HMAC_256' ? usage[KeySpec] : 'ENCRYPT_DECRYPT';
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage, ...more }));
  return KeyMetadata?.Arn ?? '';
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const message = bytes('one release, canonical');
const digest = new Uint8Array(createHash('sha256').update(message).digest());

describe('signatures', () => {
  test.each(['RAW', 'DIGEST'] as const)(
    'a %s signature is true DER that other software verifies',
    async (MessageType) => {
      const KeyId = await createKey('ECC_NIST_P256');
      const { PublicKey, KeySpec } = await kms.send(new GetPublicKeyCommand({ KeyId }));
      const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
      expect(KeySpec).toBe('ECC_NIST_P256');
      for (let turn = 0; turn < 40; turn += 1) {
        const Message = MessageType === 'RAW' ? message : digest;
        const input = { KeyId, Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' } as const;
        const { Signature = bytes('') } = await kms.send(new SignCommand(input));
        expect(verify('sha256', message, key, Signature)).toBe(true);
        expect(verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, rawSignature(Signature))).toBe(true);
        expect(await kms.send(new VerifyCommand({ ...input, Signature }))).toMatchObject({ SignatureValid: true });
        Signature[Signature.length - 1] = (Signature[Signature.length - 1] ?? 0) ^ 1;
        expect(await refusalOf(kms.send(new VerifyCommand({ ...input, Signature })))).toEqual({
          name: 'KMSInvalidSignatureException',
          status: 400,
        });
      }
    },
  );

  test('a message over 4,096 bytes, and a digest that is none, are refused', async () => {
    const KeyId = await createKey('ECC_NIST_P256');
    const sign = (Message: Uint8Array, MessageType: 'RAW' | 'DIGEST') =>
      kms.send(new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' }));
    await sign(new Uint8Array(4096), 'RAW');
    expect(await refusalOf(sign(new Uint8Array(4097), 'RAW'))).toEqual({ name: 'ValidationException', status: 400 });
    expect(await refusalOf(sign(message, 'DIGEST'))).toEqual({ name: 'ValidationException', status: 400 });
  });

  test('a message authentication code depends on key and message', async () => {
    const [first, second] = [await createKey('HMAC_256'), await createKey('HMAC_256')];
    const mac = async (KeyId: string, Message: Uint8Array) => {
      const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }));
      return Buffer.from(Mac ?? []).toString('hex');
    };
    const codes = [
      await mac(first, message),
      await mac(first, message),
      await mac(second, message),
      await mac(first, digest),
    ];
    expect(codes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(codes).size).toBe(3);
    const check = (Mac: Uint8Array) =>
      kms.send(new VerifyMacCommand({ KeyId: first, Message: message, Mac, MacAlgorithm: 'HMAC_SHA_256' }));
    expect(await check(Buffer.from(codes[0] ?? '', 'hex'))).toMatchObject({ MacValid: true });
    expect(await refusalOf(check(Buffer.from(codes[2] ?? '', 'hex')))).toMatchObject({
      name: 'KMSInvalidMacException',
    });
  });
});

describe('encryption', () => {
  test('a data key opens only with its context, and names its key itself', async () => {
    const KeyId = await createKey('SYMMETRIC_DEFAULT');
    const EncryptionContext = { municipality: '0518', purpose: 'extract' };
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));
    const { CiphertextBlob, Plaintext } = made;
    expect(Plaintext).toHaveLength(32);
    const reordered = { purpose: 'extract', municipality: '0518' };
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }));
    expect([opened.KeyId, opened.Plaintext]).toEqual([KeyId, Plaintext]);
    const wrong = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { municipality: '0519' } }));
    expect(await refusalOf(wrong)).toEqual({ name: 'InvalidCiphertextException', status: 400 });
    const changed = Buffer.from(CiphertextBlob ?? []);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const tampered = kms.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext }));
    expect(await refusalOf(tampered)).toMatchObject({ name: 'InvalidCiphertextException' });
    const other = await createKey('SYMMETRIC_DEFAULT');
    const elsewhere = kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: other }));
    expect(await refusalOf(elsewhere)).toMatchObject({ name: 'IncorrectKeyException' });
  });

  test('what is encrypted to the public key of an RSA key comes back by RSA-OAEP-256', async () => {
    const KeyId = await createKey('RSA_2048');
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: message, EncryptionAlgorithm }));
    const { Plaintext } = await kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }));
    expect(Buffer.from(Plaintext ?? []).toString()).toBe(Buffer.from(message).toString());
    const junk = kms.send(new DecryptCommand({ KeyId, CiphertextBlob: new Uint8Array(256), EncryptionAlgorithm }));
    expect(await refusalOf(junk)).toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test.each(['ECC_NIST_P256', 'HMAC_256'] as const)('a %s key does not encrypt', async (spec) => {
    const KeyId = await createKey(spec);
    const call = kms.send(new EncryptCommand({ KeyId, Plaintext: message }));
    expect(await refusalOf(call)).toEqual({ name: 'InvalidKeyUsageException', status: 400 });
  });
});

describe('the life of a key', () => {
  test('a disabled key does nothing', async () => {
    const KeyId = await createKey('HMAC_256');
    await kms.send(new DisableKeyCommand({ KeyId }));
    const call = kms.send(new GenerateMacCommand({ KeyId, Message: message, MacAlgorithm: 'HMAC_SHA_256' }));
    expect(await refusalOf(call)).toEqual({ name: 'DisabledException', status: 400 });
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
  });

  test('a deletion can be cancelled until it is due, and then the key is gone', async () => {
    const KeyId = await createKey('SYMMETRIC_DEFAULT');
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const use = () => refusalOf(kms.send(new EncryptCommand({ KeyId, Plaintext: message })));
    expect(await use()).toEqual({ name: 'KMSInvalidStateException', status: 400 });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await use()).toEqual({ name: 'DisabledException', status: 400 });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const start = now;
    now = new Date(start.getTime() + 8 * 86_400_000);
    const late = new Date(now);
    const { kms: client } = clientsOf(cloud);
    client.config.systemClockOffset = late.getTime() - Date.now();
    const gone = refusalOf(client.send(new DescribeKeyCommand({ KeyId })));
    expect(await gone).toEqual({ name: 'NotFoundException', status: 400 });
    now = start;
  });

  test('a key has tags, a policy and aliases', async () => {
    const KeyId = await createKey('SYMMETRIC_DEFAULT', { Tags: [{ TagKey: 'municipality', TagValue: '0518' }] });
    await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'purpose', TagValue: 'extract' }] }));
    const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    expect(Tags?.map(({ TagValue }) => TagValue)).toEqual(['0518', 'extract']);
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
    expect(await kms.send(new GetKeyPolicyCommand({ KeyId }))).toMatchObject({ Policy });
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/a-municipality', TargetKeyId: KeyId }));
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/a-municipality' }));
    expect(KeyMetadata?.Arn).toBe(KeyId);
    const twice = kms.send(new CreateAliasCommand({ AliasName: 'alias/a-municipality', TargetKeyId: KeyId }));
    expect(await refusalOf(twice)).toEqual({ name: 'AlreadyExistsException', status: 400 });
  });

  test('an account lists its own keys, and reaches those of another by ARN only', async () => {
    const arn = await createKey('SYMMETRIC_DEFAULT');
    const other = clientsOf(cloud, 'person', 'there').kms;
    const { Keys } = await other.send(new ListKeysCommand({}));
    expect(Keys?.map(({ KeyArn }) => KeyArn)).not.toContain(arn);
    const byId = other.send(new DescribeKeyCommand({ KeyId: arn.split('/')[1] }));
    expect(await refusalOf(byId)).toMatchObject({ name: 'NotFoundException' });
    expect((await other.send(new DescribeKeyCommand({ KeyId: arn }))).KeyMetadata?.Arn).toBe(arn);
  });

  test('what the local KMS does not know is refused', async () => {
    const withGrant = kms.send(new DescribeKeyCommand({ KeyId: 'x', GrantTokens: ['t'] }));
    expect(await refusalOf(withGrant)).toEqual({ name: 'ValidationException', status: 400 });
  });
});
