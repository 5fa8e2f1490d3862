import { createHmac, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, GeneralSign, generalVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { Jws } from '../../lib/protocol/message.ts';
import { canonicalText } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { claimedKey, verifyJws } from '../../lib/signing/verify-jws.ts';
import { testKey } from '../support/keys.ts';
import { now } from '../support/protocol.ts';
import { headerText, rawJws } from '../support/raw-jws.ts';

const key = testKey('release');
const keys = { keys: [key.publicKey] };
const typ = jwsTypes.envelope;
const payload = { name: 'één', count: 1240, nested: { list: [1, 2.5, null, true] } };

const parsed = (text: string): Jws => Jws.parse(JSON.parse(text));
const codeOf = (text: string, trusted = keys, at = now) => {
  const found = verifyJws(text, trusted, typ, at);
  return found.status === 'invalid' ? found.code : 'verified';
};

describe('own signatures', () => {
  test('verify, and give back exactly what was signed', async () => {
    const text = await signJws(payload, typ, key.signer);
    expect(verifyJws(text, keys, typ, now)).toMatchObject({ status: 'verified', payload, key: key.publicKey });
    expect(claimedKey(text, typ)).toBe(key.publicKey.kid);
  });

  test('are accepted by jose, an independent implementation', async () => {
    const text = await signJws(payload, typ, key.signer);
    const verified = await generalVerify(parsed(text), createPublicKey(key.privateKey), { algorithms: ['ES256'] });
    expect(JSON.parse(Buffer.from(verified.payload).toString())).toEqual(payload);
    expect(verified.protectedHeader).toEqual({ alg: 'ES256', kid: key.publicKey.kid, typ });
  });

  test('and those of jose are accepted here once written canonically', async () => {
    const signed = await new GeneralSign(Buffer.from(canonicalText(payload)))
      .addSignature(key.privateKey)
      .setProtectedHeader({ alg: 'ES256', kid: key.publicKey.kid, typ })
      .sign();
    expect(codeOf(canonicalText(signed))).toBe('verified');
  });

  test('name their key by its RFC 7638 thumbprint', async () => {
    expect(key.publicKey.kid).toBe(await calculateJwkThumbprint(await exportJWK(createPublicKey(key.privateKey))));
  });

  test('are not given out when the signer answers with something else', async () => {
    const broken = { ...key.signer, signDigest: testKey('stranger').signer.signDigest };
    await expect(signJws(payload, typ, broken)).rejects.toThrow('own signature does not verify');
  });
});

describe('every single change is noticed', () => {
  test('a flip of any bit of any byte', async () => {
    const bytes = Buffer.from(await signJws({ count: 7 }, typ, key.signer));
    for (let index = 0; index < bytes.length; index += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Buffer.from(bytes);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        expect(codeOf(changed.toString('utf8'))).not.toBe('verified');
      }
  });

  test('a byte more or less at any place', async () => {
    const text = await signJws({ count: 7 }, typ, key.signer);
    for (let index = 0; index < text.length; index += 1) {
      expect(codeOf(`${text.slice(0, index)} ${text.slice(index)}`)).not.toBe('verified');
      expect(codeOf(text.slice(0, index) + text.slice(index + 1))).not.toBe('verified');
    }
    expect(codeOf(`${text} `)).not.toBe('verified');
  });
});

describe('attacks', () => {
  const header = (changes: object) => JSON.stringify({ alg: 'ES256', kid: key.publicKey.kid, typ, ...changes });
  const body = canonicalText(payload);

  test.each([
    ['alg none', header({ alg: 'none' })],
    ['alg in other letters', header({ alg: 'es256' })],
    ['HMAC with the public key', header({ alg: 'HS256' })],
    ['an embedded key', header({ jwk: testKey('stranger').publicKey })],
    ['a key address', header({ jku: 'https://keys.example' })],
    ['a certificate', header({ x5c: ['AAAA'] })],
    ['a critical extension', header({ crit: ['b64'], b64: false })],
    ['spaces in the header', header({}).replace(',', ', ')],
    ['a repeated name in the header', header({}).replace('{', '{"alg":"ES256",')],
    ['names in another order', JSON.stringify({ typ, alg: 'ES256', kid: key.publicKey.kid })],
  ])('%s in the header is not a JWS of ours, though truly signed', async (_, text) => {
    expect(codeOf(await rawJws(key, text, body))).toBe('not-a-jws');
  });

  test('a signature of another kind does not pass for an envelope', async () => {
    expect(codeOf(await signJws(payload, jwsTypes.approval, key.signer))).toBe('wrong-type');
  });

  test('a key that is not registered does not count, whatever it calls itself', async () => {
    const stranger = testKey('stranger');
    expect(codeOf(await signJws(payload, typ, stranger.signer))).toBe('unknown-key');
    expect(codeOf(await rawJws(stranger, header({}), body))).toBe('bad-signature');
    const renamed = { keys: [{ ...stranger.publicKey, kid: key.publicKey.kid }] };
    expect(codeOf(await rawJws(stranger, header({}), body), renamed)).toBe('unknown-key');
  });

  test('an HMAC made with the public key is no signature', async () => {
    const spki = await key.signer.spki();
    const [head, content] = [header({}), body].map((text) => Buffer.from(text).toString('base64url'));
    const mac = createHmac('sha512', spki).update(`${head}.${content}`).digest('base64url');
    const text = JSON.stringify({ payload: content, signatures: [{ protected: head, signature: mac }] });
    expect(codeOf(text)).toBe('bad-signature');
  });

  test.each([
    [
      'a second signature',
      (jws: { signatures: unknown[] }) => ({ ...jws, signatures: [...jws.signatures, ...jws.signatures] }),
    ],
    ['no signature', (jws: object) => ({ ...jws, signatures: [] })],
    [
      'an unprotected header',
      (jws: { signatures: object[] }) => ({
        ...jws,
        signatures: jws.signatures.map((each) => ({ ...each, header: {} })),
      }),
    ],
    ['a member more', (jws: object) => ({ ...jws, extra: 1 })],
  ])('%s is not accepted', async (_, change) => {
    const jws = parsed(await signJws(payload, typ, key.signer));
    expect(codeOf(canonicalText(change(jws)))).toBe('not-a-jws');
  });

  test.each([
    ['a repeated name', '{"count":1,"count":2}'],
    ['a space', '{"count": 1}'],
    ['another order', '{"b":1,"a":2}'],
    ['another spelling of a number', '{"count":1.0}'],
    ['an escape that is not needed', '{"count":"\\u0041"}'],
    ['a mark before it', '\uFEFF{"count":1}'],
    ['no JSON', 'count'],
    ['nothing', ''],
  ])('content with %s is not canonical, though truly signed', async (_, content) => {
    expect(codeOf(await rawJws(key, headerText(key, typ), content))).toBe('not-canonical');
  });

  test('content that is not UTF-8 is not canonical', async () => {
    const content = Uint8Array.from([0x22, 0xff, 0x22]);
    expect(codeOf(await rawJws(key, headerText(key, typ), content))).toBe('not-canonical');
  });

  test('r or s of zero, or beyond the order, is no signature', async () => {
    const jws = parsed(await signJws(payload, typ, key.signer));
    for (const signature of [Buffer.alloc(64), Buffer.alloc(64, 0xff), Buffer.alloc(63, 1), Buffer.alloc(65, 1)]) {
      const [first] = jws.signatures;
      const changed = { ...jws, signatures: [{ ...first, signature: signature.toString('base64url') }] };
      expect(codeOf(canonicalText(changed))).toBe('bad-signature');
    }
  });

  test('far too large a file is refused before it is parsed', () => {
    expect(codeOf(`{${' '.repeat(20_010_000)}`)).toBe('too-large');
    expect(claimedKey('['.repeat(1_048_577), jwsTypes.message)).toBeUndefined();
  });

  test('deep nesting does no harm', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(codeOf(deep)).toBe('not-a-jws');
    expect(codeOf(await rawJws(key, headerText(key, typ), deep))).toMatch(/verified|not-canonical/);
  });
});

describe('validity of keys', () => {
  test.each([
    ['2026-11-01', '2026-11-02', 'verified'],
    ['2026-11-02', '2026-11-02', 'verified'],
    ['2026-11-03', undefined, 'key-not-valid'],
    [undefined, '2026-11-01', 'key-not-valid'],
    [undefined, undefined, 'verified'],
  ])('from %s until %s on 2 November 2026: %s', async (notBefore, notAfter, code) => {
    const text = await signJws(payload, typ, key.signer);
    const dated = { ...key.publicKey, ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) };
    expect(codeOf(text, { keys: [dated] })).toBe(code);
  });
});
