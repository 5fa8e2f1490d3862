import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { objectStore } from '../../lib/aws/s3.ts';
import { commandEntries } from '../../lib/cli/registry.ts';
import { runCommandLine } from '../../lib/cli/run.ts';
import { type LocalCloud, startLocalCloud } from '../../lib/local/cloud.ts';
import type { Deployment } from '../../lib/local/deployment.ts';
import { writeEndpoint } from '../../lib/local/endpoint-file.ts';
import { bundledFile } from '../../lib/local/lambda/bundle-functions.ts';
import { providerDeployment } from '../../lib/local/provider-deployment.ts';
import { researcherDeployment } from '../../lib/local/researcher-deployment.ts';
import { writeDdasDelivery } from '../../lib/synthetic/ddas.ts';
import { generateMunicipality, retainedSignals } from '../../lib/synthetic/generate.ts';
import type { MunicipalityRecords } from '../../lib/synthetic/records.ts';
import { writeWorkbook } from '../../lib/synthetic/workbook.ts';
import { moveClock, restoreClock } from '../support/clock.ts';

const mail = { mailFrom: 'resultaten@vroegzicht.example', mailContact: 'onderzoek@vroegzicht.example' };
const codeVersion = 'journey-1';

/** What a command answered: exit code, the JSON document, and what a person would read. */
export type Answer = { readonly code: number; readonly json: unknown; readonly err: string };

/** A folder in which commands are typed, as a person would. */
export type World = {
  readonly directory: string;
  readonly cloud: () => LocalCloud;
  readonly type: (line: readonly string[], input?: string) => Promise<Answer>;
  readonly restart: (changes: CloudChanges) => Promise<void>;
  readonly end: () => Promise<void>;
};

/** What differs at a start: providers that are away handle nothing, and a release key that was made at run time. */
export type CloudChanges = {
  readonly away?: readonly string[];
  readonly releaseKeys?: Readonly<Record<string, string>>;
  /** How much later than before it is, for everybody: each start moves the clocks on. */
  readonly hoursLater?: number;
};

/** The same functions in threads whose clock was moved. */
async function moved(deployment: Deployment, milliseconds: number): Promise<Deployment> {
  if (milliseconds === 0) return deployment;
  const functions = deployment.functions.map(async (each) => {
    const file = new URL('./moved-function.ts', import.meta.url);
    file.searchParams.set('milliseconds', String(milliseconds));
    file.searchParams.set('file', await bundledFile(each.file.href));
    return { ...each, file };
  });
  return { ...deployment, functions: await Promise.all(functions) };
}

async function deployments(
  { away = [], releaseKeys = {} }: CloudChanges,
  milliseconds: number,
): Promise<readonly Deployment[]> {
  const providers = [
    providerDeployment({ id: 'provider-a', accountId: '111111111111', codeVersion, ...mail }),
    providerDeployment({ id: 'provider-b', accountId: '333333333333', codeVersion, ...mail }),
  ].map((deployment) => ({
    ...deployment,
    functions: (away.includes(deployment.name)
      ? deployment.functions.filter(({ trigger }) => trigger.kind === 'web')
      : deployment.functions
    ).map((each) =>
      each.name === 'release-result' && releaseKeys[deployment.name] !== undefined
        ? { ...each, environment: { ...each.environment, RELEASE_KEY_ARN: releaseKeys[deployment.name] ?? '' } }
        : each,
    ),
  }));
  const all = [
    ...providers,
    researcherDeployment({ id: 'elsa-lab', accountId: '222222222222', codeVersion }),
    researcherDeployment({ id: 'divosa', accountId: '444444444444', codeVersion }),
  ];
  return await Promise.all(all.map((deployment) => moved(deployment, milliseconds)));
}

/** Starts the cloud in a folder of its own. */
export async function startWorld(changes: CloudChanges): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-life-'));
  const state = join(directory, '.vroegzicht');
  let milliseconds = 0;
  const start = async (wanted: CloudChanges) => {
    const later = (wanted.hoursLater ?? 0) * 3_600_000;
    milliseconds += later;
    if (later > 0) moveClock(later);
    const all = await deployments(wanted, milliseconds);
    const started = await startLocalCloud({ deployments: all, stateDirectory: state, retryDelaySeconds: 0.2 });
    writeEndpoint(state, started, all);
    return started;
  };
  let cloud = await start(changes);
  return {
    directory,
    cloud: () => cloud,
    type: async (line, input) => await typed(directory, line, input),
    restart: async (wanted) => {
      await cloud.stop();
      cloud = await start(wanted);
    },
    end: async () => {
      restoreClock();
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function typed(directory: string, line: readonly string[], input = ''): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommandLine([...line, '--json'], {
    entries: commandEntries,
    version: 'test',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    environment: { CI: '1', VROEGZICHT_TRACE: '1' },
    directory,
    now: () => 0,
    readInput: async () => await Promise.resolve(input),
  });
  const text = out.join('');
  return { code, json: text === '' ? undefined : JSON.parse(text), err: err.join('') };
}

/** Makes a P-256 signing key in a provider's account, as an administrator would before a rotation. */
export async function makeSigningKey(cloud: LocalCloud, provider: string): Promise<string> {
  const kms = new KMSClient(cloud.client(provider, 'provider-admin'));
  const made = await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }));
  kms.destroy();
  return z.string().parse(made.KeyMetadata?.Arn);
}

