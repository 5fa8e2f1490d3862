import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { corpus } from '../report/corpus.ts';
import { ownRelease } from '../report/releases.ts';
import { codeIn, type World } from '../report/world.ts';
import { openBrowser } from '../support/browser.ts';
import { sampled } from '../support/prove.ts';
import { type PageServer, startPages } from './page-server.ts';
import { accessStates, figureStates, mailed as mailedAt, show as showAt, wrongCode } from './page-states.ts';

const widths = [320, 768, 1280, 1920];
/** The mail is no page; the others look as another state does, but for a word: the gallery shows them, axe need not look again. */
const twins = [
  'mail',
  'link revoked',
  'link expired',
  'code wrong four times',
  'code malformed',
  'code too old',
  'code asked twice within a minute',
];
const Violations = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

let browser: Browser;
let server: PageServer;
let context: BrowserContext;
let page: Page;
let foreign: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startPages()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext({ locale: 'nl-NL' });
  foreign = [];
  page = await context.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) foreign.push(request.url());
  });
  page.on('console', (message) => void foreign.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void foreign.push(`error: ${error.message}`));
});

const mailed = async (release?: OwnRelease) => await mailedAt({ server }, release);
const show = async (release: OwnRelease) => await showAt({ page, server }, release);

async function signIn(release?: OwnRelease): Promise<World> {
  const { world, path } = await mailed(release);
  await page.goto(`${server.url}${path}`);
  await page.getByRole('button', { name: 'Stuur mij een code' }).click();
  await page.getByLabel('Code').fill(codeIn(world));
  await page.getByRole('button', { name: 'Bekijk de resultaten' }).click();
  await page.waitForURL('**/resultaat?lang=nl');
  return world;
}

/** Faults that axe finds; it is put in past the page's own policy, which stays in force. */
async function axeFaults(): Promise<readonly string[]> {
  const script = `${axe.source}; axe.run({ resultTypes: ['violations'] })`;
  const { violations } = Violations.parse(await page.evaluate(script));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

/** How many pixels of the page lie beyond its right edge, at each width. */
async function overflows(): Promise<readonly number[]> {
  const found: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    found.push(
      z
        .number()
        .parse(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')),
    );
  }
  return found;
}

/** Everything wrong with the page as it stands: accessibility, width, and what it asked of others or wrote to the console. */
async function faults(): Promise<readonly string[]> {
  const wide = (await overflows()).flatMap((pixels, index) =>
    pixels === 0 ? [] : [`${pixels} too wide at ${widths[index]}`],
  );
  // Chromium writes every answer of 400 and above to the console, and that it forgot what it was told to.
  const unexpected = foreign.filter((line) => !/status of [45]\d\d|Cleared data types/.test(line));
  return [...(await axeFaults()), ...wide, ...unexpected];
}

describe('from mail to figures', () => {
  test('a click, a code and the figures; the link in the address bar is gone', async () => {
    await signIn();
    expect(page.url()).toBe(`${server.url}/resultaat?lang=nl`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
      'Bij 18 van de 100 afgesloten meldingen',
    );
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: '__Host-vroegzicht', secure: true, httpOnly: true, sameSite: 'Strict' });
    expect(foreign).toEqual([]);
  });

  test('works with the keyboard alone', async () => {
    const { world, path } = await mailed();
    await page.goto(`${server.url}${path}`);
    const tabTo = async (name: string) => {
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = page.locator(':focus');
        expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
        const words = `${await focused.textContent()}${await focused.getAttribute('name')}`;
        if (words.includes(name)) return;
      }
      throw new Error(`no way to ${name}`);
    };
    await tabTo('Stuur mij een code');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/code?lang=nl');
    await tabTo('code');
    await page.keyboard.type(codeIn(world));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/resultaat?lang=nl');
    await tabTo('Direct naar de inhoud');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('a wrong code is told to screen readers and to the eye', async () => {
    const { world, path } = await mailed();
    await page.goto(`${server.url}${path}`);
    await page.getByRole('button', { name: 'Stuur mij een code' }).click();
    await page.getByLabel('Code').fill(wrongCode(world));
    await page.getByRole('button', { name: 'Bekijk de resultaten' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('nog 4 keer');
    expect(await page.getByLabel('Code').getAttribute('aria-invalid')).toBe('true');
    expect(await faults()).toEqual([]);
  });

  test('downloads, closes, and shows nothing after that', async () => {
    await signIn();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download de cijfers voor Excel' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('vroegzicht-9901-task-2026-11-20-0001.csv');
    await page.getByRole('button', { name: 'Pagina afsluiten' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('De pagina is afgesloten');
    await page.goBack();
    expect(await page.content()).not.toContain('afgesloten meldingen');
  });

  test('a session ends by itself', async () => {
    const world = await signIn();
    world.advance(31);
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('De pagina is gesloten');
  });
});

describe('every page is accessible and fits', () => {
  const states = [...accessStates.filter(({ name }) => !twins.includes(name)), ...figureStates];
  test.each(sampled(states, 9, 7))('$name', async ({ open }) => {
    await open({ page, server });
    expect(await faults()).toEqual([]);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  test.each([
    ['of which all is withheld', 4],
    ['of middle size', 9],
  ])('a municipality %s prints on at most %i sheets of A4', async (name, sheets) => {
    await show(corpus.find(([each]) => each === name)?.[1] ?? ownRelease());
    await page.emulateMedia({ media: 'print' });
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeLessThanOrEqual(sheets);
  });

  test('text of twice the size still fits', async () => {
    await show(ownRelease());
    await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`);
    expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('32px');
    expect(await overflows()).toEqual(widths.map(() => 0));
  });

  test('prints on A4 without forms and lists of links', async () => {
    await show(ownRelease());
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
