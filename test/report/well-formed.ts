import { SaxesParser } from 'saxes';

/** What is in a page, read strictly as XML: an unclosed or unquoted thing throws. */
export type Outline = {
  readonly elements: readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[];
  readonly text: string;
};

/** Reads a document or standalone SVG strictly; throws at the first thing that is not well formed. */
export function outlineOf(markup: string): Outline {
  const elements: { name: string; attributes: Readonly<Record<string, string>> }[] = [];
  let text = '';
  let inStyle = false;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    inStyle = tag.name === 'style';
    elements.push({ name: tag.name, attributes: Object.fromEntries(Object.entries(tag.attributes)) });
  });
  parser.on('closetag', () => void (inStyle = false));
  parser.on('text', (part) => {
    if (!inStyle) text += part;
  });
  parser.write(markup.replace(/^<!doctype html>\n/, '')).close();
  return { elements, text: text.replace(/\s+/g, ' ') };
}

/** What makes a page invalid although it is well formed: doubled ids, links to nowhere, a jump in headings, a second h1. */
export function faultsOf(markup: string): readonly string[] {
  const { elements } = outlineOf(markup);
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `doubled id ${id}`);
  const referred = elements.flatMap(({ attributes }) => [
    ...(attributes['href']?.startsWith('#') === true ? [attributes['href'].slice(1)] : []),
    ...(attributes['aria-labelledby'] ?? '').split(' '),
    ...(attributes['aria-describedby'] ?? '').split(' '),
    ...(attributes['for'] === undefined ? [] : [attributes['for']]),
  ]);
  const missing = referred.filter((id) => id !== '' && !ids.includes(id)).map((id) => `no id ${id}`);
  const levels = elements.flatMap(({ name }) => (/^h[1-6]$/.test(name) ? [Number(name[1])] : []));
  const jumps = levels.flatMap((level, index) => (level > (levels[index - 1] ?? 0) + 1 ? [`jump to h${level}`] : []));
  const tops = levels.filter((level) => level === 1).length === 1 ? [] : ['not one h1'];
  return [...doubled, ...missing, ...jumps, ...tops];
}
