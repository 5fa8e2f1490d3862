import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unenforced } from '../local/authorisation.ts';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { enforcedDeployments } from '../local/default-deployments.ts';
import type { Progress } from '../ports.ts';
import type { Collected } from '../study/collect.ts';
import { type Finding, findingsOf } from '../study/findings.ts';
import { poolCollected } from '../study/signed-models.ts';
import { demoMunicipalities } from '../synthetic/municipalities.ts';
import { withHouseholds } from '../synthetic/presets.ts';
import { ingestExports } from './deliver-exports.ts';
import { fitStudyModels } from './fit-models.ts';
import { introduceProviders } from './introduce-providers.ts';
import { openPage } from './open-page.ts';
import { type DemoProvider, demoProviders, deskOf } from './parties.ts';
import { tryToReadExtract } from './refused-read.ts';
import { removeOnInterrupt } from './remove-on-interrupt.ts';
import { releasesOf, runStudy } from './run-study.ts';
import type { DemoSettings } from './settings.ts';
import { writeResults } from './write-results.ts';

/** The cloud that stays up after the story, and what was written. */
export type Demo = {
  readonly cloud: LocalCloud;
  readonly files: readonly string[];
  readonly envelopes: readonly Collected[];
  readonly links: readonly MailedLink[];
  /** What the primary analyses of the further studies found over all providers, in words. */
  readonly findings: readonly Finding[];
};

/** The link in a mail and the mailbox that it went to. */
export type MailedLink = { readonly mailbox: string; readonly url: string };

/** Starts the cloud under the policies of the templates; where these are not installed it says so. */
async function startCloud({ tell, record }: DemoSettings): Promise<LocalCloud> {
  const enforced = await enforcedDeployments('local');
  const cloud = await startLocalCloud({ ...enforced, ...(record !== undefined && { record }) });
  tell('local cloud started', { endpoint: cloud.endpoint, policies: cloud.isEnforced ? 'enforced' : 'UNENFORCED' });
  if (!cloud.isEnforced) tell(unenforced);
  return cloud;
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

/** The further studies run at both providers, one after the other; their results go into folders named after them. */
async function askFurther(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  { further = [], directory, tell }: DemoSettings,
): Promise<readonly { readonly files: readonly string[]; readonly findings: readonly Finding[] }[]> {
  const results: { readonly files: readonly string[]; readonly findings: readonly Finding[] }[] = [];
  for (const study of further) {
    const envelopes = await runStudy(cloud, providers, { study, tell });
    releasesOf(envelopes, providers, tell);
    const pooled = poolCollected(study, envelopes);
    const written = { study, pooled, envelopes, inbox: deskOf(cloud).inbox };
    const files = await writeResults(join(directory, study.study), written);
    tell('results written', { study: study.study, files: files.length });
    const named = files.map((name) => `${study.study}/${name}`);
    results.push({ files: named, findings: findingsOf(study, pooled.estimates) });
  }
  return results;
}

async function play(
  cloud: LocalCloud,
  providers: ReturnType<typeof demoProviders>,
  settings: DemoSettings,
): Promise<Demo> {
  await ingestExports(cloud, providers, settings);
  if (cloud.isEnforced) await tryToReadExtract(cloud, providers[0], settings.tell);
  await introduceProviders(cloud, providers);
  const released = await runStudy(cloud, providers, settings);
  const models = await fitStudyModels(cloud, providers, settings);
  releasesOf(released, providers, settings.tell);
  const envelopes = [...released, ...models.flatMap((model) => model.envelopes)];
  const pooled = poolCollected(settings.study, envelopes);
  const files = await writeResults(settings.directory, {
    study: settings.study,
    pooled,
    envelopes,
    inbox: deskOf(cloud).inbox,
  });
  settings.tell('results written', { directory: settings.directory, files: files.length });
  settings.tell('mails sent', { mails: cloud.mails().length, undelivered: cloud.deadLetters().length });
  const pages = await openPages(cloud, providers, settings.directory, settings.tell);
  const further = await askFurther(cloud, providers, settings);
  const written = further.flatMap((each) => each.files);
  const findings = further.flatMap((each) => each.findings);
  return { cloud, files: [...files, ...pages, ...written], envelopes, links: mailedLinks(cloud), findings };
}

/** Plays the whole story on this machine and leaves the cloud running. The data are synthetic. */
export async function playDemo(settings: DemoSettings): Promise<Demo> {
  const invented = demoMunicipalities(settings.municipalities, settings.seed);
  const municipalities = settings.households === undefined ? invented : withHouseholds(invented, settings.households);
  const providers = demoProviders(municipalities);
  const cloud = await startCloud(settings);
  const lift = removeOnInterrupt([cloud.stateDirectory, settings.exportsDirectory]);
  try {
    return await play(cloud, providers, settings);
  } catch (error) {
    await cloud.stop();
    throw error;
  } finally {
    lift();
  }
}
