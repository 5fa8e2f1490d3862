import type { EarlierReleases, KnownPopulation } from '../disclosure/earlier.ts';
import type { Job } from '../protocol/message.ts';
import type { Counted } from './ledger-entries.ts';
import { addedBy, type LedgerState } from './ledger-state.ts';

/** What a task counts: rows of a unit at these municipalities and snapshots. */
export type PresentPopulation = { readonly unit: string; readonly counted: readonly Counted[] };

/** How many municipalities joined, left or came with another snapshot. */
export function changes(a: readonly Counted[], b: readonly Counted[]): number {
  const before = new Map(a.map((each) => [each.municipality, each.snapshot]));
  const after = new Map(b.map((each) => [each.municipality, each.snapshot]));
  return [...new Set([...before.keys(), ...after.keys()])].filter((code) => before.get(code) !== after.get(code))
    .length;
}

/** The populations of the same unit with some of the same municipalities, and how many of these joined, left or delivered again. */
export function otherSnapshots(state: LedgerState, universe: string, now: PresentPopulation | undefined) {
  if (now === undefined) return [];
  const codes = new Set(now.counted.map(({ municipality }) => municipality));
  return [...state.populations.values()].flatMap((other) => {
    if (other.universe === universe || other.unit !== now.unit) return [];
    if (!other.counted.some(({ municipality }) => codes.has(municipality))) return [];
    const changed = changes(other.counted, now.counted);
    return changed === 0 ? [] : [{ ...other, changed }];
  });
}

/** A study and how many numbers its approval lets it add to a population. */
export type StudyBudget = Pick<Job, 'studyDigest' | 'maximumNumbers'>;

/** What the gate may know of earlier releases; `counted` says who takes part in each present population. */
export function earlierReleases(
  state: LedgerState,
  present: ReadonlyMap<string, PresentPopulation>,
  budget?: StudyBudget,
): EarlierReleases {
  return (universe): KnownPopulation => {
    const known = state.populations.get(universe);
    if (known?.unread === true) throw new RangeError(`earlier numbers were not read: ${universe}`);
    const others = otherSnapshots(state, universe, present.get(universe));
    const nearMiss = others.some(({ changed }) => changed <= 2);
    const snapshots = (nearMiss ? [] : others).map((other) => {
      if (other.unread === true) throw new RangeError(`earlier numbers were not read: ${other.universe}`);
      return { universe: other.universe, numbers: [...other.numbers.values()] };
    });
    const numbers = [...(known?.numbers.values() ?? [])];
    const most = budget?.maximumNumbers;
    const used = known === undefined || budget === undefined ? 0 : addedBy(known, budget.studyDigest);
    const mayAdd = most === undefined ? undefined : most - used;
    return { mayAdd, numbers, domains: known?.domains ?? new Map(), nearMiss, snapshots };
  };
}
