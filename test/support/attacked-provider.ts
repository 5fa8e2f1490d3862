import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Manifest } from '../../lib/dataset/manifest.ts';
import { type CanonicalRow, type TableName, tableNames } from '../../lib/dataset/tables.ts';
import { Envelope } from '../../lib/protocol/envelope.ts';
import type { PooledRelease } from '../../lib/protocol/release.ts';
import { Study } from '../../lib/protocol/study.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { openRegister } from '../../lib/register/register.ts';
import { canonicalBytes, studyDigest } from '../../lib/signing/canonical.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { writeExtract } from './extracts.ts';
import { testKey } from './keys.ts';
import { approval, municipality, provider, registeredProvider, researcher, researcherId } from './protocol.ts';
import { drain, newWorld, send, type World } from './world.ts';

/** A signal of a household in a town; the other columns have plain values. */
export type Planted = { readonly town: number; readonly household: string } & CanonicalRow;

/** Towns that take part for every purpose, and one small town whose agreement covers `reach` only. */
export const towns = ['0363', '0518', '0599', '0014', '0344'] as const;
const smallTown = '0437';
const codes = [...towns, smallTown];

/** Signals of so many households, spread evenly over the towns. */
export const signals = (count: number, name: string, row: CanonicalRow): readonly Planted[] =>
  Array.from({ length: count }, (_, index) => ({
    town: index % towns.length,
    household: `h-${name}-${index}`,
    ...row,
  }));

function tablesOf(code: string, planted: readonly Planted[]): Readonly<Record<TableName, readonly CanonicalRow[]>> {
  const rows = planted.map(
    (row, index): CanonicalRow => ({
      signal_id: `s-${code}-${index}`,
      municipality_code: code,
      partner_type: 'rent',
      signal_type: 'early',
      signal_date: '2026-03-10',
      forwarded: true,
      age: 35,
      minor_children: false,
      repeat_signal: false,
      arrears_cents: 50_000,
      source_row: index + 1,
      ...row,
    }),
  );
  return { signals: rows, signal_cases: [], contact_attempts: [], follow_ups: [] };
}

/** Puts the signals of a town in a snapshot of its own; the newest one counts. */
export async function deliverSnapshot(
  { buckets: { extracts }, directory }: World,
  code: string,
  { planted, snapshot }: { readonly planted: readonly Planted[]; readonly snapshot: string },
): Promise<void> {
  const root = join(directory, 'source');
  const found = await writeExtract(root, code, tablesOf(code, planted));
  const manifest = Manifest.parse({ ...found.manifest, snapshot });
  const current = await extracts.get(`${code}/current.json`);
  const body = canonicalBytes({ snapshot, previous: [] });
  await (current === undefined
    ? extracts.create(`${code}/current.json`, body)
    : extracts.replace(`${code}/current.json`, body, current.etag));
  await extracts.create(`${code}/${snapshot}/manifest.json`, canonicalBytes(manifest));
  for (const table of tableNames)
    await extracts.create(
      `${code}/${snapshot}/${table}.parquet`,
      await readFile(join(found.directory, `${table}.parquet`)),
    );
  await rm(root, { recursive: true });
}

/** A provider with these signals in its extracts and one researcher; nothing was asked yet. */
export async function attackedProvider(planted: readonly Planted[]): Promise<World> {
  const world = await newWorld('2026-11-02T10:00:00.000Z');
  const { register, theirs } = world.buckets;
  await openRegister(register).researchers.create(researcher());
  await openRegister(theirs).providers.create(registeredProvider());
  for (const [town, code] of codes.entries()) {
    const known = municipality(code);
    const purposes = code === smallTown ? ['reach'] : ['reach', 'volume'];
    const agreements = known.agreements.map((each) => ({ ...each, purposes }));
    await openRegister(register).municipalities.create({ ...known, agreements });
    const own = planted.filter((each) => each.town === town);
    await deliverSnapshot(world, code, { planted: own, snapshot: '2026-06-30-abcdef01' });
  }
  return world;
}

