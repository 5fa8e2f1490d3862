import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kmsSigner } from '../aws/kms.ts';
import { Failure } from '../failure.ts';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { providerDeployment } from '../local/provider-deployment.ts';
import { researcherDeployment } from '../local/researcher-deployment.ts';
import type { Progress } from '../ports.ts';
import type { TaskId } from '../protocol/identifiers.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { approveStudy } from '../provider/approve-study.ts';
import { type Collected, collect } from '../study/collect.ts';
import { pool } from '../study/pool.ts';
import { requestRun, submitStudy } from '../study/send.ts';
import { demoMunicipalities } from '../synthetic/municipalities.ts';
import { withHouseholds } from '../synthetic/presets.ts';
import { deliverExports, manifestsOf } from './deliver-exports.ts';
import { openPage } from './open-page.ts';
import { bucketOf, type DemoProvider, demoProviders, deskOf, researcher, setUpProvider } from './parties.ts';
import { writeResults } from './write-results.ts';

/** What the demo is played with. */
export type DemoSettings = {
  readonly municipalities: number;
  readonly households: number | undefined;
  readonly seed: number;
  readonly study: Study;
  readonly directory: string;
  readonly exportsDirectory: string;
  readonly tell: Progress;
};

/** The cloud that stays up after the story, and what was written. */
export type Demo = {
  readonly cloud: LocalCloud;
  readonly files: readonly string[];
  readonly envelopes: readonly Collected[];
  readonly links: readonly MailedLink[];
};

/** The link in a mail and the mailbox that it went to. */
export type MailedLink = { readonly mailbox: string; readonly url: string };

const researcherAccount = '222222222222';
const accounts: Readonly<Record<string, string>> = { 'provider-a': '111111111111', 'provider-b': '333333333333' };
const exportDate = '2026-06-30';

function startCloud(providers: readonly DemoProvider[]): Promise<LocalCloud> {
  const codeVersion = 'local';
  const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };
  return startLocalCloud({
    deployments: [
      ...providers.map(({ id }) => providerDeployment({ id, accountId: accounts[id] ?? '', codeVersion, ...mail })),
      researcherDeployment({ id: researcher.deployment, accountId: researcherAccount, codeVersion }),
    ],
  });
}

/** Exports go in: every municipality uploads, ingestion turns them into extracts, one without an agreement is left out. */
async function ingestExports(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  settings: DemoSettings,
): Promise<void> {
  for (const provider of providers) {
    await setUpProvider(cloud, provider, researcherAccount, exportDate);
    await deliverExports(
      cloud,
      provider,
      { seed: settings.seed, until: exportDate, months: 9, directory: settings.exportsDirectory },
      settings.tell,
    );
  }
  await cloud.idle();
  for (const provider of providers) {
    for (const [name, manifest] of await manifestsOf(cloud, provider)) {
      if (manifest === undefined) settings.tell(`${name}: left out`, { provider: provider.id, reason: 'no agreement' });
      else {
        const { signals = 0, signal_cases: cases = 0 } = manifest.rows;
        settings.tell(`${name}: ingested`, {
          provider: provider.id,
          signals,
          cases,
          quarantined: manifest.quarantine.rows,
        });
      }
    }
  }
}

/** A study runs: submitted, approved by a person at each provider, run, answered by signed releases. */
async function runStudy(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  { study, tell }: DemoSettings,
): Promise<readonly Collected[]> {
  const desk = deskOf(cloud);
  for (const { id } of providers) await submitStudy(desk, id, study);
  await cloud.idle();
  const tasks: (readonly [DemoProvider, TaskId])[] = [];
  for (const provider of providers) {
    const register = bucketOf(cloud, provider.id, 'approver', 'register');
    const signer = kmsSigner(cloud.keyArn(provider.id, 'approval'), cloud.client(provider.id, 'approver'));
    const approval = await approveStudy({
      register,
      signer,
      provider: provider.id,
      studyId: study.study,
      version: study.version,
      approver: 'A. Proever',
      days: 90,
      release: 'automatic',
      clock: desk.clock,
    });
    tell(`${study.study} approved`, {
      provider: provider.id,
      by: approval.approver,
      until: approval.expiresAt.slice(0, 10),
    });
    tasks.push([provider, await requestRun(desk, provider.id, study)]);
  }
  await cloud.idle();
  const collected: Collected[] = [];
  for (const [provider, taskId] of tasks) {
    collected.push(
      ...(await collect({
        inbox: desk.inbox,
        researcher: researcher.id,
        provider: provider.id,
        taskId,
        study,
        clock: desk.clock,
      })),
    );
  }
  return collected;
}

function releasesOf(
  collected: readonly Collected[],
  providers: readonly DemoProvider[],
  tell: Progress,
): readonly PooledRelease[] {
  const releases = collected.flatMap(({ envelope }) =>
    envelope.body.schema === 'vroegzicht-release/1' ? [envelope.body] : [],
  );
  for (const release of releases) {
    const withheld = release.estimates.filter((row) => row.status === 'withheld').length;
    const { municipalities, withoutAgreement } = release.participation;
    tell('signed release verified', {
      provider: release.provider,
      municipalities,
      withoutAgreement,
      estimates: release.estimates.length,
      withheld,
    });
  }
  if (releases.length < providers.length) {
    throw new Failure(
      'node-failed',
      'release-missing',
      `${releases.length} of ${providers.length} releases arrived`,
      'look at the log lines above',
    );
  }
  return releases;
}

/** Links in the mails that were sent, as a municipality would find them. */
function mailedLinks(cloud: LocalCloud): readonly MailedLink[] {
  return cloud.mails().flatMap((mail) => {
    const url = /https?:\/\/\S+\/r\/\S+/.exec(mail.text)?.[0];
    return url === undefined ? [] : [{ mailbox: mail.to.join(' '), url }];
  });
}

/** An officer of one municipality at each provider opens the mailed page; at a small provider there is no group to compare with. */
async function openPages(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  directory: string,
  tell: Progress,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const { id, municipalities } of providers) {
    const { code = '', name = '' } = municipalities[0] ?? {};
    const link = mailedLinks(cloud).find(({ mailbox }) => mailbox.includes(code));
    if (link === undefined) continue;
    const html = await openPage(cloud, link.url);
    const file = `page-${id}.html`;
    await writeFile(join(directory, file), html);
    files.push(file);
    tell(`${name}: page opened`, { provider: id, bytes: html.length, file });
  }
  return files;
}

/** Plays the whole story on this machine and leaves the cloud running. The data are synthetic. */
export async function playDemo(settings: DemoSettings): Promise<Demo> {
  const invented = demoMunicipalities(settings.municipalities, settings.seed);
  const municipalities = settings.households === undefined ? invented : withHouseholds(invented, settings.households);
  const providers = demoProviders(municipalities);
  const cloud = await startCloud(providers);
  try {
    settings.tell('local cloud started', { endpoint: cloud.endpoint });
    await ingestExports(cloud, providers, settings);
    const envelopes = await runStudy(cloud, providers, settings);
    const pooled = pool(settings.study, releasesOf(envelopes, providers, settings.tell));
    const files = await writeResults(settings.directory, {
      study: settings.study,
      pooled,
      envelopes,
      inbox: deskOf(cloud).inbox,
    });
    settings.tell('results written', { directory: settings.directory, files: files.length });
    settings.tell('mails sent', { mails: cloud.mails().length, undelivered: cloud.deadLetters().length });
    const pages = await openPages(cloud, providers, settings.directory, settings.tell);
    return { cloud, files: [...files, ...pages], envelopes, links: mailedLinks(cloud) };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
}
