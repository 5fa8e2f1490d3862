import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from './audit/event.ts';
import { openSandbox } from './dataset/duckdb.ts';
import { CurrentSnapshot } from './dataset/manifest.ts';
import { eraseFromSnapshot, type HeldBy } from './erase-household/snapshot.ts';
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
 * answers what was found. Objections that are settled already cost nothing, so a repeated message does no harm.
 */
export async function eraseHousehold(key: string, ports: ErasePorts): Promise<EraseResult> {
  const code = listKey.exec(key)?.[1];
  if (code === undefined) return { result: 'ignored', count: 0 };
  const entries = (await readObjections(ports.register, code)).filter(({ state }) => state === 'received');
  if (entries.length === 0) return { result: 'nothing-to-do', count: 0 };
  const settled = await settle(code, entries, ports);
  await settleObjections(ports.register, code, settled);
  for (const entry of settled)
    await ports.record({
      action: entry.purpose === 'object' ? 'erase-household' : 'inspect-household',
      object: `objection/${code}/${entry.id}`,
      result: entry.state,
      origin: 'erase-household',
      actor: 'provider-admin',
      timestamp: ports.clock().toISOString(),
    });
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
    const held = new Map<string, HeldBy>();
    for (const snapshot of [current.snapshot, ...current.previous]) {
      const place = { municipality, snapshot, directory: join(directory, snapshot) };
      for (const found of await eraseFromSnapshot(sandbox, place, entries, ports))
        if (!held.has(found.id)) held.set(found.id, found);
    }
    return entries.map((entry) => answered(entry, held.get(entry.id), ports));
  } finally {
    sandbox.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function answered(entry: ObjectionEntry, held: HeldBy | undefined, ports: ErasePorts): ObjectionEntry {
  const settledAt = ports.clock().toISOString();
  if (held === undefined) return { ...entry, state: 'not-found', settledAt };
  const { households, id: _id, ...rows } = held;
  const state = entry.purpose === 'object' ? ('erased' as const) : ('answered' as const);
  const kept = entry.purpose === 'object' ? [...new Set([...entry.households, ...households])] : [];
  return { ...entry, state, settledAt, households: kept, held: rows };
}
