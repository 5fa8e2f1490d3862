import * as z from 'zod';
import type { EarlierReleases, KnownNumber } from '../disclosure/earlier.ts';
import { selectionKey } from '../disclosure/selection.ts';
import type { ObjectStore } from '../ports.ts';
import { TaskId } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes } from '../signing/canonical.ts';
import { type Counted, LedgerPopulation } from './ledger-entries.ts';

const OwnPopulation = LedgerPopulation.omit({ counted: true });

/**
 * `ledger/releases/own/<municipality>/<snapshot>/<sequence>.json`: what a page said of one municipality, create-only: canonical
 * questions with counts, and how many objections were left out; never who is in it (ruling 16).
 */
const OwnEntry = z.strictObject({
  schema: z.literal('vroegzicht-own-known/1'),
  taskId: TaskId,
  objections: z.int().min(0),
  populations: z.array(OwnPopulation),
});
export type OwnEntry = z.infer<typeof OwnEntry>;

/** What pages said before of one municipality and snapshot. */
export type OwnKnown = { readonly counted: Counted; readonly entries: readonly OwnEntry[] };

const folderOf = ({ municipality, snapshot }: Counted) => `releases/own/${municipality}/${snapshot}/`;

/** Reads what pages said before. */
export async function readOwn(ledger: ObjectStore, counted: Counted): Promise<OwnKnown> {
  const keys = (await ledger.list(folderOf(counted))).toSorted();
  const entries: OwnEntry[] = [];
  for (const key of keys) {
    const entry = await readJson(ledger, key, OwnEntry);
    if (entry !== undefined) entries.push(entry);
  }
  return { counted, entries };
}

/** Appends what a page says now; `taken` says that another task came first and everything must be judged again. */
export async function appendOwn(ledger: ObjectStore, known: OwnKnown, entry: OwnEntry): Promise<'appended' | 'taken'> {
  if (known.entries.some(({ taskId }) => taskId === entry.taskId)) return 'appended';
  const key = `${folderOf(known.counted)}${String(known.entries.length + 1).padStart(4, '0')}.json`;
  return (await ledger.create(key, canonicalBytes(OwnEntry.parse(entry)))) === 'created' ? 'appended' : 'taken';
}

/**
 * What the gate may know of earlier pages. A question that was asked before gets the answer that was given. When households objected
 * in between, they are one unknown group: nothing new is said of the snapshot, because old and new would differ by them (ruling 26).
 */
export function earlierPages({ entries }: OwnKnown, objections: number): EarlierReleases {
  return (universe) => {
    const numbers = new Map<string, KnownNumber>();
    const domains = new Map<string, readonly string[]>();
    for (const population of entries.flatMap((entry) => entry.populations)) {
      if (population.universe !== universe) continue;
      for (const [variable, levels] of Object.entries(population.domains)) domains.set(variable, levels);
      for (const number of population.numbers) {
        const key = selectionKey(number.selection);
        if (!numbers.has(key)) numbers.set(key, number);
      }
    }
    const nearMiss = entries.some((entry) => entry.objections !== objections);
    return { numbers: [...numbers.values()], domains, nearMiss };
  };
}
