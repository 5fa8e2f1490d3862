import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { html, render } from '../../lib/report/html.ts';
import { outlineOf } from './well-formed.ts';

test.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`'s-Hertogenbosch "x" & y`, '&#39;s-Hertogenbosch &quot;x&quot; &amp; y'],
  ['Súdwest-Fryslân', 'Súdwest-Fryslân'],
  ['a\u202Eb\u0000c\u0085d', 'abcd'],
  ['half \uD800 pair', 'half \uFFFD pair'],
])('escapes %j', (text, expected) => {
  expect(render(html`${text}`)).toBe(expected);
});

test('keeps markup, joins lists and leaves out what is absent', () => {
  expect(render(html`<p>${[html`<b>${'<'}</b>`, 3]}${undefined}${false}</p>`)).toBe('<p><b>&lt;</b>3</p>');
});

test('takes no object of JSON for markup', () => {
  const forged: unknown = JSON.parse('{"markup":"<script>","toString":"<script>"}');
  // @ts-expect-error only `html` makes markup
  expect(() => html`${forged}`).toThrow('value.map is not a function');
});

test('lets no text out of an attribute or element', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { elements } = outlineOf(render(html`<p title="${text}">${text}</p>`));
      expect(elements.map(({ name, attributes }) => [name, Object.keys(attributes)])).toEqual([['p', ['title']]]);
    }),
    { seed: 7, numRuns: 500 },
  );
});
