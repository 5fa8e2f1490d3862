import { Failure } from '../failure.ts';

const size = 32;

/** P-256 signature from DER (RFC 3279, section 2.2.3; 8 to 72 bytes) to r||s (RFC 7518, section 3.4; 64 bytes). */
export function rawSignature(der: Uint8Array): Uint8Array {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) throw malformed();
  const r = integer(der, 2);
  const s = integer(der, r.end);
  if (s.end !== der.length) throw malformed();
  const raw = new Uint8Array(2 * size);
  raw.set(r.magnitude, size - r.magnitude.length);
  raw.set(s.magnitude, 2 * size - s.magnitude.length);
  return raw;
}

/** Minimal positive DER integer: one leading zero exactly where the next byte's high bit is set. */
function integer(der: Uint8Array, at: number): { readonly magnitude: Uint8Array; readonly end: number } {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  const first = der[at + 2] ?? 0x80;
  if (der[at] !== 0x02 || length < 1 || end > der.length || first >= 0x80) throw malformed();
  const padded = first === 0;
  if (padded && (der[at + 3] ?? 0) < 0x80) throw malformed();
  const magnitude = der.subarray(padded ? at + 3 : at + 2, end);
  if (magnitude.length > size) throw malformed();
  return { magnitude, end };
}

function malformed(): Failure {
  return new Failure(
    'bad-signature',
    'malformed-signature',
    'the key service gave no valid DER signature',
    'check that the key is a P-256 signing key',
  );
}
