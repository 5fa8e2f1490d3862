import { concurrently } from '../concurrently.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { otherSnapshots, type PresentPopulation } from './earlier-releases.ts';
import { ChainEntry, Checkpoint, StoredNumbers } from './ledger-entries.ts';
import {
  applyEntry,
  emptyLedger,
  fromCheckpoint,
  type LedgerState,
  storedNumbers,
  toCheckpoint,
  withStored,
} from './ledger-state.ts';

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

const numbersKey = (universe: string, sequence: number) =>
  numbered(`releases/numbers/${sha256(Buffer.from(universe))}/`, sequence);

/** Reads what is stored of a population. */
async function readNumbers(store: ObjectStore, state: LedgerState, universe: string): Promise<void> {
  const { unread, storedAt } = state.populations.get(universe) ?? {};
  if (unread !== true || storedAt === undefined) return;
  const key = numbersKey(universe, storedAt);
  const stored = await readJson(store, key, StoredNumbers);
  if (stored === undefined || stored.universe !== universe) throw broken(key);
  withStored(state, stored);
}

/**
 * Reads the ledger: the last checkpoint and the entries after it, following the chain until it ends. Of the populations before the
 * checkpoint only the present ones and other snapshots of them are read, so that the next task does not wait for everything ever released.
 */
export async function readLedger(
  store: ObjectStore,
  present: ReadonlyMap<string, PresentPopulation> = new Map(),
): Promise<LedgerState> {
  const last = (await store.list(knownFolder)).toSorted().at(-1);
  const checkpoint = last === undefined ? undefined : await readJson(store, last, Checkpoint);
  const state = checkpoint === undefined ? emptyLedger() : fromCheckpoint(checkpoint);
  for (;;) {
    const key = numbered(chainFolder, state.sequence + 1);
    const found = await store.get(key);
    if (found === undefined) break;
    const entry = ChainEntry.safeParse(JSON.parse(Buffer.from(found.body).toString('utf8')));
    if (!entry.success || entry.data.previous !== state.head) throw broken(key);
    applyEntry(state, entry.data, sha256(found.body));
  }
  const others = [...present].flatMap(([universe, now]) => otherSnapshots(state, universe, now));
  const wanted = new Set([...present.keys(), ...others.map(({ universe }) => universe)]);
  await concurrently([...wanted], 8, async (universe) => await readNumbers(store, state, universe));
  return state;
}

/** One entry of the chain. */
export async function readEntry(store: ObjectStore, sequence: number): Promise<ChainEntry | undefined> {
  return await readJson(store, numbered(chainFolder, sequence), ChainEntry);
}

/** Stores the populations that changed since the last checkpoint, then the checkpoint itself. */
async function leaveCheckpoint(store: ObjectStore, state: LedgerState): Promise<void> {
  const changed = [...state.populations.values()].filter((known) => known.changed === true);
  await concurrently(changed, 8, async ({ universe }) => {
    await readNumbers(store, state, universe);
    const known = state.populations.get(universe);
    if (known === undefined) return;
    await store.create(numbersKey(universe, state.sequence), canonicalBytes(storedNumbers(state, known)));
    state.populations.set(universe, { ...known, storedAt: state.sequence, changed: false });
  });
  const checkpoint = toCheckpoint(state);
  if (checkpoint !== undefined) await store.create(numbered(knownFolder, state.sequence), canonicalBytes(checkpoint));
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
  if (sequence % entriesPerCheckpoint === 0) await leaveCheckpoint(store, state);
  return 'appended';
}
