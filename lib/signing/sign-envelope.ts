import type { Disclosed } from '../disclosure/release.ts';
import type { Signer } from '../ports.ts';
import { Envelope, type KeyAnnouncement } from '../protocol/envelope.ts';
import type { Notice, PooledRelease, Refusal } from '../protocol/release.ts';
import type { ModelRelease, RoundEvidence } from '../protocol/rounds.ts';
import { jwsTypes } from './jws-types.ts';
import { signJws } from './sign-jws.ts';

/** What may be signed for a researcher: a release that passed the gate, or words without data. */
export type EnvelopeBody =
  | Disclosed<PooledRelease>
  | Disclosed<ModelRelease>
  | Disclosed<RoundEvidence>
  | Refusal
  | Notice
  | KeyAnnouncement;

/** An envelope before it is signed. */
export type EnvelopeDraft = Omit<Envelope, 'schema' | 'body'> & { readonly body: EnvelopeBody };

/** Signs an envelope for one researcher; returns the text of the file that is delivered. */
export async function signEnvelope(draft: EnvelopeDraft, signer: Signer): Promise<string> {
  const envelope = Envelope.parse({ schema: 'vroegzicht-envelope/1', ...draft });
  return await signJws(envelope, jwsTypes.envelope, signer);
}
