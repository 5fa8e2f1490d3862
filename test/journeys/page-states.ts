import type { Locator, Page } from 'playwright-core';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { corpus } from '../report/corpus.ts';
import { ownRelease } from '../report/releases.ts';
import {
  codeIn,
  mailedPath,
  makeWorld,
  municipality,
  putMunicipality,
  signIn,
  visit,
  type World,
} from '../report/world.ts';
import type { PageServer } from './page-server.ts';

/** What a state is reached with: an empty browser page and the server that shows a world. */
type Visitor = { readonly page: Page; readonly server: PageServer };

/** A state in which a reader can see the pages, how to get there, and words that stand there and in no other state. */
type PageState = {
  readonly name: string;
  readonly open: (visitor: Visitor) => Promise<void>;
  readonly says: string;
};

/** A world with one mailed release behind the server. */
export async function mailed(
  { server }: Pick<Visitor, 'server'>,
  release: OwnRelease = ownRelease(),
): Promise<{ readonly world: World; readonly path: string }> {
  const world = await makeWorld(release, server.url);
  server.show(world);
  return { world, path: await mailedPath(world, release) };
}

/** Opens a release with a cookie that was got by the ordinary way in, without the clicks. */
export async function show(visitor: Visitor, release: OwnRelease, language: 'nl' | 'en' = 'nl'): Promise<World> {
  const { page, server } = visitor;
  const { world, path } = await mailed(visitor, release);
  const [name = '', value = ''] = (await signIn(world, path)).split('=');
  const url = server.url.replace('http:', 'https:');
  await page.context().addCookies([{ name, value, url, secure: true, httpOnly: true, sameSite: 'Strict' }]);
  await page.goto(`${server.url}/resultaat?lang=${language}`);
  return world;
}

/** Asks for a code without the clicks, and shows the form for it. */
async function askCode(visitor: Visitor): Promise<{ readonly world: World; readonly path: string }> {
  const { world, path } = await mailed(visitor);
  await visit(world, 'POST', `${path}/code`);
  await visitor.page.goto(`${visitor.server.url}${path}/code`);
  return { world, path };
}

const enter = async ({ page }: Visitor, code: string) => {
  await page.getByLabel('Code').fill(code);
  await loaded(page, page.getByRole('button', { name: 'Bekijk de resultaten' }));
};

/** Clicks, and waits until the next page stands: a click alone returns while the old one is being replaced. */
const loaded = async (page: Page, link: Locator) => void (await Promise.all([page.waitForEvent('load'), link.click()]));

/** A code that is not the one in the last mail. */
export const wrongCode = (world: World): string => (codeIn(world) === '000000' ? '000001' : '000000');

async function tryWrong(visitor: Visitor, times: number): Promise<void> {
  const { world, path } = await askCode(visitor);
  for (let tried = 1; tried < times; tried += 1)
    await visit(world, 'POST', `${path}/open`, { body: `code=${wrongCode(world)}` });
  await enter(visitor, wrongCode(world));
}

async function atLink(visitor: Visitor, spoil: (world: World) => Promise<void> | void, path?: string): Promise<void> {
  const { world, path: given } = await mailed(visitor);
  await spoil(world);
  await visitor.page.goto(`${visitor.server.url}${path ?? given}`);
}

const english = async (visitor: Visitor, wordsNl: string) =>
  await loaded(visitor.page, visitor.page.getByRole('link', { name: wordsNl }));

/** The mail, as a mail program shows it. */
export const mailState: PageState = {
  name: 'mail',
  says: 'staan klaar',
  open: async (visitor) => {
    const { world } = await mailed(visitor);
    await visitor.page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(world.mails[0]?.html ?? '')}`);
  },
};

/** States before, between and after the figures. */
export const accessStates: readonly PageState[] = [
  { name: 'link', says: 'De resultaten staan klaar', open: async (visitor) => await atLink(visitor, () => undefined) },
  {
    name: 'link in English',
    says: 'The results are ready',
    open: async (visitor) => {
      await atLink(visitor, () => undefined);
      await english(visitor, 'In English');
    },
  },
  { name: 'code', says: 'Vul uw code in', open: async (visitor) => void (await askCode(visitor)) },
  { name: 'code wrong once', says: 'nog 4 keer proberen', open: async (visitor) => await tryWrong(visitor, 1) },
  { name: 'code wrong four times', says: 'nog 1 keer proberen', open: async (visitor) => await tryWrong(visitor, 4) },
  { name: 'code locked', says: 'te vaak een code', open: async (visitor) => await tryWrong(visitor, 5) },
  {
    name: 'code malformed',
    says: 'Vul zes cijfers in',
    open: async (visitor) => {
      await askCode(visitor);
      await enter(visitor, 'abc');
    },
  },
  {
    name: 'code too old',
    says: 'Deze code werkt niet meer',
    open: async (visitor) => {
      const { world } = await askCode(visitor);
      world.advance(11);
      await enter(visitor, codeIn(world));
    },
  },
  {
    name: 'code asked twice within a minute',
    says: 'minder dan een minuut geleden',
    open: async (visitor) => {
      await askCode(visitor);
      await visitor.page.getByRole('button', { name: 'Stuur een nieuwe code' }).click();
    },
  },
  {
    name: 'link expired',
    says: 'Deze link werkt niet',
    open: async (visitor) => await atLink(visitor, (world) => world.advance(31 * 24 * 60)),
  },
  {
    name: 'link revoked',
    says: 'Deze link werkt niet',
    open: async (visitor) =>
      await atLink(visitor, async ({ register }) => putMunicipality(register, municipality({ status: 'withdrawn' }))),
  },
  {
    name: 'link unknown',
    says: 'Deze link werkt niet',
    open: async (visitor) => await atLink(visitor, () => undefined, `/r/${'A'.repeat(43)}`),
  },
  {
    name: 'session ended',
    says: 'De pagina is gesloten',
    open: async (visitor) => {
      (await show(visitor, ownRelease())).advance(31);
      await visitor.page.reload();
    },
  },
  {
    name: 'session closed',
    says: 'De pagina is afgesloten',
    open: async (visitor) => {
      await show(visitor, ownRelease());
      await visitor.page.getByRole('button', { name: 'Pagina afsluiten' }).click();
    },
  },
  {
    name: 'no such page',
    says: 'Deze pagina bestaat niet',
    open: async (visitor) => await atLink(visitor, () => undefined, '/nothing'),
  },
  {
    name: 'fault of ours',
    says: 'Er ging iets mis',
    open: async (visitor) => {
      const world = await show(visitor, ownRelease());
      for (const key of await world.reports.list('own/')) await world.reports.remove(key);
      await visitor.page.reload();
    },
  },
];

/** The figures of every awkward municipality, and one of them in English. */
export const figureStates: readonly PageState[] = [
  ...corpus.map(([name, release]) => ({
    name: `municipality ${name}`,
    says: release.municipalityName,
    open: async (visitor: Visitor) => void (await show(visitor, release)),
  })),
  {
    name: 'figures in English',
    says: 'Download the figures for Excel',
    open: async (visitor) => void (await show(visitor, ownRelease(), 'en')),
  },
];
