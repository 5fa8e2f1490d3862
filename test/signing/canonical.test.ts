import { describe, expect, test } from 'vitest';
import { fromBase64url, toBase64url } from '../../lib/signing/base64url.ts';
import { canonicalText, digestOf, sha256, studyDigest } from '../../lib/signing/canonical.ts';
import { study } from '../support/protocol.ts';

describe('canonical JSON', () => {
  test.each([
    // RFC 8785, section 3.2.2, sample input and output
    [
      {
        numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        literals: [null, true, false],
      },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    ],
    [{ string: '€$\u000F\nA\'B"\\"/' }, '{"string":"€$\\u000f\\nA\'B\\"\\\\\\"/"}'],
    // RFC 8785, section 3.2.3: order by UTF-16 code units
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    ],
    [{ b: -0, a: undefined }, '{"b":0}'],
  ])('writes %j as RFC 8785 says', (value, text) => {
    expect(canonicalText(value)).toBe(text);
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], ['\ud800'], [undefined]])('refuses %s', (value) => {
    expect(() => canonicalText(value)).toThrow(Error);
  });

  test('digests are SHA-256 (FIPS 180-4 example)', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digestOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'));
  });

  test('a study has one digest, whether its defaults were written or not', () => {
    const written = study({ minimumMunicipalities: 3, primary: [] });
    expect(studyDigest(written)).toBe(studyDigest(study()));
    expect(studyDigest(study({ title: 'Who is reached?' }))).not.toBe(studyDigest(study()));
  });
});

describe('base64url', () => {
  test.each(['Zg=', 'Zh', 'Z', 'Zg==', 'Z g', '+/', 'Zm9v\n'])('has one text for each value: %j is refused', (text) => {
    expect(fromBase64url(text)).toBeUndefined();
  });

  test('reads what it wrote', () => {
    const bytes = Uint8Array.from([0, 255, 250, 1]);
    expect([...(fromBase64url(toBase64url(bytes)) ?? [])]).toEqual([...bytes]);
  });
});
