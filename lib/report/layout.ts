import { type Html, html, render } from './html.ts';
import type { Language } from './labels.ts';
import { textsIn } from './texts.ts';
import { stylesheet } from './theme.ts';

/** What every page has. `otherLanguage` offers the same page in the other language at that path. */
export type Layout = {
  readonly language: Language;
  readonly title: string;
  readonly name: string;
  readonly otherLanguage?: { readonly path: string; readonly label: string } | undefined;
  readonly body: Html;
};

/** A complete document with one inline style and nothing from elsewhere. */
export function layout(page: Layout): string {
  const texts = textsIn(page.language);
  const other = page.language === 'nl' ? 'en' : 'nl';
  const link = page.otherLanguage;
  const document = html`<!doctype html>
<html lang="${page.language}">
<head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="robots" content="noindex, nofollow"/><meta name="color-scheme" content="light"/><title>${page.title}</title><style>${stylesheet}</style></head>
<body class="utrecht-document vz-theme">
<a class="nl-skip-link" href="#main">${texts.skip}</a>
<header class="utrecht-page-header"><div class="vz-wide"><p class="vz-brand"><strong>${texts.product}</strong><span>${page.name}</span></p>${link !== undefined && html`<a class="nl-link vz-language" lang="${other}" hreflang="${other}" href="${link.path}?lang=${other}">${link.label}</a>`}</div></header>
<main class="utrecht-page-body vz-wide" id="main" tabindex="-1">
${page.body}
</main>
<footer class="utrecht-page-footer"><div class="vz-wide"><p>${texts.footer}</p></div></footer>
</body></html>
`;
  return render(document);
}
