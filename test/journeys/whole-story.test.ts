import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sendMessage } from '../../lib/aws/sqs.ts';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { bucketOf, demoProviders, deskOf, researcher } from '../../lib/demo/parties.ts';
import { type Demo, playDemo } from '../../lib/demo/story.ts';
import type { RecordedRequest } from '../../lib/local/authorisation.ts';
import { writeEndpoint } from '../../lib/local/endpoint-file.ts';
import { providerDeployment } from '../../lib/local/provider-deployment.ts';
import { ProviderId } from '../../lib/protocol/identifiers.ts';
import { Study } from '../../lib/protocol/study.ts';
import { requestRun } from '../../lib/study/send.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';
import { everyStatementIsNeeded } from './enforced.ts';

const providerA = ProviderId.parse('provider-a');
const size = { municipalities: 9, households: 18_000, seed: 3 };
/** Enough of the demo's analyses for every kind of result and for a page with figures. */
const asked = ['reach', 'help-accepted', 'forwarded', 'return-after-signal', 'return-by-arrears-band'];
let study: Study;
const steps: string[] = [];
const recorded: RecordedRequest[] = [];
let directory = '';
let demo: Demo;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vroegzicht-test-'));
  const whole = await readStudyFile('studies/contact-and-return-2026.yaml');
  study = Study.parse({
    ...whole,
    analyses: whole.analyses.filter(({ id }) => asked.includes(id)),
    report: { ...whole.report, indicators: asked.filter((id) => id !== 'forwarded') },
  });
  const honest = await readStudyFile('studies/effectiveness-2026.yaml');
  const further = Study.parse({
    ...honest,
    minimumMunicipalities: 3,
    primary: ['reach-by-method'],
    analyses: [
      {
        id: 'reach-by-method',
        question: 'Is being reached associated with the first way of contact?',
        family: 'approach',
        analysis: 'glm',
        unit: 'cases',
        outcome: 'reached',
        success: ['yes'],
        covariates: [{ variable: 'first-method', reference: 'letter', levels: ['letter', 'phone'] }],
        clusters: ['household'],
      },
    ],
  });
  demo = await playDemo({
    ...size,
    further: [further],
    study,
    directory: join(directory, 'out'),
    exportsDirectory: join(directory, 'exports'),
    tell: (step) => steps.push(step),
    record: (request) => recorded.push(request),
  });
}, 240_000);

afterAll(async () => {
  await demo.cloud.stop();
  await rm(directory, { recursive: true });
  recorded.splice(0);
});

const file = (name: string) => join(directory, 'out', name);
const releasePath = () => {
  const found = demo.files.find((name) => name.startsWith('envelopes/provider-a/'));
  return file(found ?? '');
};

/** Types a command in the folder of the story: its exit code and its JSON document. */
async function typed(words: readonly string[]): Promise<{ readonly code: number; readonly json: unknown }> {
  const out: string[] = [];
  const code = await runCommandLine([...words, '--json'], {
    entries: commandEntries,
    version: '0',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: () => true },
    environment: { CI: '1' },
    directory,
    now: () => 0,
  });
  const text = out.join('');
  return { code, json: text === '' ? undefined : JSON.parse(text) };
}
const exitCode = async (...words: readonly string[]) => (await typed(words)).code;

