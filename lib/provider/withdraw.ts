import * as z from 'zod';
import { Link, linkKey, revokeLink } from '../access/links.ts';
import { recordEvent } from '../audit/record.ts';
import { Failure } from '../failure.ts';
import type { Clock, KeyEnding, ObjectStore, VersionStore } from '../ports.ts';
import { CalendarDay, Instant, MunicipalityCode, ProviderId, Sha256 } from '../protocol/identifiers.ts';
import type { Municipality } from '../protocol/register.ts';
import { readJson } from '../register/collection.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

/** What a withdrawal reaches: register, data, keys, reports and the links to them. */
export type WithdrawalPorts = {
  readonly provider: ProviderId;
  readonly register: ObjectStore;
  readonly ledger: ObjectStore;
  readonly reports: ObjectStore;
  readonly versions: Readonly<Record<'inbox' | 'extracts' | 'reports', VersionStore>>;
  readonly endKey: KeyEnding;
  readonly clock: Clock;
};

/** Return-and-deletion certificate: what of a municipality was reached, and what was not and why. */
export const Certificate = z.strictObject({
  schema: z.literal('vroegzicht-certificate/1'),
  provider: ProviderId,
  municipality: MunicipalityCode,
  name: z.string(),
  requestedBy: z.string().min(1).max(120),
  at: Instant,
  key: z.strictObject({ arn: z.string(), state: z.string(), deletedOn: CalendarDay.nullable() }),
  removed: z.strictObject({ extractVersions: z.int(), inboxVersions: z.int(), reportVersions: z.int() }),
  linksRevoked: z.int(),
  left: z.strictObject({ extractVersions: z.int(), inboxVersions: z.int(), reportVersions: z.int() }),
  notReached: z.array(z.string().max(400)),
});
export type Certificate = z.infer<typeof Certificate>;

/** A certificate with its digest, which the audit chain names. */
export type Withdrawal = { readonly certificate: Certificate; readonly digest: Sha256 };

const notReached = [
  'released results over at least three municipalities together: they contain this municipality as part of a sum and cannot be recalled',
  'the record of what was released and who did what, kept under a lock for accountability: it holds counts and digests, no rows',
  'the register of who took part, with the quality reports of deliveries: numbers of rows and reasons, no rows',
  'mails and pages that the municipality opened, downloaded or printed itself',
];

/**
 * Withdraws a municipality: first the register, so that no new work reads its data, then the key, then every version of
 * its extracts, uploads and reports, and its links. Repeating it goes on where it stopped and issues a new certificate.
 */
export async function withdrawMunicipality(code: string, by: string, ports: WithdrawalPorts): Promise<Withdrawal> {
  const municipality = await stopNewWork(code, ports);
  await record(`municipality/${code}`, 'withdrawn', by, ports);
  const key = await ports.endKey(municipality.dataKeyArn);
  const linksRevoked = await revokeLinks(municipality.code, ports);
  const removed = await each(code, ports, async (store, versions) => {
    for (const version of versions) await store.removeVersion(version.key, version.versionId);
    return versions.length;
  });
  const left = await each(code, ports, async (_store, versions) => await Promise.resolve(versions.length));
  const certificate = Certificate.parse({
    schema: 'vroegzicht-certificate/1',
    provider: ports.provider,
    municipality: code,
    name: municipality.name,
    requestedBy: by,
    at: ports.clock().toISOString(),
    key: { arn: municipality.dataKeyArn, ...key },
    removed,
    linksRevoked,
    left,
    notReached,
  });
  const digest = sha256(canonicalBytes(certificate));
  await record(`municipality/${code}/certificate/${digest}`, 'certified', by, ports);
  return { certificate, digest };
}

async function stopNewWork(code: string, { register }: WithdrawalPorts): Promise<Municipality> {
  const { municipalities } = openRegister(register);
  const key = registerKeys.municipality(code);
  if ((await municipalities.read(key)) === undefined)
    throw new Failure(
      'wrong-use',
      'unknown-municipality',
      `municipality ${code} is not registered`,
      'see `vroegzicht provider municipality list`',
    );
  return await municipalities.change(key, (present) => ({ ...present, status: 'withdrawn' }));
}

type Versions = Awaited<ReturnType<VersionStore['versions']>>;

/** Does the same with the municipality's versions in each of the three buckets. */
async function each(
  code: string,
  { versions: { extracts, inbox, reports } }: WithdrawalPorts,
  work: (store: VersionStore, versions: Versions) => Promise<number>,
): Promise<Certificate['removed']> {
  const own = (await reports.versions('own/')).filter(({ key }) => key.endsWith(`/${code}.json`));
  return {
    extractVersions: await work(extracts, await extracts.versions(`${code}/`)),
    inboxVersions: await work(inbox, await inbox.versions(`${code}/`)),
    reportVersions: await work(reports, own),
  };
}

async function revokeLinks(code: MunicipalityCode, { reports, clock }: WithdrawalPorts): Promise<number> {
  let revoked = 0;
  for (const key of await reports.list('links/')) {
    const link = await readJson(reports, key, Link);
    const hash = Sha256.safeParse(key.slice('links/'.length, -'.json'.length)).data;
    if (link?.municipality !== code || link.revokedAt !== null || hash === undefined || linkKey(hash) !== key) continue;
    await revokeLink(reports, hash, clock());
    revoked += 1;
  }
  return revoked;
}

async function record(object: string, result: string, by: string, { ledger, clock }: WithdrawalPorts): Promise<void> {
  const event = { action: 'withdraw', object, result, origin: 'provider-cli', actor: by };
  await recordEvent(ledger, { ...event, timestamp: clock().toISOString() });
}
