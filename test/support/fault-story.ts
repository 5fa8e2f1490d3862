import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyChain } from '../../lib/audit/verify-chain.ts';
import { tableNames } from '../../lib/dataset/tables.ts';
import { MailRecord } from '../../lib/notify-municipality/mail-record.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister } from '../../lib/register/register.ts';
import { canonicalBytes, studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { municipalityRows, writeExtract } from './extracts.ts';
import { testKey } from './keys.ts';
import { approval, municipality, provider, registeredProvider, researcher, researcherId, study } from './protocol.ts';
import { newWorld, send, type World } from './world.ts';

const codes = ['0363', '0518', '0599', '0014'];
const sender = 'AROARESEARCHER:task-sender';
const asked = study({
  minimumMunicipalities: 3,
  analyses: [
    { id: 'signals', analysis: 'table', unit: 'signals', by: [], measures: [{ measure: 'count' }] },
    {
      id: 'reach',
      analysis: 'table',
      unit: 'cases',
      measures: [{ measure: 'proportion', variable: 'reached', success: ['yes'] }],
    },
  ],
  report: { indicators: ['reach'] },
});

/** A signed message of the researcher. */
export async function signedRun(messageId: string): Promise<string> {
  const message = {
    schema: 'vroegzicht-message/1',
    messageId,
    from: researcherId,
    to: provider,
    issuedAt: '2026-11-02T10:00:00.000Z',
    kind: 'run',
    studyId: asked.study,
    version: 1,
    studyDigest: studyDigest(asked),
  };
  return await signJws(message, jwsTypes.message, testKey('researcher').signer);
}

/** A provider with four municipalities and an approved study; nothing has been asked yet. */
export async function readyWorld(maximumRuns = 5): Promise<World> {
  const world = await newWorld('2026-11-02T10:00:00.000Z');
  const { register, extracts, theirs } = world.buckets;
  await openRegister(register).researchers.create(researcher());
  await openRegister(register).studies.create(asked);
  await storeApproval(register, approval(asked, { maximumRuns }), testKey('approver').signer);
  await openRegister(theirs).providers.create(registeredProvider());
  await openRegister(theirs).studies.create(asked);
  const root = join(world.directory, 'source');
  for (const [index, code] of codes.entries()) {
    await openRegister(register).municipalities.create(municipality(code));
    const { directory, manifest } = await writeExtract(root, code, municipalityRows(code, 120 + 10 * index, 7 + index));
    const prefix = `${code}/${manifest.snapshot}`;
    await extracts.create(`${code}/current.json`, canonicalBytes({ snapshot: manifest.snapshot, previous: [] }));
    await extracts.create(`${prefix}/manifest.json`, canonicalBytes(manifest));
    for (const table of tableNames)
      await extracts.create(`${prefix}/${table}.parquet`, await readFile(join(directory, `${table}.parquet`)));
  }
  await rm(root, { recursive: true });
  return world;
}

export const [taskOne, taskTwo] = ['task-0000000000000001', 'task-0000000000000002'] as const;

/** The researcher asks for one run; a message that nobody can read stands beside it. */
export async function askOnce(world: World): Promise<void> {
  send(world, 'accept-task', 'no message at all', sender);
  send(world, 'accept-task', await signedRun(taskOne), sender);
}

/** The researcher asks for a run under this id. */
export const ask = async (world: World, taskId: string): Promise<void> =>
  send(world, 'accept-task', await signedRun(taskId), sender);

const keysUnder = (store: World['buckets']['theirs'], prefix: string): readonly string[] =>
  [...store.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();

/** What counts after everything has come to rest; two worlds in which the same was asked must be alike in it. */
export async function outcomeOf(world: World) {
  const { releases, reports, ledger, theirs } = world.buckets;
  const texts = (store: typeof releases, keys: readonly string[]) => keys.map((key) => [key, store.text(key)] as const);
  const mailRecords = keysUnder(reports, 'mails/').map((key) => MailRecord.parse(JSON.parse(reports.text(key) ?? '')));
  return {
    releases: texts(releases, keysUnder(releases, 'task-')),
    reports: texts(reports, keysUnder(reports, 'own/')),
    verified: keysUnder(theirs, 'verified/').map((key) => key.split('/').slice(0, 3).join('/')),
    rejected: keysUnder(theirs, 'rejected/'),
    deadLetters: world.dead.length,
    chains: (await verifyChain(ledger)).findings.concat((await verifyChain(theirs)).findings),
    mails: mailRecords.map(({ municipality: code, state }) => ({
      code,
      state,
      mails: world.mails.filter(({ to }) => to.includes(code)).length,
    })),
  };
}
