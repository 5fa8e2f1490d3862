import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { KeySet } from '../../lib/protocol/register.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { verifyJws } from '../../lib/signing/verify-jws.ts';
import { now } from '../support/protocol.ts';

const Vectors = z.object({
  typ: z.literal(jwsTypes.envelope),
  payload: z.unknown(),
  keys: KeySet,
  vectors: z.array(z.object({ name: z.string(), code: z.string(), text: z.string() })),
});
const path = new URL('../reference/signing/jws-vectors.json', import.meta.url);
const { typ, payload, keys, vectors } = Vectors.parse(JSON.parse(readFileSync(path, 'utf8')));

test.each(vectors)('frozen vector: $name gives $code', ({ code, text }) => {
  const found = verifyJws(text, keys, typ, now);
  expect(found.status === 'invalid' ? found.code : found.status).toBe(code);
  expect(found.status === 'verified' ? found.payload : payload).toEqual(payload);
});
