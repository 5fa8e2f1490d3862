import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowsBefore } from '../analyses/difference-facts.ts';
import { type Catalogue, openCatalogue } from '../dataset/catalogue.ts';
import type { DatedThreshold } from '../dataset/dated-thresholds.ts';
import { openSandbox } from '../dataset/duckdb.ts';
import type { Restrictions } from '../dataset/restrictions.ts';
import type { PresentPopulation } from './earlier-releases.ts';
import { fetchPast } from './fetch-extracts.ts';
import type { Counted } from './ledger-entries.ts';
import type { LedgerState } from './ledger-state.ts';
import { markThresholds } from './own-thresholds.ts';
import type { RunPorts } from './ports.ts';

/** The rows of snapshots that were replaced, and the municipalities whose rows are still there; undefined when there are none. */
export type OpenPast = (
  counted: readonly Counted[],
) => Promise<{ readonly query: Catalogue['query']; readonly municipalities: readonly string[] } | undefined>;

type Settings = {
  readonly directory: string;
  readonly restrictions: Restrictions;
  readonly thresholds: readonly DatedThreshold[];
};

/** Opens replaced snapshots when they are first asked for, each set of them in a sandbox of its own, under the restrictions of today. */
export function pastSnapshots(
  { extracts, memoryMegabytes, threads }: RunPorts,
  { directory, restrictions, thresholds }: Settings,
): { readonly open: OpenPast; readonly close: () => void } {
  const opened = new Map<string, ReturnType<OpenPast>>();
  const closing: (() => void)[] = [];
  const start = async (counted: readonly Counted[], folder: string): ReturnType<OpenPast> => {
    await mkdir(folder, { recursive: true });
    const found = markThresholds(await fetchPast(extracts, counted, folder), thresholds);
    if (found.length === 0) return undefined;
    const half = Math.max(256, Math.floor(memoryMegabytes / 2));
    const sandbox = await openSandbox({ directory: folder, memoryMegabytes: half, threads });
    closing.push(sandbox.close);
    const { query } = await openCatalogue(sandbox, found, restrictions, thresholds);
    return { query, municipalities: found.map(({ manifest }) => manifest.municipality) };
  };
  const open: OpenPast = async (counted) => {
    const key = counted.map(({ municipality, snapshot }) => `${municipality} ${snapshot}`).join();
    const before = opened.get(key) ?? start(counted, join(directory, `past-${opened.size}`));
    opened.set(key, before);
    return await before;
  };
  return { open, close: () => closing.forEach((each) => each()) };
}

/** The rows of an earlier population that can be compared with those of a present one (L5). */
export const rowsOfPast =
  (state: LedgerState, present: ReadonlyMap<string, PresentPopulation>, open: OpenPast) =>
  async (now: string, before: string): Promise<RowsBefore | undefined> => {
    const earlier = new Map(state.populations.get(before)?.counted.map((each) => [each.municipality, each]));
    const counted = present.get(now)?.counted ?? [];
    const replaced = counted.flatMap(({ municipality, snapshot }) => {
      const found = earlier.get(municipality);
      return found === undefined || found.snapshot === snapshot ? [] : [found];
    });
    const joined = counted.map(({ municipality }) => municipality).filter((code) => !earlier.has(code));
    const past = await open(replaced);
    if (past === undefined) return { query: async () => [], renewed: [], joined };
    return { query: past.query, renewed: past.municipalities, joined };
  };
