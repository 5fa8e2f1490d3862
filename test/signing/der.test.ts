import { createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { rawSignature } from '../../lib/signing/der.ts';
import { testKey } from '../support/keys.ts';

const { privateKey } = testKey('release');
const publicKey = createPublicKey(privateKey);

function integer(bytes: readonly number[]): readonly number[] {
  return [0x02, bytes.length, ...bytes];
}

function sequence(...parts: readonly (readonly number[])[]): Uint8Array {
  const content = parts.flat();
  return Uint8Array.from([0x30, content.length, ...content]);
}

const zeros = Array.from({ length: 31 }, () => 0);
const full = [0x7f, ...Array.from({ length: 31 }, () => 0x11)];
const high = [0x00, 0x80, ...Array.from({ length: 31 }, () => 0x22)];

describe('signatures from DER to r||s', () => {
  test('3,000 signatures of OpenSSL convert and verify, whatever their length', () => {
    const lengths = new Set<number>();
    for (let index = 0; index < 3_000; index += 1) {
      const message = Buffer.from(`message ${index}`);
      const der = sign('sha256', message, privateKey);
      lengths.add(der.length);
      const raw = rawSignature(der);
      expect(raw.length).toBe(64);
      expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    }
    expect(lengths.size).toBeGreaterThan(2);
  });

  test.each([
    ['full length', sequence(integer(full), integer(full)), [...full, ...full]],
    ['a leading zero before a high bit', sequence(integer(high), integer(full)), [...high.slice(1), ...full]],
    ['one byte', sequence(integer([1]), integer([2])), [...zeros, 1, ...zeros, 2]],
  ])('pads to 32 bytes: %s', (_, der, raw) => {
    expect([...rawSignature(der)]).toEqual(raw);
  });

  test.each([
    ['nothing', Uint8Array.from([])],
    ['no sequence', Uint8Array.from([0x31, 6, 2, 1, 1, 2, 1, 1])],
    ['a wrong sequence length', Uint8Array.from([0x30, 7, 2, 1, 1, 2, 1, 1])],
    ['bytes after the end', Uint8Array.from([0x30, 6, 2, 1, 1, 2, 1, 1, 0])],
    ['bytes after s inside', sequence(integer([1]), integer([1]), [0])],
    ['only one integer', sequence(integer([1]))],
    ['an empty integer', sequence(integer([]), integer([1]))],
    ['a negative integer', sequence(integer([0x80]), integer([1]))],
    ['a needless zero', sequence(integer([0, 1]), integer([1]))],
    ['zero itself', sequence(integer([0]), integer([1]))],
    ['33 bytes', sequence(integer([1, ...full]), integer([1]))],
    ['an integer beyond the end', Uint8Array.from([0x30, 6, 2, 1, 1, 2, 9, 1])],
    ['another type than integer', sequence([0x04, 1, 1], integer([1]))],
    ['a length in long form', Uint8Array.from([0x30, 0x81, 6, 2, 1, 1, 2, 1, 1])],
  ])('refuses %s', (_, der) => {
    expect(() => rawSignature(der)).toThrow('no valid DER signature');
  });
});
