import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { compactDecrypt } from 'jose';
import { describe, expect, test } from 'vitest';
import { exchangeKeyOf, openEvidence, sealEvidence } from '../../lib/signing/encrypt-evidence.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const plaintext = Buffer.from('{"score":[1.5,-2.25]}');
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

/** Opens content keys as KMS does: an error for what was not encrypted to the key. */
const unwrapWith = (privateKey: typeof pair.privateKey) => async (encrypted: Uint8Array) => {
  try {
    return await Promise.resolve(privateDecrypt({ key: privateKey, ...oaep }, encrypted));
  } catch {
    return undefined;
  }
};

const key = async () => await exchangeKeyOf(pair.publicKey.export({ format: 'jwk' }));

describe('sealed evidence', () => {
  test('opens with the key that it was sealed to, here and with another implementation', async () => {
    const jwe = await sealEvidence(plaintext, await key());
    expect(Buffer.from((await openEvidence(jwe, unwrapWith(pair.privateKey))) ?? [])).toEqual(plaintext);
    expect(Buffer.from((await compactDecrypt(jwe, pair.privateKey)).plaintext)).toEqual(plaintext);
  });

  test('names its algorithms and the thumbprint of the key, and never looks the same twice', async () => {
    const [one, two] = [await sealEvidence(plaintext, await key()), await sealEvidence(plaintext, await key())];
    const header: unknown = JSON.parse(Buffer.from(one.split('.')[0] ?? '', 'base64url').toString());
    expect(header).toEqual({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: (await key()).kid });
    expect(one).not.toBe(two);
  });

  test('does not open with another key', async () => {
    const jwe = await sealEvidence(plaintext, await key());
    expect(await openEvidence(jwe, unwrapWith(other.privateKey))).toBeUndefined();
  });

  test.each([0, 1, 2, 3, 4])('does not open when part %d was altered', async (part) => {
    const parts = (await sealEvidence(plaintext, await key())).split('.');
    const bytes = Buffer.from(parts[part] ?? '', 'base64url');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parts[part] = bytes.toString('base64url');
    expect(await openEvidence(parts.join('.'), unwrapWith(pair.privateKey))).toBeUndefined();
  });

  test.each(['', 'a.b.c', 'a.b.c.d.e', '{}'])('is not %j', async (text) => {
    expect(await openEvidence(text, unwrapWith(pair.privateKey))).toBeUndefined();
  });

  test('no elliptic key is an exchange key', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(exchangeKeyOf(ec.publicKey.export({ format: 'jwk' }))).rejects.toThrow('RSA');
  });
});
