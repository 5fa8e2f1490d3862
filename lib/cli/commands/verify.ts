import { resolve } from 'node:path';
import { estimateRelease } from '../../analyses/estimates.ts';
import { Failure } from '../../failure.ts';
import { openEnvelope } from '../../signing/open-envelope.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';
import { readEnvelopeText, readKeySet } from '../envelope-files.ts';
import { provenWords } from '../envelope-words.ts';
import { readArchive, verifyBundleFile } from '../verify-bundle-file.ts';

/** `vroegzicht verify`: checks a delivered file offline and says in words what is proven. */
export const command: Command = {
  name: ['verify'],
  summary: 'check a delivered file or an evidence bundle, offline',
  description:
    'Checks, without any network, that a file was signed by one of the given keys and was not changed since; with --study also that every estimate follows from the released evidence. Of a bundle (.zip) it checks every file and says in words what is proven. Exit code 4 when it does not hold.',
  positionals: { name: 'FILE', minimum: 1, maximum: 1 },
  options: {
    keys: {
      type: 'text',
      placeholder: 'JWKS',
      help: "the provider's public keys (default: jwks.json beside the envelope)",
    },
    study: { type: 'text', placeholder: 'STUDY', help: 'the study file that was asked: recompute every estimate' },
  },
  examples: [
    'vroegzicht verify result.jws.json --keys provider-a.jwks.json',
    'vroegzicht verify result.jws.json --keys provider-a.jwks.json --study study.yaml',
    'vroegzicht verify results/reach-2026-v1.zip --keys providers.jwks.json',
  ],
  run: verify,
};

async function verify({ arguments: given, output, directory }: CommandContext): Promise<Failure | undefined> {
  const path = resolve(directory, given.positionals[0] ?? '');
  const keysPath = given.text('keys');
  const studyPath = given.text('study');
  const archive = await readArchive(path);
  if (archive !== undefined)
    return await verifyBundleFile(archive, keysPath === undefined ? undefined : resolve(directory, keysPath), output);
  const text = await readEnvelopeText(path);
  const keys = await readKeySet(keysPath === undefined ? resolve(path, '../jwks.json') : resolve(directory, keysPath));
  const study = studyPath === undefined ? {} : { study: await readStudyFile(resolve(directory, studyPath)) };
  const opened = openEnvelope(text, { keys, now: new Date(), estimate: estimateRelease, ...study });
  if (opened.status === 'rejected')
    return new Failure(
      'bad-signature',
      opened.code,
      `the file does not hold: ${opened.reason}`,
      'do not use this file; ask the provider to deliver it again',
    );
  output.result({
    holds: true,
    key: opened.key.kid,
    estimatesRecomputed: opened.recomputed,
    envelope: opened.envelope,
  });
  for (const line of provenWords(opened)) output.line(line);
  return undefined;
}
