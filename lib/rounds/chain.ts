import { type ProviderId, type ResearcherId, type Sha256, TaskId } from '../protocol/identifiers.ts';
import type { RoundEvidence } from '../protocol/rounds.ts';
import { digestOf } from '../signing/canonical.ts';

/** What a chain of rounds is about: a model of an approved study, who asks, and which providers fit it together. */
export type Chain = {
  readonly studyDigest: Sha256;
  readonly model: string;
  readonly researcher: ResearcherId;
  readonly parties: readonly ProviderId[];
  readonly attempt: number;
};

/** Identity of a chain: the same specification has the same chain, whoever asks again. */
export function chainOf({ studyDigest, model, researcher, parties, attempt }: Chain): Sha256 {
  return digestOf({ schema: 'vroegzicht-rounds/1', studyDigest, model, researcher, parties, attempt });
}

/** Head of the hash chain before any evidence. */
export function firstHead(chain: Sha256): Sha256 {
  return digestOf({ chain });
}

/** Head after a round: the head before it and the digest of every provider's signed body, in the order of the parties. */
export function nextHead(
  head: Sha256,
  bodies: readonly { readonly provider: ProviderId; readonly bodyDigest: Sha256 }[],
): Sha256 {
  const sorted = bodies.toSorted((left, right) => (left.provider < right.provider ? -1 : 1));
  return digestOf({ head, bodies: sorted.map(({ provider, bodyDigest }) => [provider, bodyDigest]) });
}

/** Digest of a body of sealed evidence, as it stands in the chain. */
export function bodyDigestOf(body: RoundEvidence): Sha256 {
  return digestOf(body);
}

/** The one task id that a round of a chain has at every provider. */
export function roundTaskId(chain: Sha256, round: number): TaskId {
  return TaskId.parse(`round-${chain.slice(0, 32)}-${String(round).padStart(2, '0')}`);
}
