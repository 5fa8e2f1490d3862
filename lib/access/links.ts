import * as z from 'zod';
import type { Clock, ObjectStore, RandomBytes } from '../ports.ts';
import { Instant, MunicipalityCode, type Sha256, TaskId } from '../protocol/identifiers.ts';
import type { Agreement, Municipality } from '../protocol/register.ts';
import { changeJson, readJson } from '../register/collection.ts';
import { openRegister, registerKeys } from '../register/register.ts';
import { dutchDay } from '../report/numbers.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';

/** `reports/links/<SHA-256 of the token>.json`: whose results a mailed link opens, for which mailbox, how long. */
export const Link = z.strictObject({
  schema: z.literal('vroegzicht-link/1'),
  taskId: TaskId,
  municipality: MunicipalityCode,
  mailbox: z.email().max(200),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
});
export type Link = z.infer<typeof Link>;

/** Where links live and who takes part. */
export type LinkPorts = { readonly reports: ObjectStore; readonly register: ObjectStore; readonly clock: Clock };

/** A link that opens something now. */
export type UsableLink = { readonly hash: Sha256; readonly link: Link };

const nobody = '0000';
const validDays = 30;
const millisecondsPerDay = 86_400_000;

/** Key of a link in the reports bucket. */
export const linkKey = (hash: Sha256): string => `links/${hash}.json`;

/** 256 random bits in base64url: 43 characters. */
export function newToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/** Whether a text has the form of a token. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** The last whole day, in the Netherlands, on which a link made at an instant works. */
export const lastDayOf = (createdAt: string): string =>
  dutchDay(new Date(new Date(createdAt).getTime() + (validDays - 1) * millisecondsPerDay));

/** A link for thirty days from now; it is stored by `storeLink`. */
export function newLink(taskId: TaskId, municipality: MunicipalityCode, mailbox: string, now: Date): Link {
  const expiresAt = new Date(now.getTime() + validDays * millisecondsPerDay).toISOString();
  return {
    schema: 'vroegzicht-link/1',
    taskId,
    municipality,
    mailbox,
    createdAt: now.toISOString(),
    expiresAt,
    revokedAt: null,
  };
}

/** Stores a link under the hash of its token; the token itself is kept nowhere. */
export async function storeLink(reports: ObjectStore, token: string, link: Link): Promise<void> {
  await reports.create(linkKey(sha256(token)), canonicalBytes(Link.parse(link)), { contentType: 'application/json' });
}

/** Makes a link useless at once; a link that does not exist is no matter. */
export async function revokeLink(reports: ObjectStore, hash: Sha256, now: Date): Promise<void> {
  if ((await reports.get(linkKey(hash))) === undefined) return;
  await changeJson(reports, linkKey(hash), Link, (link) => ({
    ...link,
    revokedAt: link.revokedAt ?? now.toISOString(),
  }));
}

const valid = (municipality: Municipality | undefined, day: string): readonly Agreement[] =>
  municipality?.status === 'active'
    ? municipality.agreements.filter(({ from, until }) => from <= day && day <= until)
    : [];

/** The agreement under which a report was made, while it is valid: by its id, else by the report's purpose. */
export function agreementOf(
  municipality: Municipality | undefined,
  day: string,
  report: { readonly agreementId?: string | undefined; readonly purpose?: string | undefined },
): Agreement | undefined {
  const present = valid(municipality, day);
  const byId = present.find(({ id }) => id === report.agreementId);
  return byId ?? present.find(({ purposes }) => report.purpose === undefined || purposes.includes(report.purpose));
}

/** The link of a token hash if it may be used now. Unknown, expired, revoked and withdrawn do the same work and give the same answer. */
export async function findLink(ports: LinkPorts, hash: Sha256): Promise<UsableLink | undefined> {
  const link = await readJson(ports.reports, linkKey(hash), Link);
  const key = registerKeys.municipality(link?.municipality ?? nobody);
  const municipality = await openRegister(ports.register).municipalities.read(key);
  const now = ports.clock().toISOString();
  const mailboxes = valid(municipality, now.slice(0, 10)).flatMap((agreement) => agreement.mailboxes);
  if (link === undefined) return undefined;
  const isOpen = link.revokedAt === null && now < new Date(link.expiresAt).toISOString();
  return isOpen && mailboxes.includes(link.mailbox) ? { hash, link } : undefined;
}
