import type { KnownNumber } from '../disclosure/earlier.ts';
import type { Policy } from '../disclosure/policy.ts';
import { selectionKey } from '../disclosure/selection.ts';
import type { Sha256 } from '../protocol/identifiers.ts';
import { digestOf } from '../signing/canonical.ts';
import {
  type ChainEntry,
  type Checkpoint,
  type Counted,
  keptDenials,
  type LedgerPopulation,
  type StoredNumbers,
} from './ledger-entries.ts';

type Known = Omit<LedgerPopulation, 'numbers' | 'domains'> & {
  readonly domains: Map<string, string[]>;
  readonly numbers: Map<string, KnownNumber>;
  /** Shown numbers that each study added, by its digest, and the study that added each later one (L4). */
  readonly added: ReadonlyMap<string, number>;
  readonly recent: Map<string, Sha256>;
  /** Entry up to which the numbers are stored in an object of their own; undefined when they are not. */
  storedAt?: number;
  /** What is stored was not read: only later numbers are here. */
  unread?: boolean;
  /** An entry added to what is stored. */
  changed?: boolean;
};

/** Everything released before at this provider, over all researchers and studies. */
export type LedgerState = {
  sequence: number;
  head: Sha256 | null;
  readonly tasks: Map<string, number>;
  readonly denials: Map<string, number>;
  readonly deniedOn: Map<string, readonly string[]>;
  readonly populations: Map<string, Known>;
};

/** A ledger without entries. */
export const emptyLedger = (): LedgerState => ({
  sequence: 0,
  head: null,
  tasks: new Map(),
  denials: new Map(),
  deniedOn: new Map(),
  populations: new Map(),
});

/** Adds what is known of a population; a number that is known already stays as it was decided first. */
function addNumbers(
  known: Known,
  { domains, numbers }: Pick<LedgerPopulation, 'domains' | 'numbers'>,
  study?: Sha256,
): void {
  for (const [variable, levels] of Object.entries(domains)) known.domains.set(variable, levels);
  for (const number of numbers) {
    const key = selectionKey(number.selection);
    if (known.numbers.has(key)) continue;
    known.numbers.set(key, number);
    if (study !== undefined && number.base !== null) known.recent.set(key, study);
  }
}

/** How many shown numbers a study added to a population. */
export const addedBy = ({ added, recent }: Known, study: string): number =>
  (added.get(study) ?? 0) + [...recent.values()].filter((each) => each === study).length;

function addPopulation(state: LedgerState, population: LedgerPopulation, study: Sha256): void {
  const { universe, unit, counted } = population;
  const known: Known = state.populations.get(universe) ?? {
    universe,
    unit,
    counted,
    domains: new Map(),
    numbers: new Map(),
    added: new Map(),
    recent: new Map(),
  };
  addNumbers(known, population, study);
  known.changed = true;
  state.populations.set(universe, known);
}

/** Applies an entry; `digest` is that of its bytes. */
export function applyEntry(state: LedgerState, entry: ChainEntry, digest: Sha256): void {
  state.sequence = entry.sequence;
  state.head = digest;
  state.tasks.set(entry.taskId, entry.sequence);
  state.denials.set(entry.researcher, entry.denied ? (state.denials.get(entry.researcher) ?? 0) + 1 : 0);
  const before = state.deniedOn.get(entry.researcher) ?? [];
  if (entry.denied) state.deniedOn.set(entry.researcher, [...before, entry.day].slice(-keptDenials));
  for (const population of entry.populations) addPopulation(state, population, entry.studyDigest);
}

