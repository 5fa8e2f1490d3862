import { estimateRelease } from '../analyses/estimates.ts';
import { Failure } from '../failure.ts';
import type { Envelope } from '../protocol/envelope.ts';
import { ProviderId, type ResearcherId } from '../protocol/identifiers.ts';
import type { KeySet } from '../protocol/register.ts';
import type { Study } from '../protocol/study.ts';
import { sha256 } from '../signing/canonical.ts';
import { openEnvelope } from '../signing/open-envelope.ts';
import { type BundleFiles, type BundleFinding, bundleNames, jsonOf, SequenceFile, textOf } from './bundle-format.ts';
import { estimatesCsv, estimatesJson } from './estimates-files.ts';
import { poolCollected } from './signed-models.ts';

/** An envelope of a bundle that holds. */
export type BundleEnvelope = {
  readonly file: string;
  readonly provider: ProviderId;
  readonly digest: string;
  readonly text: string;
  readonly envelope: Envelope;
  readonly recomputed: boolean;
};

/** What the envelopes are checked against. */
export type EnvelopeCheck = {
  readonly files: BundleFiles;
  readonly study: Study | undefined;
  readonly researcher: ResearcherId | undefined;
  readonly keys: ReadonlyMap<string, KeySet>;
  readonly now: Date;
};

/** Verifies every envelope: signature, parties, and that each estimate follows from the released evidence. */
export function checkEnvelopes(check: EnvelopeCheck, findings: BundleFinding[]): readonly BundleEnvelope[] {
  const found: BundleEnvelope[] = [];
  for (const file of check.files.keys()) {
    const match = /^envelopes\/([a-z0-9-]+)\/([0-9a-f]{64})\.jws\.json$/.exec(file);
    const provider = ProviderId.safeParse(match?.[1]).data;
    if (match === null || provider === undefined) continue;
    const text = textOf(check.files, file) ?? '';
    const digest = sha256(text);
    const opened =
      digest === match[2] ? openOne(text, provider, check) : { problem: 'its content is not what its name says' };
    if ('problem' in opened) findings.push({ file, problem: opened.problem });
    else found.push({ file, provider, digest, text, ...opened });
  }
  return found.toSorted((left, right) => left.envelope.seq - right.envelope.seq);
}

function openOne(text: string, provider: ProviderId, { study, researcher, keys, now }: EnvelopeCheck) {
  const own = keys.get(provider);
  if (own === undefined) return { problem: `there are no keys of ${provider} that could verify it` };
  const opened = openEnvelope(text, {
    keys: own,
    now,
    issuer: provider,
    estimate: estimateRelease,
    ...(researcher === undefined ? {} : { audience: researcher }),
    ...(study === undefined ? {} : { study }),
  });
  if (opened.status === 'rejected') return { problem: opened.reason };
  return { envelope: opened.envelope, recomputed: opened.recomputed };
}

/**
 * Checks that the provider's numbering runs on without a gap and that each envelope names the one before it. Returns how
 * many of the numbered messages are about other studies: of these only the digest is there.
 */
export function checkSequence(
  files: BundleFiles,
  envelopes: readonly BundleEnvelope[],
  findings: BundleFinding[],
): number {
  const file = bundleNames.sequence;
  const places = SequenceFile.safeParse(jsonOf(files, file)).data;
  if (places === undefined) {
    findings.push({ file, problem: 'the list of deliveries cannot be read' });
    return 0;
  }
  for (const [provider, own] of Map.groupBy(places, (place) => place.provider)) {
    const gap = own.findIndex(({ seq }, index) => index > 0 && seq !== (own[index - 1]?.seq ?? 0) + 1);
    if (gap > 0)
      findings.push({ file, problem: `a delivery of ${provider} is missing before number ${own[gap]?.seq ?? 0}` });
    for (const { file: name, digest, envelope } of envelopes.filter((each) => each.provider === provider)) {
      const place = own.find(({ seq }) => seq === envelope.seq);
      const before = own.find(({ seq }) => seq === envelope.seq - 1);
      if (place?.sha256 !== digest)
        findings.push({ file: name, problem: 'the list of deliveries has another file at its place' });
      if (before !== undefined && envelope.prev !== before.sha256)
        findings.push({
          file,
          problem: `delivery ${envelope.seq} of ${provider} does not follow the one listed before it`,
        });
    }
    for (const { seq, sha256: digest } of own.filter(({ isOfThisStudy }) => isOfThisStudy))
      if (!envelopes.some((each) => each.provider === provider && each.digest === digest))
        findings.push({
          file: bundleNames.envelope(provider, digest),
          problem: `delivery ${seq} is missing or does not hold`,
        });
  }
  return places.filter(({ isOfThisStudy }) => !isOfThisStudy).length;
}

/** Pools the releases again: the tables must be exactly what follows from the envelopes. */
export function checkEstimates(
  files: BundleFiles,
  study: Study,
  envelopes: readonly BundleEnvelope[],
  findings: BundleFinding[],
): void {
  try {
    const collected = envelopes.map(({ provider, file, text, envelope }) => ({ provider, name: file, text, envelope }));
    const { estimates } = poolCollected(study, collected);
    const expected = [
      [bundleNames.estimatesCsv, estimatesCsv(estimates)],
      [bundleNames.estimatesJson, estimatesJson(estimates)],
    ] as const;
    for (const [file, text] of expected)
      if (textOf(files, file) !== text) findings.push({ file, problem: 'it does not follow from the signed releases' });
  } catch (error) {
    const why = error instanceof Failure ? error.message : 'the releases do not fit together';
    findings.push({ file: bundleNames.estimatesJson, problem: `the results cannot be made again: ${why}` });
  }
}
