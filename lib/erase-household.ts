import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from './audit/event.ts';
import { openSandbox, type Sandbox } from './dataset/duckdb.ts';
import { CurrentSnapshot } from './dataset/manifest.ts';
import type { Found } from './erase-household/found.ts';
import { eraseFromSnapshot, type FetchedSnapshot, fetchSnapshot, findHeld } from './erase-household/snapshot.ts';
import type { Clock, ObjectStore, VersionStore } from './ports.ts';
import { readJson } from './register/collection.ts';
import { type ObjectionEntry, readObjections, settleObjections } from './register/objections.ts';
import { openRegister, registerKeys } from './register/register.ts';

/** What erase-household may touch: it reads register and extracts, rewrites extracts and removes their earlier versions. */
export type ErasePorts = {
  readonly register: ObjectStore;
  readonly extracts: ObjectStore;
  readonly versions: VersionStore;
  readonly record: (event: AuditEvent) => Promise<unknown>;
  readonly clock: Clock;
  readonly workDirectory: string;
  readonly memoryMegabytes: number;
};

/** What became of a list of objections. */
export type EraseResult = { readonly result: 'erased' | 'nothing-to-do' | 'ignored'; readonly count: number };

const listKey = /^objections\/(\d{4})\.json$/;

/**
 * Rewrites every snapshot of a municipality without the households that object, removes the versions that held them, and
 * answers what was found. Objections that are settled already cost nothing; an attempt that stopped is finished by the
 * next, with the same answer. What happened is recorded before it counts as settled, so that no erasure is unrecorded.
 */
export async function eraseHousehold(key: string, ports: ErasePorts): Promise<EraseResult> {
  const code = listKey.exec(key)?.[1];
  if (code === undefined) return { result: 'ignored', count: 0 };
  const entries = (await readObjections(ports.register, code)).filter(({ state }) => state === 'received');
  if (entries.length === 0) return { result: 'nothing-to-do', count: 0 };
  const settled = await settle(code, entries, ports);
  for (const entry of settled)
    await ports.record({
      action: entry.purpose === 'object' ? 'erase-household' : 'inspect-household',
      object: `objection/${code}/${entry.id}`,
      result: entry.state,
      origin: 'erase-household',
      actor: 'provider-admin',
      timestamp: ports.clock().toISOString(),
    });
  await settleObjections(ports.register, code, settled);
  return { result: 'erased', count: settled.length };
}

async function settle(
  code: string,
  entries: readonly ObjectionEntry[],
  ports: ErasePorts,
): Promise<readonly ObjectionEntry[]> {
  const municipality = await openRegister(ports.register).municipalities.read(registerKeys.municipality(code));
  const current = await readJson(ports.extracts, `${code}/current.json`, CurrentSnapshot);
  if (municipality?.status !== 'active' || current === undefined)
    return entries.map((entry) => answered(entry, undefined, ports));
  const directory = await mkdtemp(join(ports.workDirectory, 'erase-'));
  const sandbox = await openSandbox({ directory, memoryMegabytes: ports.memoryMegabytes, threads: 1 });
  try {
    const snapshots: FetchedSnapshot[] = [];
    for (const snapshot of [current.snapshot, ...current.previous]) {
      const place = { municipality, snapshot, directory: join(directory, snapshot) };
      const fetched = await fetchSnapshot(place, ports.extracts);
      if (fetched !== undefined) snapshots.push(fetched);
    }
    return await eraseFound(sandbox, snapshots, entries, ports);
  } finally {
    sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Looks in all snapshots before the first row goes, then takes the households out of each. */
async function eraseFound(
  sandbox: Sandbox,
  snapshots: readonly FetchedSnapshot[],
  entries: readonly ObjectionEntry[],
  ports: ErasePorts,
): Promise<readonly ObjectionEntry[]> {
  const held = new Map<ObjectionEntry, Found>();
  for (const entry of entries) {
    const found = await findHeld(sandbox, snapshots, entry, ports);
    if (found !== undefined) held.set(entry, found);
  }
  for (const fetched of snapshots) {
    const leaving = [...held].filter(
      ([{ purpose }, found]) => purpose === 'object' && found.snapshots.includes(fetched.snapshot),
    );
    if (leaving.length > 0) await eraseFromSnapshot(sandbox, fetched, leaving, ports);
  }
  return entries.map((entry) => answered(entry, held.get(entry), ports));
}

function answered(entry: ObjectionEntry, found: Found | undefined, ports: ErasePorts): ObjectionEntry {
  const settledAt = ports.clock().toISOString();
  if (found === undefined) return { ...entry, state: 'not-found', settledAt };
  const { signals, cases, attempts, followUps, households } = found;
  const state = entry.purpose === 'object' ? ('erased' as const) : ('answered' as const);
  const kept = entry.purpose === 'object' ? [...new Set([...entry.households, ...households])] : [];
  return { ...entry, state, settledAt, households: kept, held: { signals, cases, attempts, followUps } };
}
