import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { Sha256 } from '../protocol/identifiers.ts';
import { RoundEvidence } from '../protocol/rounds.ts';
import { readJson } from '../register/collection.ts';
import { Evidence } from '../rounds/evidence.ts';
import { canonicalBytes } from '../signing/canonical.ts';

/** `rounds/<chain>/<round>.json`: what a provider remembers of a round; never leaves it. Null evidence: it withheld, which ends the chain. */
const RoundState = z.strictObject({
  schema: z.literal('vroegzicht-round-state/1'),
  chain: Sha256,
  round: z.int().min(0).max(20),
  head: Sha256,
  /** Digest of the snapshots and restrictions that every round of the chain must find unchanged. */
  data: Sha256,
  /** Pooled evidence of all rounds before this one. */
  transcript: z.array(Evidence.shape.sums).max(20),
  own: Evidence.shape.sums.nullable(),
  body: RoundEvidence,
});
export type RoundState = z.infer<typeof RoundState>;

const keyOf = (chain: Sha256, round: number) => `rounds/${chain}/${String(round).padStart(2, '0')}.json`;

/** What this provider did in a round of a chain, if it did. */
export async function readRoundState(
  releases: ObjectStore,
  chain: Sha256,
  round: number,
): Promise<RoundState | undefined> {
  return await readJson(releases, keyOf(chain, round), RoundState);
}

/** Writes the state create-only and returns the one that stands: of two runs of one round the first counts. */
export async function settleRoundState(releases: ObjectStore, state: RoundState): Promise<RoundState> {
  const written = await releases.create(keyOf(state.chain, state.round), canonicalBytes(RoundState.parse(state)));
  if (written === 'created') return state;
  return (await readRoundState(releases, state.chain, state.round)) ?? state;
}
