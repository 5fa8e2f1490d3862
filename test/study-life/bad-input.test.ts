import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { studyText } from '../journeys/life-files.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-bad-'));
  const files: Readonly<Record<string, string>> = {
    'study.yaml': studyText('reach-2026', 'elsa-lab'),
    'broken.yaml': 'schema: [',
    'empty.json': '{}',
    'bad.config.json': '{"role":"provider"}',
    'researcher.config.json': JSON.stringify({
      schema: 'vroegzicht-config/1',
      role: 'researcher',
      researcher: 'elsa-lab',
      name: 'ELSA',
      senderId: 'AROA',
      accountId: '222222222222',
      region: 'eu-central-1',
      buckets: { inbox: 'an-inbox' },
      keys: { task: 'arn:aws:kms:eu-central-1:222222222222:key/abc' },
      providers: {},
    }),
    'backwards.yaml':
      'code: "0518"\nname: X\nagreements: [{ id: a, purposes: [p], from: 2027-01-01, until: 2026-01-01, mailboxes: [a@b.nl], retentionMonths: 6 }]',
    'tasks-broken.yaml': studyText('reach-2026', 'elsa-lab'),
    'tasks-broken.tasks.json': '{"schema":"vroegzicht-tasks/1"',
    'huge.yaml': `schema: vroegzicht-study/1\ntitle: ${'x'.repeat(600_000)}`,
    'aliases.yaml': `a: &a [x, x]\nb: &b [${'*a, '.repeat(60)}x]`,
    'reversed.yaml': studyText('reach-2026', 'elsa-lab').replace('reach-2026', 'reach\u202e-2026'),
    'huge.json': ' '.repeat(2_100_000),
    'not-a.zip': 'PK\u0003\u0004 but no archive',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
});
afterAll(async () => await rm(directory, { recursive: true, force: true }));

async function type(line: readonly string[], input = '') {
  const out: string[] = [];
  const code = await runCommandLine([...line, '--json'], {
    entries: commandEntries,
    version: 'test',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: () => undefined },
    environment: { CI: '1' },
    directory,
    now: () => 0,
    readInput: async () => await Promise.resolve(input),
  });
  const { error } = z
    .object({ error: z.object({ code: z.string(), message: z.string(), remedy: z.string().min(5) }) })
    .parse(JSON.parse(out.join('')));
  return { ...error, exit: code, name: error.code };
}

const words = (line: string) => line.split(' ');