describe('the whole story', () => {
  test('runs under the policies of the templates, which refuse the researcher an extract', () => {
    expect(demo.cloud.isEnforced).toBe(true);
    expect(steps.filter((step) => step === 'researcher reads an extract: refused (AccessDenied)')).toHaveLength(2);
  });

  test('leaves out the municipality without an agreement, mails every other, and loses no message', () => {
    expect(steps.filter((step) => step.includes('left out'))).toHaveLength(1);
    expect(steps.filter((step) => step.includes(': ingested'))).toHaveLength(8);
    expect(demo.links).toHaveLength(8);
    expect(demo.cloud.deadLetters()).toEqual([]);
  });

  test('pools the estimates of both providers and says who could not answer a question', async () => {
    const rows = (await readFile(file('estimates.csv'), 'utf8')).split('\n');
    expect(rows.some((row) => row.includes(',reach,pooled,,proportion,') && row.includes(',rounded,'))).toBe(true);
    const releases = demo.envelopes.flatMap(({ envelope }) =>
      envelope.body.schema === 'vroegzicht-release/1' && envelope.body.provider === providerA ? [envelope.body] : [],
    );
    const covered = (analysis: string) =>
      releases[0]?.outcomes.find((outcome) => outcome.analysis === analysis)?.coverage.municipalities;
    expect([covered('reach'), covered('forwarded')]).toEqual([5, 4]);
    expect(await readFile(file('figures/return-after-signal.svg'), 'utf8')).toContain('</svg>');
  });

  test('asks a further study at both providers, and tells what its primary analysis found over both', async () => {
    const [finding] = demo.findings;
    expect(demo.findings).toHaveLength(1);
    expect(finding?.question).toBe('Is being reached associated with the first way of contact?');
    expect(finding?.lines.length).toBeGreaterThan(0);
    const rows = await readFile(file('effectiveness-2026/estimates.csv'), 'utf8');
    for (const who of ['pooled', 'provider-a', 'provider-b']) expect(rows).toContain(`reach-by-method,${who},`);
    for (const who of ['provider-a', 'provider-b'])
      expect(demo.files.some((name) => name.startsWith(`effectiveness-2026/envelopes/${who}/`))).toBe(true);
  });

  test('verify accepts a delivered envelope, and rejects it with exit code 4 after one changed byte', async () => {
    const keys = ['--keys', file('keys/provider-a.jwks.json')];
    expect(await exitCode('verify', releasePath(), ...keys)).toBe(0);
    const bytes = await readFile(releasePath());
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = bytes[middle] === 65 ? 66 : 65;
    const tampered = join(directory, 'tampered.jws.json');
    await writeFile(tampered, bytes);
    expect(await exitCode('verify', tampered, ...keys)).toBe(4);
  });

  test("a municipality's page shows its figures to its own mailbox and names no other municipality", async () => {
    const page = await readFile(file('page-provider-a.html'), 'utf8');
    expect(page).toContain('van de 100');
    const names = steps
      .filter((step) => step.includes(': ingested'))
      .map((step) => (step.split(':')[0] ?? '').replace('Gemeente ', ''));
    expect(names.filter((name) => page.includes(name))).toHaveLength(1);
  });

  test('an engineer looks at the page of a municipality, sees what became of its mail, and sends it again', async () => {
    const state = join(directory, '.vroegzicht');
    const mail = { mailFrom: 'a@b.example', mailContact: 'a@b.example' };
    const deployment = providerDeployment({ id: providerA, accountId: '111111111111', codeVersion: 'story', ...mail });
    writeEndpoint(state, demo.cloud, [deployment]);
    const type = async (line: string) => await typed([...line.split(' '), '--as', providerA]);
    const [{ municipalities }] = demoProviders(demoMunicipalities(size.municipalities, size.seed));
    const [code = '', , other = ''] = municipalities.map((municipality) => municipality.code);
    const preview = await type(`provider report preview ${code} --out preview.html`);
    expect(preview.code).toBe(0);
    const { taskId } = z.object({ taskId: z.string().startsWith('run-') }).parse(preview.json);
    const page = await readFile(join(directory, 'preview.html'), 'utf8');
    const seen = await readFile(file('page-provider-a.html'), 'utf8');
    const figures = (text: string) => text.slice(text.indexOf('id="return"'), text.indexOf('id="questions"'));
    expect(figures(page).length).toBeGreaterThan(10_000);
    expect(figures(page)).toBe(figures(seen));
    expect((await type('provider report preview 9999')).code).toBe(1);
    const row = async () =>
      z
        .array(z.looseObject({ municipality: z.string(), claimedAt: z.string() }))
        .parse((await type('provider report status')).json)
        .find(({ municipality }) => municipality === other);
    const before = await row();
    expect(before).toMatchObject({ taskId, state: 'sent', sent: 1, mailboxes: 1 });
    expect((await type(`provider report resend ${taskId} --municipality ${other}`)).json).toMatchObject({
      result: 'sent',
    });
    const after = await row();
    expect(after).toMatchObject({ state: 'sent', sent: 1 });
    expect(after?.claimedAt).not.toBe(before?.claimedAt);
    const mailed = demo.cloud.mails().filter(({ to, text }) => to.join().includes(other) && text.includes('/r/'));
    expect(mailed).toHaveLength(2);
    expect((await fetch(demo.links.find(({ mailbox }) => mailbox.includes(other))?.url ?? '')).status).toBe(404);
  });

  test('a forged message, and one of an unknown kind, are recorded and stop nothing', async () => {
    const connection = demo.cloud.client(researcher.deployment, 'task-sender');
    const queue = demo.cloud.queueUrl(providerA, 'tasks');
    for (const body of ['{"payload":"e30","signatures":[]}', 'not a message'])
      await sendMessage(queue, body, {}, connection);
    await requestRun(deskOf(demo.cloud), providerA, study);
    await demo.cloud.idle();
    const ledger = bucketOf(demo.cloud, providerA, 'provider-admin', 'ledger');
    const events = await Promise.all(
      (await ledger.list('audit/')).map(async (key) => Buffer.from((await ledger.get(key))?.body ?? []).toString()),
    );
    expect(events.filter((event) => event.includes('not-a-signed-message'))).toHaveLength(2);
    expect(events.filter((event) => event.includes('"action":"run"'))).toHaveLength(3);
    expect(demo.cloud.deadLetters()).toEqual([]);
  });
});

everyStatementIsNeeded(() => ({ ...demo, study, size, recorded, exportsDirectory: join(directory, 'exports') }));
