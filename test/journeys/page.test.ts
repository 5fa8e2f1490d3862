import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { allWithheld, ownRelease, withoutPeers } from '../report/releases.ts';
import { codeIn, mailedPath, makeWorld, type World } from '../report/world.ts';
import { openBrowser } from '../support/browser.ts';
import { type PageServer, startPages } from './page-server.ts';

const widths = [320, 768, 1280, 1920];
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

async function mailed(release: OwnRelease = ownRelease()): Promise<{ readonly world: World; readonly path: string }> {
  const world = await makeWorld(release, server.url);
  server.show(world);
  return { world, path: await mailedPath(world, release) };
}

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

async function expectGood(): Promise<void> {
  expect(await axeFaults()).toEqual([]);
  expect(await overflows()).toEqual(widths.map(() => 0));
  expect(foreign).toEqual([]);
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
    await page.getByLabel('Code').fill(codeIn(world) === '000000' ? '000001' : '000000');
    await page.getByRole('button', { name: 'Bekijk de resultaten' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('nog 4 keer');
    expect(await page.getByLabel('Code').getAttribute('aria-invalid')).toBe('true');
    await expectGoodExceptConsole();
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

/** A refused code is a 403, which Chromium writes to its console. */
async function expectGoodExceptConsole(): Promise<void> {
  foreign = foreign.filter((line) => !/status of 4\d\d/.test(line));
  await expectGood();
}

describe('every page is accessible and fits', () => {
  const million = { ...ownRelease({ municipalityName: 'Stad van een miljoen', inhabitants: 1_000_000 }) };
  const awkward = ownRelease({
    municipalityName: `'s-Gravenhage-Súdwest en de zeer lange naam van een samenwerkingsverband`,
    delivery: undefined,
  });
  test.each([
    ['with peers', ownRelease()],
    ['without peers', withoutPeers(ownRelease())],
    ['with nothing to show', allWithheld(ownRelease())],
    ['without any indicator', ownRelease({ indicators: [] })],
    ['of a city of a million', million],
    ['with an awkward name', awkward],
  ])('a page %s', async (_, release) => {
    await signIn(release);
    await expectGood();
  });

  test('landing, code and English', async () => {
    const { path } = await mailed();
    await page.goto(`${server.url}${path}`);
    await expectGood();
    await page.getByRole('link', { name: 'In English' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The results are ready');
    await expectGood();
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await expectGood();
  });

  test('a link that does not work, and a page that is not there', async () => {
    const { path } = await mailed();
    for (const place of [`${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`, '/resultaat', '/nothing']) {
      await page.goto(`${server.url}${place}`);
      await expectGoodExceptConsole();
    }
  });

  test('text of twice the size still fits', async () => {
    await signIn();
    await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`);
    expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('32px');
    expect(await overflows()).toEqual(widths.map(() => 0));
  });

  test('prints on A4 without forms and lists of links', async () => {
    await signIn();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });
});
