import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import type { Envelope } from '../protocol/envelope.ts';
import { Sha256 } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

const Seen = z.strictObject({ schema: z.literal('vroegzicht-seen/1'), digest: Sha256 });

/**
 * Claims an envelope's id and its place in the provider's sequence, create-only. False when other bytes have either:
 * the same file twice is fine, another file with the same id or place is not.
 */
export async function claimPlace(store: ObjectStore, envelope: Envelope, digest: Sha256): Promise<boolean> {
  const folder = `seen/${envelope.iss}`;
  const place = `${folder}/sequence/${String(envelope.seq).padStart(8, '0')}.json`;
  return (
    (await isOurs(store, `${folder}/id/${sha256(envelope.jti)}.json`, digest)) && (await isOurs(store, place, digest))
  );
}

async function isOurs(store: ObjectStore, key: string, digest: Sha256): Promise<boolean> {
  const seen = canonicalBytes({ schema: 'vroegzicht-seen/1', digest });
  if ((await store.create(key, seen)) === 'created') return true;
  return (await readJson(store, key, Seen))?.digest === digest;
}
