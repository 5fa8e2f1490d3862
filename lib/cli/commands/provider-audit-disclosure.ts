import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type AuditedRelease, auditReleases } from '../../audit-disclosure/audit.ts';
import { Failure } from '../../failure.ts';
import { Envelope } from '../../protocol/envelope.ts';
import { Jws } from '../../protocol/message.ts';
import { PooledRelease, StoredRelease } from '../../protocol/release.ts';
import type { Study } from '../../protocol/study.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { loadSolver } from '../../solver/highs.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';

/** `vroegzicht provider audit disclosure`: what an outsider can find out from everything released. */
export const command: Command = {
  name: ['provider', 'audit', 'disclosure'],
  summary: 'solve for every withheld number from released files alone',
  description:
    'Rebuilds the system of an outsider from released files and their studies, and solves for each withheld number. Exit code 2 when one is certainly small.',
  options: {
    releases: {
      type: 'text',
      placeholder: 'FILE',
      help: 'a release or a signed envelope; repeat for more',
      multiple: true,
    },
    study: {
      type: 'text',
      placeholder: 'STUDY',
      help: 'a study that the releases answer; repeat for more',
      multiple: true,
    },
  },
  examples: ['vroegzicht provider audit disclosure --releases a.jws.json --releases b.jws.json --study study.yaml'],
  run: audit,
};

const unreadable = (path: string) =>
  new Failure('wrong-use', 'no-release', `${path} holds no release`, 'give releases or envelopes with releases');

/** The release in a file; undefined for an envelope with a notice or refusal, which carries no data. */
function releaseIn(text: string, path: string): PooledRelease | undefined {
  const content: unknown = JSON.parse(text);
  const jws = Jws.safeParse(content);
  if (jws.success) {
    const { body } = Envelope.parse(JSON.parse(Buffer.from(jws.data.payload, 'base64url').toString('utf8')));
    return body.schema === 'vroegzicht-release/1' ? body : undefined;
  }
  const found = z.union([PooledRelease, StoredRelease]).safeParse(content);
  if (!found.success) throw unreadable(path);
  return 'pooled' in found.data ? found.data.pooled : found.data;
}

async function audit({ arguments: given, output, directory }: CommandContext): Promise<Failure | undefined> {
  const studies = new Map<string, Study>();
  for (const path of given.list('study')) {
    const study = await readStudyFile(resolve(directory, path));
    studies.set(studyDigest(study), study);
  }
  const releases: AuditedRelease[] = [];
  for (const path of given.list('releases')) {
    const release = releaseIn(await readFile(resolve(directory, path), 'utf8'), path);
    if (release === undefined) continue;
    const study = studies.get(release.studyDigest);
    if (study === undefined)
      return new Failure('wrong-use', 'study-missing', `the study behind ${path} is not given`, 'give it with --study');
    releases.push({ release, study });
  }
  if (releases.length === 0)
    return new Failure('wrong-use', 'no-release', 'there is nothing to audit', 'give files with --releases');
  const found = auditReleases(releases, await loadSolver());
  output.result({ ...found });
  output.line(`${releases.length} releases, ${found.statements} numbers, ${found.withheld} of them withheld.`);
  output.table(
    ['withheld number', 'at least', 'at most'],
    found.narrowest.map(({ name, lowest, highest }) => [
      name,
      String(lowest),
      highest > 900_000 ? 'open' : String(highest),
    ]),
  );
  if (found.exposed.length === 0) return undefined;
  const message = `${found.exposed.length} withheld numbers are certainly small`;
  return new Failure('refused', 'exposed', message, 'hold further releases and look at the ledger');
}