/** A municipality of so many inhabitants. */
export type Invented = { readonly code: string; readonly inhabitants: number };

const generated = new Map<string, MunicipalityRecords>();

/** The same municipality is asked for again and again. */
function invented(code: string, inhabitants: number): MunicipalityRecords {
  const known = generated.get(`${code} ${inhabitants}`);
  if (known !== undefined) return known;
  const name = `Gemeente ${code}`;
  const made = generateMunicipality({ seed: 5, code, name, inhabitants, until: '2026-06-30', months: 9 });
  generated.set(`${code} ${inhabitants}`, made);
  return made;
}

/** Invented records of a municipality; those named `away` object. */
export function recordsOf({ code, inhabitants }: Invented, away: readonly string[] = []): MunicipalityRecords {
  const all = invented(code, inhabitants);
  if (away.length === 0) return all;
  const leaving = new Set(
    retainedSignals(all)
      .filter(({ household }) => away.includes(household.key))
      .map(({ id }) => id),
  );
  const keys = new Set(away);
  return {
    ...all,
    signals: all.signals.filter(({ household }) => !keys.has(household.key)),
    cases: all.cases.filter(({ signalIds }) => !signalIds.some((id) => leaving.has(id))),
  };
}

/** Writes a clean workbook, or a clean delivery of several municipalities, and returns its path. */
export async function writeSource(
  directory: string,
  name: string,
  records: readonly MunicipalityRecords[],
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  const [first] = records;
  if (name.endsWith('.xlsx') && first !== undefined) await writeWorkbook(first, path, { clean: true });
  else await writeDdasDelivery(records, path, { clean: true });
  return path;
}

/** A municipality file with one agreement. */
export async function writeMunicipality(directory: string, code: string): Promise<string> {
  const path = join(directory, `municipality-${code}.yaml`);
  await writeFile(
    path,
    `code: "${code}"
name: Voorbeeld ${code}
inhabitants: 9000
agreements:
  - id: agreement-${code}
    purposes: [research-effectiveness]
    from: 2026-01-01
    until: 2099-12-31
    mailboxes: [schulden@gemeente-${code}.example]
    retentionMonths: 24
    creditorTypes: [municipal-taxes, other]
    accumulation: false
    roles:
      controller: Gemeente Voorbeeld ${code}
      processor: Provider
      subprocessors: [{ name: Amazon Web Services EMEA, acceptedOn: 2026-01-01 }]
    thresholds: [{ from: 2026-01-01, minimumArrearsEuro: 75 }]
`,
  );
  return path;
}

const analysesOf: Readonly<Record<string, string>> = {
  partners:
    '{ id: partners, question: Which creditors?, analysis: table, unit: signals, by: [partner-type], measures: [{ measure: count }] }',
  reach:
    '{ id: reach, question: Who is reached?, analysis: table, unit: cases, measures: [{ measure: proportion, variable: reached, success: ["yes"] }] }',
  return: '{ id: return, question: Who comes back?, analysis: survival, unit: signal-spells, horizonsDays: [45, 105] }',
};

/** A study file by one researcher, of three analyses or of some of them; `reach` is its primary one. */
export const studyText = (id: string, researcher: string, asked = ['partners', 'reach', 'return']): string =>
  `schema: vroegzicht-study/1
study: ${id}
version: 1
title: Who is reached and who comes back
summary: The study of a journey.
researchers: [{ id: ${researcher}, name: Researcher ${researcher} }]
purpose: research-effectiveness
minimumMunicipalities: 3
ladderDays: [[28, 45, 75, 105], [45, 105], [105]]
primary: [reach]
report: { indicators: [reach] }
analyses:
${asked.map((name) => `  - ${analysesOf[name] ?? ''}\n`).join('')}`;

/** Uploads a synthetic workbook of a municipality, as an administrator. */
export async function uploadExport(world: World, provider: string, invented: Invented): Promise<void> {
  const { code } = invented;
  const path = await writeSource(join(world.directory, 'sources'), `${code}.xlsx`, [recordsOf(invented)]);
  const connection = world.cloud().client(provider, 'provider-admin');
  const inbox = objectStore(world.cloud().bucketName(provider, 'inbox'), { connection });
  await inbox.upload(`${code}/synthetic-${code}`, path);
}

/** A signal that the source still has, with its household. */
export const residentOf = (invented: Invented, index: number) => retainedSignals(recordsOf(invented))[index];
