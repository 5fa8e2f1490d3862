import type { NotifyPorts } from '../../lib/notify-municipality/ports.ts';
import { askForRenewal, Renewal } from '../../lib/notify-municipality/renewal.ts';
import { notifyMunicipality } from '../../lib/notify-municipality.ts';
import type { Mail } from '../../lib/ports.ts';
import { Municipality } from '../../lib/protocol/register.ts';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { registerKeys } from '../../lib/register/register.ts';
import type { WebRequest, WebResponse } from '../../lib/show-result/web.ts';
import { showResult } from '../../lib/show-result.ts';
import { canonicalBytes, sha256 } from '../../lib/signing/canonical.ts';
import { type MemoryStore, memoryStore } from '../support/store.ts';
import { ownRelease } from './releases.ts';

/** A provider's pages in memory: real pipelines, buckets as maps, mails in a list, a clock that stands still. */
export type World = {
  readonly reports: MemoryStore;
  readonly register: MemoryStore;
  readonly ledger: MemoryStore;
  readonly mails: Mail[];
  readonly ports: NotifyPorts;
  readonly settings: { readonly baseUrl: string; readonly contact: string };
  readonly advance: (minutes: number) => void;
  readonly failMails: (failing: boolean) => void;
};

/** Mailbox of the municipality in the world. */
export const mailbox = 'schulden@voorbeeldstad.example';

/** A registered municipality with an agreement that counts. */
export function municipality(changes: Partial<Municipality> = {}): Municipality {
  const agreement = {
    id: 'overeenkomst-2026-014',
    purposes: ['onderzoek-vroegsignalering'],
    from: '2026-01-01',
    until: '2027-12-31',
    mailboxes: [mailbox],
    retentionMonths: 12,
  };
  const code = '9901';
  return Municipality.parse({
    code,
    name: 'Voorbeeldstad',
    dataKeyArn: 'key',
    status: 'active',
    agreements: [agreement],
    ...changes,
  });
}

/** Bytes that look random and repeat in every run. */
export function seededBytes(seed: string): (size: number) => Uint8Array {
  let drawn = 0;
  return (size) => {
    drawn += 1;
    const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, index) => sha256(`${seed}-${drawn}-${index}`));
    return Buffer.from(blocks.join(''), 'hex').subarray(0, size);
  };
}

/** Makes a world that holds one release; nobody has been mailed yet. */
export async function makeWorld(
  release: OwnRelease = ownRelease(),
  baseUrl = 'https://resultaten.example',
): Promise<World> {
  const stores = { reports: memoryStore(), register: memoryStore(), ledger: memoryStore() };
  const mails: Mail[] = [];
  let now = new Date('2026-11-20T10:00:00Z').getTime();
  let failing = false;
  const ports: NotifyPorts = {
    ...stores,
    mail: async (mail) => {
      await Promise.resolve();
      if (failing) throw new Error('mail service says no');
      mails.push(mail);
      return `message-${mails.length}`;
    },
    clock: () => new Date(now),
    randomBytes: seededBytes('world'),
  };
  await putMunicipality(stores.register, municipality());
  await stores.reports.create(ownKey(release), canonicalBytes(release));
  return {
    ...stores,
    mails,
    ports,
    settings: { baseUrl, contact: 'onderzoek@provider.example' },
    advance: (minutes) => void (now += minutes * 60_000),
    failMails: (wanted) => void (failing = wanted),
  };
}

/** Writes a municipality over whatever the register holds. */
export async function putMunicipality(register: MemoryStore, value: Municipality): Promise<void> {
  const key = registerKeys.municipality(value.code);
  await register.remove(key);
  await register.create(key, canonicalBytes(value));
}

/** Key of a release in the reports bucket. */
export const ownKey = (release: OwnRelease): string => `own/${release.taskId}/${release.municipality}.json`;

/** Mails the municipality and returns the path of the link that the mail shows. */
export async function mailedPath(world: World, release: OwnRelease = ownRelease()): Promise<string> {
  await notifyMunicipality(ownKey(release), world.ports, world.settings);
  return pathIn(world);
}

/** Asks for new links as an administrator does, and lets notify-municipality work on it. */
export async function renew(world: World, id: string, taskId: string, code = '9901'): Promise<string> {
  const about = { taskId, municipality: code };
  const request = Renewal.parse({ schema: 'vroegzicht-renewal/1', id: `renewal-${id.padStart(32, '0')}`, ...about });
  await askForRenewal(world.reports, request);
  return await notifyMunicipality(`renewals/${request.id}.json`, world.ports, world.settings);
}

/** Path of the link in the last mail. */
export function pathIn(world: World): string {
  return /https?:\/\/[^/\s]+(\/r\/\S+)/.exec(world.mails.at(-1)?.text ?? '')?.[1] ?? 'no link';
}

/** Code in the last mail. */
export function codeIn(world: World): string {
  return /: (\d{6})\n/.exec(world.mails.at(-1)?.text ?? '')?.[1] ?? 'no code';
}

/** Sends a request to the pages. */
export async function visit(
  world: World,
  method: string,
  path: string,
  more: Partial<WebRequest> = {},
): Promise<WebResponse> {
  const request = { method, path, language: undefined, cookies: [], body: '', site: undefined, ...more };
  return await showResult(request, world.ports, world.settings);
}

/** The complete way in: asks for a code, enters it, and returns the cookie as a browser sends it back. */
export async function signIn(world: World, path: string): Promise<string> {
  await visit(world, 'POST', `${path}/code`);
  const opened = await visit(world, 'POST', `${path}/open`, { body: `code=${codeIn(world)}` });
  return opened.cookies[0]?.split(';')[0] ?? 'no cookie';
}
