import type { Signer } from '../ports.ts';
import type { ResearcherId } from '../protocol/identifiers.ts';
import type { KeySet } from '../protocol/register.ts';
import type { Study } from '../protocol/study.ts';
import { canonicalText, sha256, studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { publicKeyFromSpki } from '../signing/keys.ts';
import { signJws } from '../signing/sign-jws.ts';
import { type BundleFiles, BundleManifest, bundleNames, type SequenceFile } from './bundle-format.ts';
import type { Collected } from './collect.ts';
import { estimatesCsv, estimatesJson } from './estimates-files.ts';
import { type CratedRun, roCrate } from './ro-crate.ts';
import { poolCollected } from './signed-models.ts';
import type { SentTask } from './tasks-file.ts';

/** Everything a bundle is made of; `sequence` are the deliveries of the providers, other studies included. */
export type BundleContent = {
  readonly study: Study;
  readonly researcher: ResearcherId;
  readonly tasks: readonly SentTask[];
  readonly envelopes: readonly Collected[];
  readonly sequence: SequenceFile;
  readonly providerKeys: ReadonlyMap<string, KeySet>;
  readonly versions: readonly Study[];
  readonly madeAt: Date;
  /** The researcher's own words on what differs from the registered plan. */
  readonly deviations?: string;
};

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);

/** Makes the files of an evidence bundle and signs their list with the researcher's key. */
export async function makeBundle(content: BundleContent, signer: Signer): Promise<BundleFiles> {
  const { study, envelopes, tasks, madeAt } = content;
  const pooled = poolCollected(study, envelopes);
  const files = new Map<string, Uint8Array>([
    [bundleNames.study, Buffer.from(canonicalText(study))],
    [bundleNames.estimatesCsv, Buffer.from(estimatesCsv(pooled.estimates))],
    [bundleNames.estimatesJson, Buffer.from(estimatesJson(pooled.estimates))],
    [bundleNames.sequence, json(sequenceOf(content))],
    [bundleNames.researcherKeys, json({ keys: [publicKeyFromSpki(await signer.spki())] })],
    ...[...content.providerKeys].map(([provider, keys]) => [bundleNames.providerKeys(provider), json(keys)] as const),
    ...tasks.map(({ taskId, message }) => [bundleNames.message(taskId), Buffer.from(message)] as const),
    ...envelopes.map(
      ({ provider, text }) => [bundleNames.envelope(provider, sha256(text)), Buffer.from(text)] as const,
    ),
    ...(content.deviations === undefined ? [] : [[bundleNames.deviations, Buffer.from(content.deviations)] as const]),
    ...content.versions
      .filter(({ version }) => version !== study.version)
      .map((each) => [`versions/${each.version}.json`, Buffer.from(canonicalText(each))] as const),
  ]);
  files.set(bundleNames.crate, json(roCrate({ study, files: [...files.keys()], madeAt, runs: runsOf(envelopes) })));
  const manifest = BundleManifest.parse({
    schema: 'vroegzicht-bundle/1',
    study: study.study,
    version: study.version,
    studyDigest: studyDigest(study),
    researcher: content.researcher,
    madeAt: madeAt.toISOString(),
    files: [...files]
      .map(([name, bytes]) => ({ name, sha256: sha256(bytes), bytes: bytes.byteLength }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  });
  files.set(bundleNames.manifest, Buffer.from(await signJws(manifest, jwsTypes.bundle, signer)));
  return files;
}

/** The releases as a crate describes them. */
function runsOf(envelopes: readonly Collected[]): readonly CratedRun[] {
  return envelopes.flatMap(({ provider, text, envelope: { body, iat, codeVersion, approvedBy } }) => {
    if (body.schema !== 'vroegzicht-release/1') return [];
    const { snapshotsDigest, policy, estimates } = body;
    const [first] = estimates;
    const data = { dataFrom: first?.data_from ?? null, dataUntil: first?.data_until ?? null };
    const file = bundleNames.envelope(provider, sha256(text));
    return [
      {
        file,
        provider,
        codeVersion,
        signedAt: iat,
        approvedBy: approvedBy ?? 'nobody named',
        snapshotsDigest,
        policy,
        ...data,
      },
    ];
  });
}

/** The deliveries from the first to the last of this study at each provider. */
function sequenceOf({ sequence, envelopes }: BundleContent): SequenceFile {
  return sequence.filter(({ provider, seq }) => {
    const own = envelopes.filter((each) => each.provider === provider).map(({ envelope }) => envelope.seq);
    return seq >= Math.min(...own) && seq <= Math.max(...own);
  });
}
