import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { LocalCloud } from '../local/cloud.ts';

const codePattern = /\b(\d{3}) ?(\d{3})\b/;

/** Codes in the mails after the first `seen`: what an officer would read from the mailbox. */
export function mailedCodes(cloud: LocalCloud, seen: number): readonly string[] {
  return cloud
    .mails()
    .slice(seen)
    .flatMap((mail) => {
      const found = mail.text.includes('/r/') ? null : codePattern.exec(mail.text);
      return found === null ? [] : [`${found[1]}${found[2]}`];
    });
}

async function waitForCode(cloud: LocalCloud, seen: number): Promise<string> {
  for (let attempt = 0; attempt < 2400; attempt += 1) {
    const [code] = mailedCodes(cloud, seen);
    if (code !== undefined) return code;
    await delay(25);
  }
  throw new Failure('node-failed', 'no-code', 'no code arrived in the mailbox', 'look at the log of show-result');
}

const form = {
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
} as const;

/** Opens the mailed link as an officer does: asks for a code and reads it from the mailbox. Returns the cookie of the session. */
export async function openSession(cloud: LocalCloud, link: string): Promise<string> {
  await fetch(link);
  const seen = cloud.mails().length;
  await fetch(`${link}/code`, form);
  const opened = await fetch(`${link}/open`, {
    ...form,
    body: new URLSearchParams({ code: await waitForCode(cloud, seen) }).toString(),
  });
  return opened.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

/** Walks as an officer does, to the page. Returns its HTML. */
export async function openPage(cloud: LocalCloud, link: string): Promise<string> {
  const page = await fetch(new URL('/resultaat', link), { headers: { cookie: await openSession(cloud, link) } });
  if (page.status !== 200)
    throw new Failure('node-failed', 'no-page', `the page answered ${page.status}`, 'look at the log of show-result');
  return page.text();
}