/** What a researcher has of one task: the study that was asked and the signed release that came back. */
export type Answer = { readonly study: Study; readonly release: PooledRelease };

const sender = 'AROARESEARCHER:task-sender';
const Signed = z.object({ payload: z.string() });

/** Everything that reached the researcher, as it reached him. */
export const receivedTexts = (world: World): readonly string[] =>
  [...world.buckets.theirs.objects.keys()]
    .filter((key) => key.startsWith('verified/') || key.startsWith('rejected/'))
    .map((key) => world.buckets.theirs.text(key) ?? '');

/** Every envelope that reached the researcher, opened. */
export const envelopes = (world: World): readonly Envelope[] =>
  receivedTexts(world).map((text) => {
    const { payload } = Signed.parse(JSON.parse(text));
    return Envelope.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  });

/** Puts a signed message of the researcher on the queue; gives back its id. */
export async function say(world: World, message: object): Promise<string> {
  const id = `task-${String(world.sequence).padStart(16, '0')}`;
  const issuedAt = new Date(world.milliseconds).toISOString();
  const common = { schema: 'vroegzicht-message/1', messageId: id, from: researcherId, to: provider, issuedAt };
  const text = await signJws({ ...common, ...message }, jwsTypes.message, testKey('researcher').signer);
  send(world, 'accept-task', text, sender);
  return id;
}

/** Hands in a study of these analyses and has it approved. */
export async function prepare(world: World, analyses: readonly object[], changes: object = {}): Promise<Study> {
  const study = Study.parse({
    schema: 'vroegzicht-study/1',
    study: `asked-${world.sequence}`,
    version: 1,
    title: 'An attack',
    researchers: [{ id: researcherId, name: 'A. Attacker' }],
    purpose: 'volume',
    analyses,
    ...changes,
  });
  await openRegister(world.buckets.theirs).studies.create(study);
  await say(world, { kind: 'submit', study });
  await drain(world);
  await storeApproval(world.buckets.register, approval(study), testKey('approver').signer);
  return study;
}

/** Puts the message on the queue that runs a prepared study; gives back the task's id. */
export const run = async (world: World, study: Study): Promise<string> =>
  await say(world, { kind: 'run', studyId: study.study, version: 1, studyDigest: studyDigest(study) });

/** What came back for a task. */
export function answerOf(world: World, study: Study, task: string): Answer {
  const [release] = envelopes(world).flatMap(({ sub, body }) =>
    sub === task && body.schema === 'vroegzicht-release/1' ? [body] : [],
  );
  if (release === undefined) throw new Error(`no release of ${task}`);
  return { study, release };
}

/** Asks for these analyses from submission to release. */
export async function ask(world: World, analyses: readonly object[], changes: object = {}): Promise<Answer> {
  const study = await prepare(world, analyses, changes);
  const task = await run(world, study);
  await drain(world);
  return answerOf(world, study, task);
}

/** All counts of an answer, in their order. */
export const allCounts = (answer: Answer | undefined): readonly (number | null)[] =>
  (answer?.release.outcomes ?? []).flatMap((outcome) =>
    outcome.status === 'released'
      ? outcome.evidence.flatMap((part) => ('cells' in part ? part.cells.map((cell) => cell.count) : []))
      : [],
  );

/** The count that an answer shows, by analysis and levels; null is withheld, undefined was not asked. */
export function shown(
  answer: Answer | undefined,
  analysis: string,
  ...levels: readonly string[]
): number | null | undefined {
  const outcome = answer?.release.outcomes.find((each) => each.analysis === analysis);
  const parts = outcome?.status === 'released' ? outcome.evidence : [];
  const cells = parts.flatMap((part) => (part.kind === 'counts' || part.kind === 'sums' ? part.cells : []));
  return cells.find((cell) => cell.levels.join(' ') === levels.join(' '))?.count;
}
