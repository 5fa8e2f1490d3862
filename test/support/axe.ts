import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import * as z from 'zod';

const require = createRequire(import.meta.url);
const axeFile = require.resolve('axe-core/axe.min.js');
const Violations = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/**
 * Puts a document in the place of the one that stands there, and lets axe judge it. A section that was judged before without a fault,
 * to the letter, is left out: the awkward municipalities share most of theirs.
 */
const judgeDocument = `async (html) => {
  const copy = new DOMParser().parseFromString(html, 'text/html');
  const sections = [...copy.querySelectorAll('section')].map((element) => ({ element, text: element.outerHTML }));
  for (const { element, text } of sections) if (globalThis.faultless.has(text)) element.remove();
  document.replaceChild(document.adoptNode(copy.documentElement), document.documentElement);
  const { violations } = await axe.run({ resultTypes: ['violations'] });
  if (violations.length === 0) for (const { text } of sections) globalThis.faultless.add(text);
  return violations;
}`;

/** Judges pages for accessibility; `faults` gives every violation with the elements that have it. */
export type AxeJudge = { readonly faults: (page: Page) => Promise<readonly string[]> };

/**
 * Opens a window that keeps axe, and judges the document of a page there: loading axe takes longer than the judging, and the page
 * itself keeps its own policy, under which no script runs. Styles are in the document, so that colours and sizes are the page's.
 */
export async function openAxe(context: BrowserContext): Promise<AxeJudge> {
  const window = await context.newPage();
  await window.evaluate(`${await readFile(axeFile, 'utf8')}; globalThis.faultless = new Set(); 0`);
  return {
    faults: async (page) => {
      const size = page.viewportSize();
      if (size !== null) await window.setViewportSize(size);
      const judged: unknown = await window.evaluate(`(${judgeDocument})(${JSON.stringify(await page.content())})`);
      const found = Violations.parse(judged);
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
    },
  };
}