/** The state that a checkpoint holds, the numbers of all populations still unread. */
export function fromCheckpoint(checkpoint: Checkpoint): LedgerState {
  const state = emptyLedger();
  state.sequence = checkpoint.sequence;
  state.head = checkpoint.head;
  for (const [task, sequence] of Object.entries(checkpoint.tasks)) state.tasks.set(task, sequence);
  for (const [researcher, denials] of Object.entries(checkpoint.denials)) state.denials.set(researcher, denials);
  for (const [researcher, days] of Object.entries(checkpoint.deniedOn)) state.deniedOn.set(researcher, days);
  for (const { universe, unit, participants, storedAt } of checkpoint.populations) {
    const counted = checkpoint.participants[participants] ?? [];
    const rest = {
      domains: new Map(),
      numbers: new Map(),
      added: new Map(),
      recent: new Map(),
      storedAt,
      unread: true,
    };
    state.populations.set(universe, { universe, unit, counted, ...rest });
  }
  return state;
}

/** Puts stored numbers before those that later entries added. */
export function withStored(state: LedgerState, { universe, domains, numbers, added }: StoredNumbers): void {
  const later = state.populations.get(universe);
  if (later === undefined) throw new RangeError(`numbers of a population that the ledger does not have: ${universe}`);
  const known = {
    ...later,
    domains: new Map<string, string[]>(),
    numbers: new Map<string, KnownNumber>(),
    added: new Map(Object.entries(added)),
    unread: false,
  };
  addNumbers(known, { domains, numbers });
  for (const key of known.numbers.keys()) known.recent.delete(key);
  addNumbers(known, {
    domains: Object.fromEntries(later.domains),
    numbers: [...later.numbers.values()].map(plainNumber),
  });
  state.populations.set(universe, known);
}

/** The checkpoint of a state whose populations are all stored; undefined for an empty ledger. */
export function toCheckpoint(state: LedgerState): Checkpoint | undefined {
  if (state.head === null) return undefined;
  const populations = [...state.populations.values()];
  const nameOf = (counted: readonly Counted[]) => digestOf(counted).slice(0, 16);
  return {
    schema: 'vroegzicht-ledger-known/2',
    sequence: state.sequence,
    head: state.head,
    tasks: Object.fromEntries(state.tasks),
    denials: Object.fromEntries(state.denials),
    deniedOn: Object.fromEntries([...state.deniedOn].map(([researcher, days]) => [researcher, [...days]])),
    participants: Object.fromEntries(populations.map(({ counted }) => [nameOf(counted), counted])),
    populations: populations.map(({ universe, unit, counted, storedAt }) => {
      if (storedAt === undefined) throw new RangeError(`the numbers of a population are not stored: ${universe}`);
      return { universe, unit, participants: nameOf(counted), storedAt };
    }),
  };
}

const weekMilliseconds = 7 * 24 * 60 * 60 * 1000;

/** Whether a person must look first: too many denied runs in a row, or in the seven days up to this one (L7). */
export function mustBeReviewed(
  state: Pick<LedgerState, 'denials' | 'deniedOn'>,
  { researcher, day }: { readonly researcher: string; readonly day: string },
  policy: Pick<Policy, 'maximumDenials' | 'maximumDenialsWeekly'>,
): boolean {
  const since = Date.parse(day) - weekMilliseconds;
  const recent = (state.deniedOn.get(researcher) ?? []).filter((each) => Date.parse(each) > since);
  const inRow = state.denials.get(researcher) ?? 0;
  return inRow >= policy.maximumDenials.value || recent.length >= policy.maximumDenialsWeekly.value;
}

/** The numbers of a population as they are stored. */
export const storedNumbers = ({ sequence }: LedgerState, known: Known): StoredNumbers => ({
  schema: 'vroegzicht-ledger-numbers/1',
  universe: known.universe,
  sequence,
  domains: Object.fromEntries(known.domains),
  numbers: [...known.numbers.values()].map(plainNumber),
  added: Object.fromEntries(
    [...new Set([...known.added.keys(), ...known.recent.values()])].map((study) => [study, addedBy(known, study)]),
  ),
});

/** A number as plain data. */
export const plainNumber = (number: KnownNumber) => ({
  ...number,
  selection: Object.fromEntries(Object.entries(number.selection).map(([variable, levels]) => [variable, [...levels]])),
});
