import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { type AuditedRelease, auditReleases, type DisclosureAudit } from '../../audit-disclosure/audit.ts';
import { Failure } from '../../failure.ts';
import { Envelope } from '../../protocol/envelope.ts';
import { Jws } from '../../protocol/message.ts';
import { PooledRelease, StoredRelease } from '../../protocol/release.ts';
import type { Study } from '../../protocol/study.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { loadSolver } from '../../solver/highs.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';
import { studyFileAt } from '../study-argument.ts';

/** `vroegzicht provider audit disclosure`: what an outsider can find out from everything released. */
export const command: Command = {
  name: ['provider', 'audit', 'disclosure'],
  summary: 'solve for every withheld number from released files alone',
  description:
    'Rebuilds the system of an outsider from released files and their studies, over all tasks, studies and providers given, and solves for each withheld number and for each small difference of two shown ones. Exit code 2 when one is certainly small.',
  options: {
    releases: {
      type: 'text',
      placeholder: 'PATH',
      help: 'a release, a signed envelope, or a folder with them, such as a results folder; repeat for more',
      multiple: true,
    },
    study: {
      type: 'text',
      placeholder: 'STUDY',
      help: 'a study that the releases answer; repeat for more',
      multiple: true,
    },
  },
  examples: [
    'vroegzicht provider audit disclosure --releases a.jws.json --releases b.jws.json --study study.yaml',
    'vroegzicht provider audit disclosure --releases results --study first.yaml --study second.yaml --json',
  ],
  run: audit,
};

const unreadable = (path: string) =>
  new Failure('wrong-use', 'no-release', `${path} holds no release`, 'give releases or envelopes with releases');

/** What a file holds: a release, an envelope with a notice or refusal, which carries no data, or neither. */
type Content = PooledRelease | 'no-data' | 'no-release';

function contentOf(text: string): Content {
  const content = jsonIn(text);
  const jws = Jws.safeParse(content);
  if (jws.success) {
    const envelope = Envelope.safeParse(jsonIn(Buffer.from(jws.data.payload, 'base64url').toString('utf8')));
    if (!envelope.success) return 'no-release';
    const { body } = envelope.data;
    return body.schema === 'vroegzicht-release/1' ? body : 'no-data';
  }
  const found = z.union([PooledRelease, StoredRelease]).safeParse(content);
  if (!found.success) return 'no-release';
  return 'pooled' in found.data ? found.data.pooled : found.data;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file to look at; one that was found in a folder, and not named, may be something else. */
type Candidate = { readonly path: string; readonly named: boolean };

/** A file, or the JSON files of a folder and of the folders in it. */
async function filesUnder(path: string): Promise<readonly Candidate[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    throw new Failure('wrong-use', 'file-not-found', `there is no file ${path}`, 'give the path of a file or folder');
  if (!found.isDirectory()) return [{ path, named: true }];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({ path: join(path, name), named: false }));
}

/** What was looked at, population by population, and the narrowest intervals. */
function report(found: DisclosureAudit, releases: number, output: CommandContext['output']): void {
  output.line(
    `${releases} releases, ${found.statements} numbers, ${found.withheld} of them withheld, ${found.differences} close pairs, ${found.amounts} of amounts.`,
  );
  output.table(
    ['population', 'numbers', 'withheld', 'close pairs', 'solved'],
    found.populations.map(({ population, numbers, withheld, differences, joint }) => [
      population,
      String(numbers),
      String(withheld),
      String(differences),
      joint ? 'together' : 'table by table',
    ]),
  );
  output.table(
    ['withheld number or difference', 'at least', 'at most'],
    found.narrowest.map(({ name, lowest, highest }) => [
      name,
      String(lowest),
      highest > 900_000 ? 'open' : String(highest),
    ]),
  );
}

async function audit({ arguments: given, output, directory }: CommandContext): Promise<Failure | undefined> {
  const studies = new Map<string, Study>();
  for (const path of given.list('study')) {
    const study = await readStudyFile(await studyFileAt(resolve(directory, path)));
    studies.set(studyDigest(study), study);
  }
  const releases: AuditedRelease[] = [];
  const paths = await Promise.all(
    given.list('releases').map(async (path) => await filesUnder(resolve(directory, path))),
  );
  const skipped: string[] = [];
  for (const { path, named } of paths.flat()) {
    const release = contentOf(await readFile(path, 'utf8'));
    if (release === 'no-data') continue;
    if (release === 'no-release') {
      if (named) throw unreadable(path);
      skipped.push(relative(directory, path));
      continue;
    }
    const study = studies.get(release.studyDigest);
    if (study === undefined)
      return new Failure('wrong-use', 'study-missing', `the study behind ${path} is not given`, 'give it with --study');
    releases.push({ release, study });
  }
  if (skipped.length > 0) output.note(`no release is in ${skipped.join(', ')}: left out`);
  if (releases.length === 0)
    return new Failure('wrong-use', 'no-release', 'there is nothing to audit', 'give files with --releases');
  const found = auditReleases(releases, await loadSolver());
  output.result({ ...found, skipped });
  report(found, releases.length, output);
  if (found.exposed.length === 0) return undefined;
  const message = `${found.exposed.length} withheld numbers or differences are certainly small`;
  return new Failure('refused', 'exposed', message, 'hold further releases and look at the ledger');
}
