/**
 * Renders every state of the municipality's pages to look at them: `node bench/page-gallery.ts DIR [words in the name]` writes PNGs a
 * width (a long page in sheets, as Chromium repeats itself in images above 8,192 pixels), and a PDF of what is printed. Nothing is
 * judged here; test/journeys/page.test.ts does that.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startPages } from '../test/journeys/page-server.ts';
import { accessStates, figureStates, mailState } from '../test/journeys/page-states.ts';
import { openBrowser } from '../test/support/browser.ts';

const [directory = 'gallery', words = ''] = process.argv.slice(2);
const widths = [320, 375, 768, 1280, 1920];
const sheetHeight = 4000;

async function sheets(page: Page, file: string, width: number): Promise<void> {
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  await page.setViewportSize({ width, height: Math.min(height, sheetHeight) });
  for (let top = 0; top < height; top += sheetHeight) {
    await page.evaluate(`scrollTo(0, ${top})`);
    await page.screenshot({ path: `${file}-${top / sheetHeight + 1}.png` });
  }
}

await mkdir(directory, { recursive: true });
const [browser, server] = await Promise.all([openBrowser(), startPages()]);
for (const { name, open } of [mailState, ...accessStates, ...figureStates].filter((state) =>
  state.name.includes(words),
)) {
  const context = await browser.newContext({ locale: 'nl-NL' });
  const page = await context.newPage();
  await open({ page, server });
  const file = join(directory, name.replaceAll(/[^a-zA-Z]+/g, '-'));
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await sheets(page, `${file}-${width}`, width);
  }
  await page.emulateMedia({ media: 'print' });
  await page.pdf({ path: `${file}.pdf`, preferCSSPageSize: true });
  await context.close();
  process.stdout.write(`${file}\n`);
}
await browser.close();
await server.close();
