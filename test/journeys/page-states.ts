import type { Page } from 'playwright-core';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { corpus } from '../report/corpus.ts';
import { ownRelease } from '../report/releases.ts';
import { codeIn, mailedPath, makeWorld, municipality, putMunicipality, signIn, type World } from '../report/world.ts';
import type { PageServer } from './page-server.ts';

/** What a state is reached with: an empty browser page and the server that shows a world. */
type Visitor = { readonly page: Page; readonly server: PageServer };

/** A state in which a reader can see the pages, and how to get there. */
type PageState = { readonly name: string; readonly open: (visitor: Visitor) => Promise<void> };

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

const askCode = async ({ page, server }: Visitor, path: string) => {
  await page.goto(`${server.url}${path}`);
  await page.getByRole('button', { name: 'Stuur mij een code' }).click();
};

const enter = async ({ page }: Visitor, code: string) => {
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Bekijk de resultaten' }).click();
};

/** A code that is not the one in the last mail. */
export const wrongCode = (world: World): string => (codeIn(world) === '000000' ? '000001' : '000000');

async function tryWrong(visitor: Visitor, times: number): Promise<void> {
  const { world, path } = await mailed(visitor);
  await askCode(visitor, path);
  for (let tried = 0; tried < times; tried += 1) await enter(visitor, wrongCode(world));
}

async function atLink(visitor: Visitor, spoil: (world: World) => Promise<void> | void, path?: string): Promise<void> {
  const { world, path: given } = await mailed(visitor);
  await spoil(world);
  await visitor.page.goto(`${visitor.server.url}${path ?? given}`);
}

const english = async (visitor: Visitor, wordsNl: string) =>
  await visitor.page.getByRole('link', { name: wordsNl }).click();

/** States before, between and after the figures. */
export const accessStates: readonly PageState[] = [
  {
    name: 'mail',
    open: async (visitor) => visitor.page.setContent((await mailed(visitor)).world.mails[0]?.html ?? ''),
  },
  { name: 'link', open: async (visitor) => await atLink(visitor, () => undefined) },
  {
    name: 'link in English',
    open: async (visitor) => {
      await atLink(visitor, () => undefined);
      await english(visitor, 'In English');
    },
  },
  { name: 'code', open: async (visitor) => await askCode(visitor, (await mailed(visitor)).path) },
  { name: 'code wrong once', open: async (visitor) => await tryWrong(visitor, 1) },
  { name: 'code wrong four times', open: async (visitor) => await tryWrong(visitor, 4) },
  { name: 'code locked', open: async (visitor) => await tryWrong(visitor, 5) },
  {
    name: 'code malformed',
    open: async (visitor) => {
      await askCode(visitor, (await mailed(visitor)).path);
      await enter(visitor, 'abc');
    },
  },
  {
    name: 'code too old',
    open: async (visitor) => {
      const { world, path } = await mailed(visitor);
      await askCode(visitor, path);
      world.advance(11);
      await enter(visitor, codeIn(world));
    },
  },
  {
    name: 'code asked twice within a minute',
    open: async (visitor) => {
      await askCode(visitor, (await mailed(visitor)).path);
      await visitor.page.getByRole('button', { name: 'Stuur een nieuwe code' }).click();
    },
  },
  { name: 'link expired', open: async (visitor) => await atLink(visitor, (world) => world.advance(31 * 24 * 60)) },
  {
    name: 'link revoked',
    open: async (visitor) =>
      await atLink(visitor, async ({ register }) => putMunicipality(register, municipality({ status: 'withdrawn' }))),
  },
  { name: 'link unknown', open: async (visitor) => await atLink(visitor, () => undefined, `/r/${'A'.repeat(43)}`) },
  {
    name: 'session ended',
    open: async (visitor) => {
      (await show(visitor, ownRelease())).advance(31);
      await visitor.page.reload();
    },
  },
  {
    name: 'session closed',
    open: async (visitor) => {
      await show(visitor, ownRelease());
      await visitor.page.getByRole('button', { name: 'Pagina afsluiten' }).click();
    },
  },
  { name: 'no such page', open: async (visitor) => await atLink(visitor, () => undefined, '/nothing') },
  {
    name: 'fault of ours',
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
    open: async (visitor: Visitor) => void (await show(visitor, release)),
  })),
  { name: 'figures in English', open: async (visitor) => void (await show(visitor, ownRelease(), 'en')) },
];
