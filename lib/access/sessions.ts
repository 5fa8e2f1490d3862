import * as z from 'zod';
import type { Clock, ObjectStore, RandomBytes } from '../ports.ts';
import { Instant, Sha256 } from '../protocol/identifiers.ts';
import { changeJson, readJson } from '../register/collection.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { isToken, newToken } from './links.ts';

/** `reports/sessions/<SHA-256 of the cookie>.json`: the link that a web session came from, and its end. */
export const Session = z.strictObject({ schema: z.literal('vroegzicht-session/1'), link: Sha256, expiresAt: Instant });
export type Session = z.infer<typeof Session>;

/** What sessions need. */
export type SessionPorts = { readonly reports: ObjectStore; readonly clock: Clock; readonly randomBytes: RandomBytes };

const cookieName = '__Host-vroegzicht';
const sessionMinutes = 30;
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';
const key = (token: string) => `sessions/${sha256(token)}.json`;

/** Opens a web session of thirty minutes under a new random name, and returns its cookie. */
export async function openSession(ports: SessionPorts, link: Sha256): Promise<string> {
  const token = newToken(ports.randomBytes);
  const expiresAt = new Date(ports.clock().getTime() + sessionMinutes * 60_000).toISOString();
  const session: Session = { schema: 'vroegzicht-session/1', link, expiresAt };
  await ports.reports.create(key(token), canonicalBytes(session), { contentType: 'application/json' });
  return `${cookieName}=${token}; Max-Age=${sessionMinutes * 60}; ${attributes}`;
}

/** The cookie that takes a session's cookie away. */
export const emptyCookie = `${cookieName}=; Max-Age=0; ${attributes}`;

/** The one session token among the cookies; two of them, or a malformed one, is none. */
function tokenOf(cookies: readonly string[]): string | undefined {
  const pairs = cookies.flatMap((cookie) => cookie.split(';')).map((pair) => pair.trim());
  const found = pairs.filter((pair) => pair.startsWith(`${cookieName}=`));
  const token = found[0]?.slice(cookieName.length + 1) ?? '';
  return found.length === 1 && isToken(token) ? token : undefined;
}

/** The web session of a request, if it is still open. */
export async function findSession(ports: SessionPorts, cookies: readonly string[]): Promise<Session | undefined> {
  const token = tokenOf(cookies);
  if (token === undefined) return undefined;
  const session = await readJson(ports.reports, key(token), Session);
  return session !== undefined && ports.clock().toISOString() < session.expiresAt ? session : undefined;
}

/** Ends the web session of a request: a copy of its cookie opens nothing any more. */
export async function endSession(ports: SessionPorts, cookies: readonly string[]): Promise<void> {
  const token = tokenOf(cookies);
  if (token === undefined || (await ports.reports.get(key(token))) === undefined) return;
  const now = ports.clock().toISOString();
  await changeJson(ports.reports, key(token), Session, (session) => ({ ...session, expiresAt: now }));
}
