import * as z from 'zod';
import { Instant, ProviderId, ResearcherId, Sha256, StudyId } from '../protocol/identifiers.ts';

/** Names of the files of an evidence bundle. */
export const bundleNames = {
  manifest: 'manifest.jws.json',
  crate: 'ro-crate-metadata.json',
  study: 'study.json',
  sequence: 'sequence.json',
  deviations: 'deviations.txt',
  estimatesCsv: 'estimates.csv',
  estimatesJson: 'estimates.json',
  researcherKeys: 'keys/researcher.jwks.json',
  providerKeys: (provider: string) => `keys/${provider}.jwks.json`,
  message: (taskId: string) => `messages/${taskId}.jws.json`,
  envelope: (provider: string, digest: string) => `envelopes/${provider}/${digest}.jws.json`,
} as const;

/** The signed table of contents: every other file with its digest. */
export const BundleManifest = z.strictObject({
  schema: z.literal('vroegzicht-bundle/1'),
  study: StudyId,
  version: z.int().min(1),
  studyDigest: Sha256,
  researcher: ResearcherId,
  madeAt: Instant,
  files: z.array(z.strictObject({ name: z.string().max(300), sha256: Sha256, bytes: z.int().min(0) })).max(10_000),
});
export type BundleManifest = z.infer<typeof BundleManifest>;

/**
 * Everything that a provider delivered to this researcher, by its place in the provider's sequence: what belongs to other
 * studies stands there with its digest only.
 */
export const SequenceFile = z.array(
  z.strictObject({ provider: ProviderId, seq: z.int().min(1), sha256: Sha256, isOfThisStudy: z.boolean() }),
);
export type SequenceFile = z.infer<typeof SequenceFile>;

/** Files of a bundle by name. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** Something that does not hold, and the file in which it shows. */
export type BundleFinding = { readonly file: string; readonly problem: string };

/** Text of a file of a bundle; undefined when there is none. */
export function textOf(files: BundleFiles, name: string): string | undefined {
  const bytes = files.get(name);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** JSON of a file of a bundle; undefined when there is none or it is no JSON. */
export function jsonOf(files: BundleFiles, name: string): unknown {
  try {
    return JSON.parse(textOf(files, name) ?? '');
  } catch {
    return undefined;
  }
}
