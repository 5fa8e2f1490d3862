import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { chainFolder } from '../audit/event.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';

/** What an upload needs: the inbox, and where its outcome shows. */
export type UploadPorts = {
  readonly inbox: ObjectStore;
  readonly ledger: ObjectStore;
  readonly wait: (milliseconds: number) => Promise<void>;
};

/** What became of an upload: taken in, refused with its reason, or not yet known. */
export type Uploaded =
  | {
      readonly status: 'ingested';
      readonly object: string;
      readonly sha256: string;
      /** Municipalities of a delivery of which nothing was read: not registered, or without a valid agreement. */
      readonly leftOut: readonly string[];
    }
  | { readonly status: 'refused'; readonly object: string; readonly code: string; readonly reason: string }
  | { readonly status: 'pending'; readonly object: string };

const Event = z.looseObject({ action: z.string(), object: z.string(), result: z.string() });
const pollMilliseconds = 250;

/**
 * Puts an export into the inbox under a harmless name with its digest, and waits until the record says what became of it,
 * at most `seconds`.
 */
export async function uploadExport(
  request: { readonly path: string; readonly folder: string; readonly synthetic: boolean; readonly seconds: number },
  ports: UploadPorts,
): Promise<Uploaded> {
  const size = await stat(request.path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined || size === 0)
    throw new Failure(
      'wrong-use',
      'no-file',
      `${basename(request.path)} is no file with content`,
      'give the path of an export',
    );
  const hash = createHash('sha256');
  await pipeline(createReadStream(request.path), hash);
  const sha256 = hash.digest('hex');
  const name = `${request.synthetic ? 'synthetic' : 'export'}-${sha256.slice(0, 16)}`;
  const object = `inbox/${request.folder}/${name}`;
  let read = (await ports.ledger.list(chainFolder)).at(-1);
  await ports.inbox.upload(`${request.folder}/${name}`, request.path);
  for (let left = (request.seconds * 1000) / pollMilliseconds; left > 0; left -= 1) {
    const { event, last } = await outcomeOf(object, read, ports.ledger);
    read = last;
    if (event?.result === 'ingested')
      return {
        status: 'ingested',
        object,
        sha256,
        leftOut: event.object.slice(object.length).match(/\b\d{4}\b/g) ?? [],
      };
    if (event !== undefined)
      return { status: 'refused', object, code: event.result, reason: event.object.slice(object.length + 2) };
    await ports.wait(pollMilliseconds);
  }
  return { status: 'pending', object };
}

/** What the chain says of an object after the event that was read last, and up to which event. */
async function outcomeOf(object: string, read: string | undefined, ledger: ObjectStore) {
  let last = read;
  for (const key of await ledger.list(chainFolder, read)) {
    last = key;
    const found = await ledger.get(key);
    const event = Event.safeParse(JSON.parse(Buffer.from(found?.body ?? '{}').toString('utf8'))).data;
    if (event?.action === 'ingest' && (event.object === object || event.object.startsWith(`${object}: `)))
      return { event, last };
  }
  return { event: undefined, last };
}
