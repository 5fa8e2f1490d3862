import * as z from 'zod';
import { MunicipalityCode, ResearcherId, Sha256, SnapshotId, TaskId } from '../protocol/identifiers.ts';

const Selection = z.record(z.string(), z.array(z.string()));
const Count = z.number().min(0);

const KnownNumber = z.strictObject({
  selection: Selection,
  rows: Count,
  households: Count,
  least: Count,
  base: z.number().min(1).nullable(),
  secret: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  drift: Count.optional(),
});

/** How many days of denied runs are kept for each researcher. */
export const keptDenials = 200;

/** A municipality and the snapshot of it that was counted. */
export const Counted = z.strictObject({ municipality: MunicipalityCode, snapshot: SnapshotId });
export type Counted = z.infer<typeof Counted>;

/** What is known of one population: unit, who was counted, canonical questions with counts. Never who is in it (ruling 16). */
export const LedgerPopulation = z.strictObject({
  universe: z.string(),
  unit: z.string(),
  counted: z.array(Counted),
  domains: Selection,
  numbers: z.array(KnownNumber),
});
export type LedgerPopulation = z.infer<typeof LedgerPopulation>;

const PopulationCertificate = z.strictObject({
  universe: z.string(),
  cells: Count,
  primary: Count,
  secondary: Count,
  secrets: Count,
  exact: z.boolean(),
  finished: z.boolean(),
  earlier: Count,
});

/** `ledger/releases/chain/<sequence>.json`: one release, create-only; `previous` is the digest of the entry before it. */
export const ChainEntry = z.strictObject({
  schema: z.literal('vroegzicht-ledger-chain/1'),
  sequence: z.int().min(1),
  previous: Sha256.nullable(),
  taskId: TaskId,
  researcher: ResearcherId,
  studyDigest: Sha256,
  policy: z.string(),
  /** Day on which the task was accepted. */
  day: z.iso.date(),
  denied: z.boolean(),
  certificate: z.strictObject({ rule: z.string(), solves: Count, populations: z.array(PopulationCertificate) }),
  populations: z.array(LedgerPopulation),
});
export type ChainEntry = z.infer<typeof ChainEntry>;

/**
 * `ledger/releases/known/<sequence>.json`: what the entries up to that one say of tasks, researchers and populations. Lists of
 * participants stand once; the numbers of a population stand in an object of their own.
 */
export const Checkpoint = z.strictObject({
  schema: z.literal('vroegzicht-ledger-known/2'),
  sequence: z.int().min(1),
  head: Sha256,
  tasks: z.record(z.string(), z.int()),
  denials: z.record(z.string(), z.int()),
  /** Days of the last runs of each researcher with something withheld because of earlier releases. */
  deniedOn: z.record(z.string(), z.array(z.iso.date()).max(keptDenials)),
  participants: z.record(z.string(), z.array(Counted)),
  populations: z.array(
    z.strictObject({ universe: z.string(), unit: z.string(), participants: z.string(), storedAt: z.int().min(1) }),
  ),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** `ledger/releases/numbers/<digest of the population>/<sequence>.json`: everything known of one population after that entry. */
export const StoredNumbers = z.strictObject({
  schema: z.literal('vroegzicht-ledger-numbers/1'),
  universe: z.string(),
  sequence: z.int().min(1),
  domains: Selection,
  numbers: z.array(KnownNumber),
  /** Numbers that each study added, by its digest. */
  added: z.record(z.string(), z.int().min(0)).default({}),
});
export type StoredNumbers = z.infer<typeof StoredNumbers>;
