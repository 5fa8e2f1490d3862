const markup: unique symbol = Symbol('markup');

/** Markup that only `html` and `constant` can make: data can never pose as it. */
export type Html = { readonly [markup]: string };

/** What may stand in a template: text is escaped, markup is kept, lists are joined, `undefined` and `false` are left out. */
export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Control characters make a page invalid; direction overrides can disguise a name.
const unwanted = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\uFFFE\uFFFF]/gu;

/** Escapes text for element content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(unwanted, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

const isMarkup = (value: HtmlValue): value is Html => typeof value === 'object' && markup in value;

function toMarkup(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return isMarkup(value) ? value[markup] : value.map(toMarkup).join('');
}

/** Tagged template: the literal parts are markup, every value is escaped unless it is markup itself. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const text = parts.map((part, index) => part + (index < values.length ? toMarkup(values[index]) : '')).join('');
  return { [markup]: text };
}

/** Tagged template without values: for styles, where escaping would change the meaning. */
export function constant(parts: TemplateStringsArray): Html {
  return { [markup]: parts.join('') };
}

/** The text of markup. */
export function render(value: Html): string {
  return value[markup];
}
