import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { corpus } from '../report/corpus.ts';
import { ownRelease } from '../report/releases.ts';
import { codeIn, type World } from '../report/world.ts';
import { openBrowser } from '../support/browser.ts';
import { isProof, sampled } from '../support/prove.ts';
import { type PageServer, startPages } from './page-server.ts';
import { accessStates, figureStates, mailed as mailedAt, show as showAt, wrongCode } from './page-states.ts';

const allWidths = [320, 375, 768, 1280, 1920];
/** All widths in a proof, else the narrowest and the usual one; the page of a municipality with everything is looked at in all. */
const widths = isProof ? allWidths : [320, 1280];
/** The mail is no page, and one page has a test of its own; the others look as another state does, but for a word: the gallery shows them. */
const twins = [
  'mail',
  'link revoked',
  'link expired',
  'code wrong four times',
  'code malformed',
  'code too old',
  'code asked twice within a minute',
  'municipality of middle size',
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
  context = await browser.newContext({ locale: 'nl-NL' });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  await context.clearCookies();
  await page?.close();
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

/** The widths at which something lies beyond the right edge, with how many pixels. */
async function overflows(at: readonly number[] = widths): Promise<readonly string[]> {
  const found: string[] = [];
  for (const width of at) {
    await page.setViewportSize({ width, height: 900 });
    const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    const pixels = z.number().parse(await page.evaluate(beyond));
    if (pixels !== 0) found.push(`${pixels} too wide at ${width}`);
  }
  return found;
}

/** Everything wrong with the page as it stands: accessibility, width, and what it asked of others or wrote to the console. */
async function faults(at: readonly number[] = widths): Promise<readonly string[]> {
  const wide = await overflows(at);
  // Chromium writes every answer of 400 and above to the console, and that it forgot what it was told to.
  const unexpected = foreign.filter((line) => !/status of [45]\d\d|Cleared data types/.test(line));
  return [...(await axeFaults()), ...wide, ...unexpected];
}

/** On how many sheets of A4 the page prints. */
async function sheets(): Promise<number> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.startsWith('%PDF-')).toBe(true);
  return pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
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
  test.each(sampled(states, 5, 7))('$name', async ({ open }) => {
    await open({ page, server });
    expect(await faults()).toEqual([]);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  test('a page with everything: at every width, with text of twice the size, and on paper', async () => {
    await show(ownRelease());
    expect(await faults(allWidths)).toEqual([]);
    await page.evaluate(`document.documentElement.style.setProperty('font-size', '200%')`);
    expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('32px');
    expect(await overflows(allWidths)).toEqual([]);
    await page.evaluate(`document.documentElement.style.removeProperty('font-size')`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await sheets()).toBeLessThanOrEqual(9);
  });

  test('a page on which all is withheld prints on at most 4 sheets of A4', async () => {
    await show(corpus.find(([each]) => each === 'of which all is withheld')?.[1] ?? ownRelease());
    await page.emulateMedia({ media: 'print' });
    expect(await sheets()).toBeLessThanOrEqual(4);
  });
});
