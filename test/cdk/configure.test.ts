import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { command } from '../../lib/cli/commands/configure.ts';
import { readConfiguration } from '../../lib/cli/configuration.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { resolveTemplates } from '../../lib/local/policies/template-values.ts';
import { exampleApp, templatesOf } from '../support/synthesised.ts';

const templates = templatesOf(exampleApp());
const names = resolveTemplates(templates);
const arn = (purpose: string) => `arn:aws:kms:eu-central-1:111111111111:key/${purpose}`;
const inboxOfResearcher = 'vroegzicht-example-222222222222-eu-central-1-inbox';

/** As `cdk deploy --outputs-file` writes them. */
const outputs = {
  'vroegzicht-example-provider-data': {
    ReleaseKeyArn: arn('release'),
    ApprovalKeyArn: arn('approval'),
    ExchangeKeyArn: arn('exchange'),
  },
  'vroegzicht-example-researcher': {
    TaskKeyArn: arn('task'),
    InboxBucket: inboxOfResearcher,
    InboxKeyArn: arn('inbox'),
  },
};

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'configure-'));
  const elsewhere = JSON.stringify(outputs).replaceAll('arn:aws:', 'arn:aws-moon:');
  await writeFile(join(directory, 'outputs.json'), JSON.stringify(outputs));
  await writeFile(join(directory, 'elsewhere.json'), elsewhere);
  await writeFile(join(directory, 'empty.json'), '{}');
});
afterAll(async () => await rm(directory, { recursive: true }));

async function run(line: string) {
  let stderr = '';
  const code = await runCommandLine(['configure', ...line.split(' ')], {
    entries: [{ name: command.name, summary: command.summary, load: async () => command }],
    version: '0',
    stdout: { write: () => true },
    stderr: { write: (text) => void (stderr += text) },
    environment: {},
    directory,
    now: () => 0,
  });
  return { code, stderr };
}

const given = '--stage example --outputs outputs.json --name A';

describe('configure writes what the commands need of a deployment', () => {
  test('the outputs that it reads are outputs of the stacks', () => {
    for (const [stackName, values] of Object.entries(outputs)) {
      const template = templates.find((each) => each.stackName === stackName)?.template;
      const { Outputs } = z.object({ Outputs: z.record(z.string(), z.unknown()) }).parse(template);
      expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(Object.keys(values)));
    }
  });

  test('a provider gets buckets that exist, its keys, and a policy for keys of municipalities', async () => {
    expect(await run(`provider ${given} --to provider --two-persons`)).toEqual({ code: 0, stderr: '' });
    const found = await readConfiguration(join(directory, 'provider'));
    if (found?.role !== 'provider') throw new Error('no provider');
    const buckets = names
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ properties }) => properties['BucketName']);
    expect(buckets).toEqual(expect.arrayContaining(Object.values(found.buckets)));
    expect(found.keys).toEqual({ release: arn('release'), approval: arn('approval'), exchange: arn('exchange') });
    expect([found.twoPersonRule, found.reportBaseUrl]).toEqual([true, 'https://resultaten.example.nl']);
    const policy = await readFile(join(directory, 'provider', found.municipalityKeyPolicyFile), 'utf8');
    expect(policy).toContain('vroegzicht-example-111111111111-eu-central-1-extracts/{municipality}/*');
    const roles = new Set(
      names.filter(({ type }) => type === 'AWS::IAM::Role').map(({ properties }) => properties['RoleName']),
    );
    for (const [, role] of policy.matchAll(/:role\/([\w-]+)/g)) expect(roles).toContain(role);
  });

  test('a researcher gets the inbox, the queue of each provider, and a sender that is a role', async () => {
    const line = `researcher ${given} --to researcher --sender-id AROAEXAMPLE:r.searcher --profile task-sender=sender`;
    expect(await run(line)).toEqual({ code: 0, stderr: '' });
    expect(await readConfiguration(join(directory, 'researcher'))).toMatchObject({
      senderId: 'AROAEXAMPLE',
      profiles: { 'task-sender': 'sender' },
      buckets: { inbox: inboxOfResearcher },
      providers: {
        'provider-a': {
          tasksQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111111111111/vroegzicht-example-tasks',
        },
      },
    });
  });

  test('files that are there stay, unless it is said', async () => {
    expect(await run(`provider ${given} --to twice`)).toMatchObject({ code: 0 });
    expect((await run(`provider ${given} --to twice`)).stderr).toContain('--replace');
    expect(await run(`provider ${given} --to twice --replace`)).toMatchObject({ code: 0 });
  });

  test.each([
    ['provider --stage example', 'what-deployment'],
    [`neighbour ${given}`, 'which-role'],
    [`provider ${given} --profile sender`, 'ROLE=NAME'],
    [`provider ${given} --profile task-sender=sender`, 'profiles'],
    [`researcher ${given}`, 'no-sender'],
    [`provider ${given.replace('example', 'moon')}`, 'known stages of a provider'],
    [`provider ${given.replace('outputs.json', 'empty.json')}`, 'no ReleaseKeyArn'],
    [`provider ${given.replace('outputs.json', 'nowhere.json')}`, 'there is no file'],
    [`provider ${given.replace('outputs.json', 'elsewhere.json')}`, 'aws-moon'],
  ])('%s is refused: %s', async (line, reason) => {
    const { code, stderr } = await run(line);
    expect([code, stderr.includes(reason)]).toEqual([1, true]);
  });
});
