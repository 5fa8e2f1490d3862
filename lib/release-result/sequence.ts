import * as z from 'zod';
import { Failure } from '../failure.ts';
import type { ObjectStore, StoredObject } from '../ports.ts';
import type { ResearcherId, Sha256 } from '../protocol/identifiers.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

/** The last envelope made for a researcher, whole: whoever makes the next one first puts this one in its place. */
const Head = z.strictObject({
  schema: z.literal('vroegzicht-sequence/1'),
  sequence: z.int().min(1),
  name: z.string().max(200),
  envelope: z.string(),
});
type Head = z.infer<typeof Head>;

/** Place of an envelope in the chain of one researcher. */
export type Place = { readonly seq: number; readonly prev: Sha256 | null };

/**
 * The envelope of this name: the stored one, or a new one made by `sign` at the next place of the researcher's chain.
 * The chain moves by one conditional write, so that each place is used once and each name has one envelope, wherever
 * work stops.
 */
export async function envelopeOf(
  releases: ObjectStore,
  { researcher, name }: { readonly researcher: ResearcherId; readonly name: string },
  sign: (place: Place) => Promise<string>,
): Promise<string> {
  const key = `sequence/${researcher}.json`;
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const found = await releases.get(key);
    const head = found === undefined ? undefined : Head.parse(JSON.parse(textOf(found)));
    if (head !== undefined) await store(releases, head);
    const stored = await releases.get(envelopeKey(name));
    if (stored !== undefined) return textOf(stored);
    const seq = (head?.sequence ?? 0) + 1;
    const envelope = await sign({ seq, prev: head === undefined ? null : sha256(head.envelope) });
    const next: Head = { schema: 'vroegzicht-sequence/1', sequence: seq, name, envelope };
    if (await advance(releases, key, { found, next })) {
      await store(releases, next);
      return envelope;
    }
  }
  throw new Failure('node-failed', 'sequence-busy', `the sequence of ${researcher} is taken all the time`, 'try again');
}

function envelopeKey(name: string): string {
  return `envelopes/${name}.jws.json`;
}

async function store(releases: ObjectStore, head: Head): Promise<void> {
  await releases.create(envelopeKey(head.name), Buffer.from(head.envelope), { contentType: 'application/json' });
}

async function advance(
  releases: ObjectStore,
  key: string,
  { found, next }: { readonly found: StoredObject | undefined; readonly next: Head },
): Promise<boolean> {
  const body = canonicalBytes(next);
  if (found === undefined) return (await releases.create(key, body)) === 'created';
  return (await releases.replace(key, body, found.etag)) === 'replaced';
}

function textOf({ body }: StoredObject): string {
  return Buffer.from(body).toString('utf8');
}
