import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { AuditEvent, ChainedEvent, type ChainHead, chainFolder, nextKey } from './event.ts';

const knownHeads = new WeakMap<ObjectStore, ChainHead>();

/**
 * Appends an event to the chain `audit/<yyyy>/<mm>/<sequence>.json`, create-only, and returns its place.
 * Whoever finds the place taken goes on at the end of the chain. A clock that runs behind gets the time of the event before it.
 */
export async function recordEvent(store: ObjectStore, event: AuditEvent): Promise<ChainHead> {
  const parsed = AuditEvent.parse(event);
  const checked = { ...parsed, timestamp: new Date(parsed.timestamp).toISOString() };
  let head = knownHeads.get(store) ?? (await findHead(store, checked.timestamp));
  for (let attempt = 1; attempt <= 10_000; attempt += 1) {
    const timestamp = head !== undefined && head.timestamp > checked.timestamp ? head.timestamp : checked.timestamp;
    const next = chained({ ...checked, timestamp }, head);
    const body = canonicalBytes(next);
    const key = nextKey(head);
    const written = await store.create(key, body, { contentType: 'application/json' });
    head = written === 'created' ? headOf(body, next) : await endAfter(store, key);
    knownHeads.set(store, head);
    if (written === 'created') return head;
  }
  throw new Failure('node-failed', 'audit-busy', 'the audit chain has no free place', 'try again');
}

function chained(event: AuditEvent, head: ChainHead | undefined): ChainedEvent {
  const sequence = (head?.sequence ?? 0) + 1;
  return { schema: 'vroegzicht-audit/1', sequence, previous: head?.digest ?? null, ...event };
}

function headOf(body: Uint8Array, event: ChainedEvent): ChainHead {
  return { sequence: event.sequence, digest: sha256(body), timestamp: event.timestamp };
}

/** The end of a chain that has an event at `key`, or that event: what was put beside the chain may sort last and has a lower number. */
async function endAfter(store: ObjectStore, key: string): Promise<ChainHead> {
  const last = (await store.list(chainFolder, key)).at(-1) ?? key;
  return await readHead(store, numberOf(last) > numberOf(key) ? last : key);
}

const numberOf = (key: string): number => Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);

async function readHead(store: ObjectStore, key: string): Promise<ChainHead> {
  const found = await store.get(key);
  if (found === undefined) throw broken(key);
  return headOf(found.body, parseEvent(found.body, key));
}

function parseEvent(body: Uint8Array, key: string): ChainedEvent {
  try {
    return ChainedEvent.parse(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    throw broken(key);
  }
}

function broken(key: string): Failure {
  return new Failure(
    'node-failed',
    'audit-broken',
    `audit event ${key} cannot be read`,
    'run vroegzicht provider audit verify',
  );
}

/** The last event: of the month of `timestamp` or later, for other clocks may run ahead; of the whole chain after a month of silence. */
async function findHead(store: ObjectStore, timestamp: string): Promise<ChainHead | undefined> {
  const month = `${chainFolder}${timestamp.slice(0, 7).replace('-', '/')}/`;
  const recent = await store.list(chainFolder, month);
  const last = (recent.length > 0 ? recent : await store.list(chainFolder)).at(-1);
  return last === undefined ? undefined : await readHead(store, last);
}
