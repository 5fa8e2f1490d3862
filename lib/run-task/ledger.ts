import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { ChainEntry, Checkpoint } from './ledger-entries.ts';
import { applyEntry, emptyLedger, fromCheckpoint, type LedgerState, toCheckpoint } from './ledger-state.ts';

const chainFolder = 'releases/chain/';
const knownFolder = 'releases/known/';
const entriesPerCheckpoint = 16;

const numbered = (folder: string, sequence: number) => `${folder}${String(sequence).padStart(8, '0')}.json`;

const broken = (key: string): Failure =>
  new Failure(
    'node-failed',
    'ledger-broken',
    `the release ledger is broken at ${key}`,
    'run vroegzicht provider audit verify',
  );

/** Reads the ledger: the last checkpoint and the entries after it, following the chain until it ends. */
export async function readLedger(store: ObjectStore): Promise<LedgerState> {
  const last = (await store.list(knownFolder)).toSorted().at(-1);
  const checkpoint = last === undefined ? undefined : await readJson(store, last, Checkpoint);
  const state = checkpoint === undefined ? emptyLedger() : fromCheckpoint(checkpoint);
  for (;;) {
    const key = numbered(chainFolder, state.sequence + 1);
    const found = await store.get(key);
    if (found === undefined) return state;
    const entry = await readEntry(store, state.sequence + 1);
    if (entry === undefined || entry.previous !== state.head) throw broken(key);
    applyEntry(state, entry, sha256(found.body));
  }
}

/** One entry of the chain. */
export async function readEntry(store: ObjectStore, sequence: number): Promise<ChainEntry | undefined> {
  return await readJson(store, numbered(chainFolder, sequence), ChainEntry);
}

/**
 * Appends an entry after the state that it was judged by: `taken` says that another task came first and everything must be judged
 * again. Every sixteenth entry leaves a checkpoint.
 */
export async function appendEntry(
  store: ObjectStore,
  state: LedgerState,
  entry: Omit<ChainEntry, 'schema' | 'sequence' | 'previous'>,
): Promise<'appended' | 'taken'> {
  const sequence = state.sequence + 1;
  const checked = ChainEntry.parse({ schema: 'vroegzicht-ledger-chain/1', sequence, previous: state.head, ...entry });
  const body = canonicalBytes(checked);
  if ((await store.create(numbered(chainFolder, sequence), body)) === 'exists') return 'taken';
  applyEntry(state, checked, sha256(body));
  const checkpoint = sequence % entriesPerCheckpoint === 0 ? toCheckpoint(state) : undefined;
  if (checkpoint !== undefined) await store.create(numbered(knownFolder, sequence), canonicalBytes(checkpoint));
  return 'appended';
}
