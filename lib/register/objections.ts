import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { Instant, MunicipalityCode } from '../protocol/identifiers.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { changeJson, readJson } from './collection.ts';
import { registerKeys } from './register.ts';

const Pseudonym = z.string().regex(/^[0-9a-f]{32}$/);
const Count = z.int().min(0);

/** What a household's rows were in the present extract, by table. */
const HeldRows = z.strictObject({ signals: Count, cases: Count, attempts: Count, followUps: Count });

/**
 * A resident's objection, or a question what is held. `households` are pseudonyms; a signal or case number stands until
 * erase-household has found the household. `object` keeps the household out from the moment it stands here.
 */
export const ObjectionEntry = z.strictObject({
  id: z.string().regex(/^objection-[0-9a-f]{32}$/),
  purpose: z.enum(['object', 'inspect']),
  by: z.enum(['hash', 'address', 'bsn', 'signal', 'case']),
  households: z.array(Pseudonym).max(20),
  signal: z.string().max(128).nullable(),
  case: z.string().max(128).nullable(),
  receivedAt: Instant,
  state: z.enum(['received', 'erased', 'answered', 'not-found']),
  settledAt: Instant.nullable(),
  held: HeldRows.nullable(),
  /** How often it was opened again because a snapshot came in while it was being settled. */
  reopened: Count.default(0),
});
export type ObjectionEntry = z.infer<typeof ObjectionEntry>;

const Objections = z.strictObject({
  schema: z.literal('vroegzicht-objections/1'),
  municipality: MunicipalityCode,
  entries: z.array(ObjectionEntry).max(20_000),
});

/** The objections and questions of a municipality's residents, in the order in which they came. */
export async function readObjections(register: ObjectStore, municipality: string): Promise<readonly ObjectionEntry[]> {
  return (await readJson(register, registerKeys.objections(municipality), Objections))?.entries ?? [];
}

/** Adds an entry; one with the same id is there already when a message came twice. */
export async function addObjection(
  register: ObjectStore,
  municipality: MunicipalityCode,
  entry: ObjectionEntry,
): Promise<void> {
  const key = registerKeys.objections(municipality);
  const empty = { schema: 'vroegzicht-objections/1', municipality, entries: [entry] };
  if ((await register.create(key, canonicalBytes(Objections.parse(empty)))) === 'created') return;
  await changeJson(register, key, Objections, (present) =>
    present.entries.some(({ id }) => id === entry.id) ? present : { ...present, entries: [...present.entries, entry] },
  );
}

/** Replaces the entries of the same ids; one that was opened again meanwhile stays open. */
export async function settleObjections(
  register: ObjectStore,
  municipality: string,
  settled: readonly ObjectionEntry[],
): Promise<void> {
  await changeJson(register, registerKeys.objections(municipality), Objections, (present) => ({
    ...present,
    entries: present.entries.map(
      (entry) => settled.find(({ id, reopened }) => id === entry.id && reopened === entry.reopened) ?? entry,
    ),
  }));
}

/** Opens entries again: erase-household looks at them once more. */
export async function reopenObjections(
  register: ObjectStore,
  municipality: string,
  ids: ReadonlySet<string>,
): Promise<void> {
  await changeJson(register, registerKeys.objections(municipality), Objections, (present) => ({
    ...present,
    entries: present.entries.map((entry) =>
      ids.has(entry.id)
        ? { ...entry, state: 'received' as const, settledAt: null, reopened: entry.reopened + 1 }
        : entry,
    ),
  }));
}

/**
 * Puts on each objection by number the households under which its citizen was met, and opens it again where that is new:
 * erase-household then looks for them in every snapshot. More than twenty households of one citizen are not his.
 */
export async function linkHouseholds(
  register: ObjectStore,
  municipality: string,
  met: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  const linked = (entry: ObjectionEntry): ObjectionEntry => {
    if (entry.by !== 'bsn' || entry.purpose !== 'object') return entry;
    const found = entry.households.flatMap((citizen) => [...(met.get(citizen) ?? [])]);
    const households = [...new Set([...entry.households, ...found])].slice(0, 20);
    if (households.length === entry.households.length) return entry;
    return { ...entry, households, state: 'received', settledAt: null, reopened: entry.reopened + 1 };
  };
  if ((await readObjections(register, municipality)).every((entry) => linked(entry) === entry)) return;
  await changeJson(register, registerKeys.objections(municipality), Objections, (present) => ({
    ...present,
    entries: present.entries.map(linked),
  }));
}
