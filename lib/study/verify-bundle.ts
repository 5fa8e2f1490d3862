import { KeySet, type PublicKey } from '../protocol/register.ts';
import { Study } from '../protocol/study.ts';
import { canonicalText, sha256, studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { thumbprint } from '../signing/keys.ts';
import { checkSignature } from '../signing/verify-jws.ts';
import { type BundleFiles, type BundleFinding, BundleManifest, bundleNames, jsonOf, textOf } from './bundle-format.ts';
import { type BundleEnvelope, checkEnvelopes, checkEstimates, checkSequence } from './verify-bundle-envelopes.ts';
import { type BundleMessage, checkMessages } from './verify-bundle-messages.ts';

/** Outcome of the verification of a bundle; it holds when there are no findings. */
export type VerifiedBundle = {
  readonly findings: readonly BundleFinding[];
  readonly manifest: BundleManifest | undefined;
  readonly study: Study | undefined;
  readonly envelopes: readonly BundleEnvelope[];
  readonly messages: readonly BundleMessage[];
  readonly otherStudies: number;
  readonly pinned: boolean;
  readonly files: number;
};

/** A bundle to check; `pinned` are keys of providers that the reader got elsewhere and trusts. */
export type BundleCheck = {
  readonly files: BundleFiles;
  readonly damaged: readonly string[];
  readonly pinned: KeySet | undefined;
  readonly now: Date;
};

/** Checks a bundle offline: the signed list, every file, every signature, the sequence, and that the results follow. */
export function verifyBundle(check: BundleCheck): VerifiedBundle {
  const findings: BundleFinding[] = check.damaged.map((file) => ({
    file,
    problem: 'its compressed content is damaged',
  }));
  const manifest = readManifest(check.files, findings);
  checkFiles(check, manifest, findings);
  const study = readStudy(check.files, manifest, findings);
  const keys = providerKeys(check, findings);
  const researcher = manifest?.researcher;
  const about = { files: check.files, study, researcher, keys, now: check.now };
  const envelopes = checkEnvelopes(about, findings);
  const otherStudies = checkSequence(check.files, envelopes, findings);
  if (study !== undefined) checkEstimates(check.files, study, envelopes, findings);
  const messages = checkMessages(check.files, manifest, findings);
  const pinned = check.pinned !== undefined;
  return {
    findings: once(findings),
    manifest,
    study,
    envelopes,
    messages,
    otherStudies,
    pinned,
    files: check.files.size,
  };
}

/** The first finding about a file says enough. */
const once = (findings: readonly BundleFinding[]): readonly BundleFinding[] =>
  findings.filter(({ file }, index) => findings.findIndex((other) => other.file === file) === index);

function readManifest(files: BundleFiles, findings: BundleFinding[]): BundleManifest | undefined {
  const text = textOf(files, bundleNames.manifest);
  const keys = KeySet.safeParse(jsonOf(files, bundleNames.researcherKeys)).data;
  if (text === undefined) findings.push({ file: bundleNames.manifest, problem: 'the signed list of files is missing' });
  if (keys === undefined || !keys.keys.every(isSound))
    findings.push({ file: bundleNames.researcherKeys, problem: 'it holds no public keys of the researcher' });
  if (text === undefined || keys === undefined) return undefined;
  const checked = checkSignature(text, keys, jwsTypes.bundle);
  const parsed = checked.status === 'verified' ? BundleManifest.safeParse(checked.payload).data : undefined;
  if (parsed !== undefined) return parsed;
  const why = checked.status === 'invalid' ? checked.reason : 'it is no list of files';
  const keysAreAltered = checked.status === 'invalid' && checked.code === 'unknown-key';
  findings.push(
    keysAreAltered
      ? { file: bundleNames.researcherKeys, problem: 'it does not hold the key that signed the list of files' }
      : { file: bundleNames.manifest, problem: `the signature on the list of files does not hold: ${why}` },
  );
  return undefined;
}

function isSound(key: PublicKey): boolean {
  try {
    return thumbprint(key) === key.kid;
  } catch {
    return false;
  }
}

function checkFiles(
  { files, damaged }: BundleCheck,
  manifest: BundleManifest | undefined,
  findings: BundleFinding[],
): void {
  if (manifest === undefined) return;
  const listed = new Map<string, string>(manifest.files.map(({ name, sha256: digest }) => [name, digest]));
  for (const [name, digest] of listed) {
    const bytes = files.get(name);
    if (bytes === undefined && !damaged.includes(name)) findings.push({ file: name, problem: 'it is missing' });
    if (bytes !== undefined && sha256(bytes) !== digest)
      findings.push({ file: name, problem: 'its content is not what the researcher signed' });
  }
  for (const name of files.keys())
    if (name !== bundleNames.manifest && !listed.has(name))
      findings.push({ file: name, problem: 'it is not in the signed list of files' });
}

function readStudy(
  files: BundleFiles,
  manifest: BundleManifest | undefined,
  findings: BundleFinding[],
): Study | undefined {
  const study = Study.safeParse(jsonOf(files, bundleNames.study)).data;
  const isSame = study !== undefined && canonicalText(study) === textOf(files, bundleNames.study);
  if (study === undefined || !isSame) {
    findings.push({ file: bundleNames.study, problem: 'it is no study of this version in its canonical form' });
    return undefined;
  }
  if (manifest !== undefined && studyDigest(study) !== manifest.studyDigest)
    findings.push({ file: bundleNames.study, problem: 'it is another study than the bundle is about' });
  return study;
}

function providerKeys({ files, pinned }: BundleCheck, findings: BundleFinding[]): ReadonlyMap<string, KeySet> {
  const found = new Map<string, KeySet>();
  const trusted = new Set(pinned?.keys.map(({ kid }) => kid));
  for (const name of files.keys()) {
    const provider = /^keys\/([a-z0-9-]+)\.jwks\.json$/.exec(name)?.[1];
    if (provider === undefined || name === bundleNames.researcherKeys) continue;
    const keys = KeySet.safeParse(jsonOf(files, name)).data;
    if (keys === undefined || !keys.keys.every(isSound)) {
      findings.push({ file: name, problem: 'it holds no public keys' });
      continue;
    }
    const known = pinned === undefined ? keys.keys : keys.keys.filter(({ kid }) => trusted.has(kid));
    const [first, ...rest] = known;
    if (first === undefined)
      findings.push({ file: name, problem: 'none of its keys is among the keys that you trust' });
    else found.set(provider, { keys: [first, ...rest] });
  }
  return found;
}