const cases: readonly (readonly [line: string, exit: number, name: string])[] = [
  ['study init', 1, 'argument-missing'],
  ['study init x', 1, 'answers-missing'],
  ['study init x --study Bad_Id --title t --researcher r --name n --purpose p', 1, 'bad-answer'],
  ['study init x --study a --title t --researcher r --name n --purpose ../p', 1, 'bad-answer'],
  ['study plan nowhere.yaml', 1, 'study-not-found'],
  ['study plan broken.yaml', 1, 'study-syntax'],
  ['study plan empty.json', 1, 'study-schema'],
  ['study plan huge.yaml', 1, 'study-too-large'],
  ['study plan aliases.yaml', 1, 'study-syntax'],
  ['study plan reversed.yaml', 1, 'study-schema'],
  ['study plan study.yaml --municipalities 0', 1, 'option-number'],
  ['study plan study.yaml --inhabitants many', 1, 'option-number'],
  ['study lint nowhere.yaml', 1, 'study-not-found'],
  ['study lint study.yaml --municipalities 343', 1, 'option-number'],
  ['study lint study.yaml --inhabitants 1e9', 1, 'option-number'],
  ['study dry-run study.yaml --export nowhere.xlsx', 1, 'file-not-found'],
  ['study submit study.yaml', 1, 'no-connection'],
  ['study submit study.yaml --quorum -1', 1, 'option-value'],
  ['study submit study.yaml --config nowhere.json', 1, 'no-configuration'],
  ['study submit study.yaml --config bad.config.json', 1, 'bad-configuration'],
  ['study run study.yaml', 1, 'not-submitted'],
  ['study run study.yaml --wave 1', 1, 'option-number'],
  ['study cancel study.yaml --task run-0123456789abcdef', 1, 'not-submitted'],
  ['study status study.yaml', 1, 'not-submitted'],
  ['study status tasks-broken.yaml', 1, 'bad-tasks-file'],
  ['study collect study.yaml', 1, 'not-submitted'],
  ['study pool study.yaml', 1, 'not-submitted'],
  ['study report study.yaml --quorum 0', 1, 'not-submitted'],
  ['study export study.yaml --format docx', 1, 'unknown-format'],
  ['study cite study.yaml extra', 1, 'argument-unknown'],
  ['study publish study.yaml', 1, 'no-notice'],
  ['study publish study.yaml --notice', 1, 'nothing-to-publish'],
  ['study bundle study.yaml', 1, 'not-submitted'],
  ['study identity --as', 1, 'option-value'],
  ['study trust empty.json', 1, 'bad-file'],
  ['study trust nowhere.json', 1, 'file-not-found'],
  ['study trust broken.yaml', 1, 'not-json'],
  ['study trust huge.json', 1, 'file-too-large'],
  ['provider researcher add not-a.zip', 1, 'not-json'],
  ['provider introduce huge.json', 1, 'file-too-large'],
  ['demo --municipalities 0', 1, 'option-number'],
  ['demo --households many', 1, 'option-number'],
  ['configure', 1, 'argument-missing'],
  ['configure provider', 1, 'what-deployment'],
  ['configure mayor --stage a --outputs nowhere.json --name X', 1, 'file-not-found'],
  ['provider municipality add nowhere.yaml', 1, 'file-not-found'],
  ['provider municipality add broken.yaml', 1, 'not-yaml'],
  ['provider municipality add empty.json', 1, 'bad-agreement'],
  ['provider municipality add backwards.yaml', 1, 'bad-agreement'],
  ['provider municipality withdraw 518 --by X --yes', 1, 'bad-code'],
  ['provider municipality withdraw 0518 --yes', 1, 'who'],
  ['provider municipality withdraw 0518 --by X', 2, 'not-confirmed'],
  ['provider municipality list --config researcher.config.json', 1, 'other-role'],
  ['provider researcher add empty.json', 1, 'bad-file'],
  ['provider ingest', 1, 'argument-missing'],
  ['provider ingest x.xlsx --municipality ../0518', 1, 'bad-code'],
  ['provider object --by hash', 1, 'bad-code'],
  ['provider object --municipality 0518 --by name', 1, 'by-what'],
  ['provider object --municipality 0518 --by hash', 1, 'identifier-missing'],
  ['provider inspect --municipality 0518 --by case', 1, 'identifier-missing'],
  ['provider study show x', 1, 'no-connection'],
  ['provider study approve x', 1, 'who'],
  ['provider study approve x --by J --release maybe', 1, 'release-mode'],
  ['provider study approve x --by J --days 0', 1, 'option-number'],
  ['provider study reject x --by J', 1, 'who-and-why'],
  ['provider release approve run-1', 1, 'who'],
  ['provider release reject run-1', 1, 'who'],
  ['provider release show', 1, 'argument-missing'],
  ['provider audit verify --head 12', 1, 'bad-head'],
  ['provider audit disclosure', 1, 'no-release'],
  ['provider audit disclosure --releases nowhere.json', 1, 'file-not-found'],
  ['provider audit disclosure --releases empty.json', 1, 'no-release'],
  ['provider audit disclosure --releases not-a.zip', 1, 'no-release'],
  ['provider audit disclosure --releases empty.json --study nowhere.yaml', 1, 'study-not-found'],
  ['provider keys show', 1, 'no-connection'],
  ['provider introduce', 1, 'argument-missing'],
  ['provider introduce nowhere.json', 1, 'file-not-found'],
  ['provider introduce empty.json', 1, 'bad-file'],
  ['provider release list', 1, 'no-connection'],
  ['provider release show ../../etc/passwd', 1, 'no-connection'],
  ['provider keys rotate', 1, 'no-connection'],
  ['local up --use-release-key provider-x', 1, 'unknown-deployment'],
  ['provider keys rotate --to alias/release', 1, 'which-key'],
  ['provider register export', 1, 'argument-missing'],
  ['provider report preview run-1', 1, 'which-page'],
  ['provider report resend run-0123456789abcdef', 1, 'which-mail'],
  ['provider report status run-1 extra', 1, 'argument-unknown'],
  ['provider report renew', 1, 'argument-missing'],
  ['codebook extra words', 1, 'argument-unknown'],
  ['data synth --preset enormous', 1, 'option-value'],
  ['local up --port 70000', 1, 'option-number'],
  ['verify nowhere.zip', 1, 'file-not-found'],
  ['verify not-a.zip', 4, 'unreadable-bundle'],
];

describe('a command with bad input says what is wrong and how to go on', () => {
  test.each(cases)('%s: exit %i, %s', async (line, exit, name) => {
    const answer = await type(words(line));
    expect({ exit: answer.exit, name: answer.name }).toEqual({ exit, name });
  });

  test('every command has a case', () => {
    const without = commandEntries
      .map(({ name }) => name.join(' '))
      .filter((name) => !cases.some(([line]) => line.startsWith(name)));
    expect(without).toEqual([]);
  });

  test.each([
    ['bsn', '123456789', 'no-bsn'],
    ['bsn', '111222333\n123456782', 'identifier-missing'],
    ['address', '1234AB', 'no-address'],
    ['address', '0234AB, 10', 'no-address'],
    ['address', '1234AB\n10\nA\nB', 'identifier-missing'],
    ['signal', 'VS-1\u202E', 'bad-identifier'],
    ['hash', 'x'.repeat(2000), 'identifier-missing'],
  ])('an objection by %s never repeats what was typed', async (by, input, name) => {
    const answer = await type(['provider', 'object', '--municipality', '0518', '--by', by], input);
    expect({ exit: answer.exit, name: answer.name }).toEqual({ exit: 1, name });
    expect(JSON.stringify(answer)).not.toContain(input.slice(0, 6));
  });
});
