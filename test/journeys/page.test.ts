import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { OwnRelease } from '../../lib/protocol/release.ts';
import { corpus } from '../report/corpus.ts';
import { ownRelease } from '../report/releases.ts';
import { codeIn } from '../report/world.ts';
import { type AxeJudge, openAxe } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type PageServer, startPages } from './page-server.ts';
import { accessStates, figureStates, mailed as mailedAt, mailState, show as showAt } from './page-states.ts';

const allWidths = [320, 375, 768, 1280, 1920];
/** The narrowest, where things stick out, and the usual one; the page with everything is looked at in all. */
const widths = [320, 1280];

let browser: Browser;
let server: PageServer;
let context: BrowserContext;
let axe: AxeJudge;
let page: Page;
let foreign: string[];

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startPages()]);
  context = await browser.newContext({ locale: 'nl-NL' });
  axe = await openAxe(context);
  page = await context.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  page.on('console', (message) => void foreign.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => void foreign.push(`error: ${error.message}`));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  await context.clearCookies();
  foreign = [];
});

const mailed = async () => await mailedAt({ server });
const show = async (release: OwnRelease) => await showAt({ page, server }, release);

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
async function faults(): Promise<readonly string[]> {
  const wide = await overflows();
  // Chromium writes every answer of 400 and above to the console, and that it forgot what it was told to.
  const unexpected = foreign.filter((line) => !/status of [45]\d\d|Cleared data types/.test(line));
  return [...(await axe.faults(page)), ...wide, ...unexpected];
}

/** On how many sheets of A4 the page prints. */
async function sheets(): Promise<number> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.startsWith('%PDF-')).toBe(true);
  return pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

describe('from mail to figures', () => {
  test('a click, a code and the figures, a download; closed, nothing is shown any more', async () => {
    const { world, path } = await mailed();
    await page.goto(`${server.url}${path}`);
    await page.getByRole('button', { name: 'Stuur mij een code' }).click();
    await page.getByLabel('Code').fill(codeIn(world));
    await page.getByRole('button', { name: 'Bekijk de resultaten' }).click();
    await page.waitForURL('**/resultaat?lang=nl');
    expect(page.url()).toBe(`${server.url}/resultaat?lang=nl`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
      'Bij 18 van de 100 afgesloten meldingen',
    );
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: '__Host-vroegzicht', secure: true, httpOnly: true, sameSite: 'Strict' });
    expect(foreign).toEqual([]);
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
    await accessStates.find(({ name }) => name === 'code wrong once')?.open({ page, server });
    expect(await page.getByRole('alert').textContent()).toContain('nog 4 keer');
    expect(await page.getByLabel('Code').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('every page is accessible and fits', () => {
  test('the mail, which has no landmarks as it is part of a page of the mail program', async () => {
    await mailState.open({ page, server });
    expect(
      (await faults()).filter((fault) => !/^(landmark-one-main|page-has-heading-one|region):/.test(fault)),
    ).toEqual([]);
  });

  test.each([...accessStates, ...figureStates])('$name', async ({ open, says }) => {
    await open({ page, server });
    expect(await faults()).toEqual([]);
    expect(await page.evaluate(`document.querySelectorAll('h1').length`)).toBe(1);
    expect(await page.evaluate('document.body.innerText')).toContain(says);
  });

  test('a page with everything: at every width, with text of twice the size, and on paper', async () => {
    await show(ownRelease());
    expect(await overflows(allWidths)).toEqual([]);
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
