import { ResearcherMessage } from '../protocol/message.ts';
import { KeySet } from '../protocol/register.ts';
import { studyDigest } from '../signing/canonical.ts';
import { jwsTypes } from '../signing/jws-types.ts';
import { checkSignature } from '../signing/verify-jws.ts';
import {
  type BundleFiles,
  type BundleFinding,
  type BundleManifest,
  bundleNames,
  jsonOf,
  textOf,
} from './bundle-format.ts';

/** A message of the researcher that holds: what was asked of whom, and when. */
export type BundleMessage = { readonly file: string; readonly message: ResearcherMessage };

/** Verifies the messages that the researcher sent: signature, sender, and that they are about this study. */
export function checkMessages(
  files: BundleFiles,
  manifest: BundleManifest | undefined,
  findings: BundleFinding[],
): readonly BundleMessage[] {
  const keys = KeySet.safeParse(jsonOf(files, bundleNames.researcherKeys)).data;
  if (keys === undefined || manifest === undefined) return [];
  const found: BundleMessage[] = [];
  for (const file of [...files.keys()].filter((name) => name.startsWith('messages/'))) {
    const checked = checkSignature(textOf(files, file) ?? '', keys, jwsTypes.message);
    const message = checked.status === 'verified' ? ResearcherMessage.safeParse(checked.payload).data : undefined;
    if (message === undefined || file !== bundleNames.message(message.messageId))
      findings.push({ file, problem: 'it is not signed by the researcher, or not under its own name' });
    else if (message.from !== manifest.researcher || !isAbout(message, manifest))
      findings.push({ file, problem: 'it is a message about another study' });
    else found.push({ file, message });
  }
  return found;
}

function isAbout(message: ResearcherMessage, manifest: BundleManifest): boolean {
  switch (message.kind) {
    case 'submit':
      return (
        message.study.study === manifest.study &&
        (message.study.version !== manifest.version || studyDigest(message.study) === manifest.studyDigest)
      );
    case 'run':
      return (
        message.studyId === manifest.study &&
        (message.version !== manifest.version || message.studyDigest === manifest.studyDigest)
      );
    default:
      return true;
  }
}
