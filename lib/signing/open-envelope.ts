import { Envelope } from '../protocol/envelope.ts';
import type { EstimateRow } from '../protocol/estimate.ts';
import type { ProviderId, ResearcherId } from '../protocol/identifiers.ts';
import type { KeySet, PublicKey } from '../protocol/register.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { studyDigest } from './canonical.ts';
import { sameEstimates } from './compare-estimates.ts';
import { jwsTypes } from './jws-types.ts';
import { isValidAt } from './keys.ts';
import { checkSignature } from './verify-jws.ts';

/** What an envelope is checked against. Without `study` its estimates are not recomputed, and the result says so. */
export type EnvelopeExpectation = {
  readonly keys: KeySet;
  readonly now: Date;
  readonly issuer?: ProviderId;
  readonly audience?: ResearcherId;
  readonly study?: Study;
  /** Estimates from released evidence: `estimateRelease` of lib/analyses. */
  readonly estimate: (release: PooledRelease, study: Study) => readonly EstimateRow[];
};

/** An envelope that holds, with what was proven, or the reason that it does not. */
export type OpenedEnvelope =
  | { readonly status: 'opened'; readonly envelope: Envelope; readonly key: PublicKey; readonly recomputed: boolean }
  | { readonly status: 'rejected'; readonly code: string; readonly reason: string };

const aheadMilliseconds = 15 * 60_000;

/**
 * Verifies signature, schema, issuer, audience and the key's validity at the time of signing; then recomputes every
 * estimate from the released evidence.
 */
export function openEnvelope(text: string, expected: EnvelopeExpectation): OpenedEnvelope {
  const verified = checkSignature(text, expected.keys, jwsTypes.envelope);
  if (verified.status === 'invalid') return rejected(verified.code, verified.reason);
  const { key } = verified;
  const parsed = Envelope.safeParse(verified.payload);
  if (!parsed.success) return rejected('unknown-format', 'the signed content is no envelope of this version');
  const envelope = parsed.data;
  const issued = new Date(envelope.iat);
  if (!isValidAt(key, issued)) return rejected('key-not-valid', `key ${key.kid} was not valid on ${envelope.iat}`);
  if (issued.getTime() > expected.now.getTime() + aheadMilliseconds)
    return rejected('not-yet-issued', `it says that it was signed on ${envelope.iat}`);
  return checkParties(envelope, expected) ?? checkContent(envelope, key, expected);
}

function checkParties(envelope: Envelope, { issuer, audience }: EnvelopeExpectation): OpenedEnvelope | undefined {
  if (issuer !== undefined && envelope.iss !== issuer)
    return rejected('other-issuer', `it was issued by ${envelope.iss}, not by ${issuer}`);
  if (audience !== undefined && envelope.aud !== audience)
    return rejected('other-audience', `it was made for ${envelope.aud}, not for ${audience}`);
  if (envelope.body.provider !== envelope.iss || envelope.body.taskId !== envelope.sub)
    return rejected('inconsistent', 'its content names another provider or task than the envelope');
  return undefined;
}

function checkContent(envelope: Envelope, key: PublicKey, { study, estimate }: EnvelopeExpectation): OpenedEnvelope {
  const { body } = envelope;
  if (body.schema !== 'vroegzicht-release/1' || study === undefined)
    return { status: 'opened', envelope, key, recomputed: false };
  if (studyDigest(study) !== body.studyDigest)
    return rejected('other-study', 'it answers another study than this one, or another version of it');
  if (body.studyId !== study.study || body.version !== study.version)
    return rejected('inconsistent', 'its study id and version differ from those of the study with its digest');
  const asked = new Set<string>(study.analyses.map(({ id }) => id));
  if (body.outcomes.some(({ analysis }) => !asked.has(analysis)))
    return rejected('inconsistent', 'it holds an outcome of an analysis that the study does not have');
  const difference = differenceOf(body, study, estimate);
  if (difference !== undefined) return rejected('estimates-differ', difference);
  return { status: 'opened', envelope, key, recomputed: true };
}

function differenceOf(
  release: PooledRelease,
  study: Study,
  estimate: EnvelopeExpectation['estimate'],
): string | undefined {
  try {
    return sameEstimates(release.estimates, estimate(release, study));
  } catch {
    return 'its evidence is not what the study asks for, so that no estimates follow from it';
  }
}

function rejected(code: string, reason: string): OpenedEnvelope {
  return { status: 'rejected', code, reason };
}
