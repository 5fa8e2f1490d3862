import { type AccessTexts, accessTexts } from './access-texts.ts';
import { type Html, html } from './html.ts';
import type { Language } from './labels.ts';
import { layout } from './layout.ts';

/** What is wrong on the page for the code. */
export type CodeProblem =
  | { readonly kind: 'malformed' | 'noCode' | 'locked' | 'waiting' }
  | { readonly kind: 'wrong'; readonly left: number };

/** A message page without a form. */
export type MessageKind = 'broken' | 'session' | 'closed' | 'notFound' | 'error';

type Common = { readonly language: Language; readonly contact: string };
type AtPath = Common & { readonly path: string };

const heading = (title: string) => html`<h1 class="nl-heading nl-heading--level-1">${title}</h1>`;
const paragraph = (text: string) => html`<p class="nl-paragraph">${text}</p>`;
const button = (label: string) => html`<button class="utrecht-button vz-button" type="submit">${label}</button>`;

function page(common: Common, title: string, body: Html, path?: string): string {
  const texts = accessTexts(common.language);
  return layout({
    language: common.language,
    title: `${title} – ${texts.name}`,
    name: texts.name,
    otherLanguage: path === undefined ? undefined : { path, label: texts.otherLanguage },
    body: html`${heading(title)}${body}<p class="nl-paragraph vz-small-print">${texts.help(common.contact)}</p>`,
  });
}

const codeForm = (path: string, language: Language, label: string) =>
  html`<form method="post" action="${path}/code?lang=${language}">${button(label)}</form>`;

/** The page behind the mailed link: the same for every municipality, without figures or names. */
export function landingPage(options: AtPath): string {
  const texts = accessTexts(options.language);
  const body = html`${paragraph(texts.landingIntro)}<ol class="vz-steps">${texts.steps.map((step) => html`<li>${step}</li>`)}</ol>${codeForm(options.path, options.language, texts.askCode)}<p class="nl-paragraph vz-small-print">${texts.neverAsked}</p>`;
  return page(options, texts.landingTitle, body, options.path);
}

/** The page on which the code is entered, with what was wrong the last time; no field while no code can work. */
export function codePage(options: AtPath & { readonly problem?: CodeProblem | undefined }): string {
  const texts = accessTexts(options.language);
  const { problem } = options;
  const message = problem === undefined ? undefined : problemText(problem, texts);
  const describedBy = message === undefined ? 'code-hint' : 'code-hint code-problem';
  const alert =
    message !== undefined &&
    html`<div class="utrecht-alert vz-alert" role="alert"><p id="code-problem"><strong>${texts.problem}.</strong> ${message}</p></div>`;
  const field = html`<form method="post" action="${options.path}/open?lang=${options.language}"><div class="vz-field"><label for="code">${texts.codeLabel}</label><p class="vz-small" id="code-hint">${texts.codeHint}</p><input class="utrecht-textbox" id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required="required" aria-describedby="${describedBy}"${message !== undefined && problem?.kind !== 'waiting' && html` aria-invalid="true"`}/></div>${button(texts.open)}</form>`;
  const isUseless = problem?.kind === 'locked' || problem?.kind === 'noCode';
  const again = html`<form class="vz-again" method="post" action="${options.path}/code?lang=${options.language}"><button class="utrecht-button vz-button vz-button--quiet" type="submit">${texts.again}</button></form>`;
  return page(
    options,
    isUseless ? texts.againTitle : texts.codeTitle,
    isUseless ? html`${alert}${again}` : html`${alert}${paragraph(texts.codeIntro)}${field}${again}`,
    `${options.path}/code`,
  );
}

function problemText(problem: CodeProblem, texts: AccessTexts): string {
  return problem.kind === 'wrong' ? texts.wrong(problem.left) : texts[problem.kind];
}

/** A page that says what happened and what to do; the page for a link that does not work is the same whatever the reason. */
export function messagePage(kind: MessageKind, options: Common): string {
  const texts = accessTexts(options.language);
  if (kind === 'broken') {
    const reasons = html`<ul class="utrecht-unordered-list">${texts.brokenReasons.map((reason) => html`<li>${reason}</li>`)}</ul>`;
    return page(options, texts.brokenTitle, html`${paragraph(texts.brokenIntro)}${reasons}`);
  }
  const words = {
    session: [texts.sessionTitle, texts.sessionIntro],
    closed: [texts.closedTitle, texts.closedIntro],
    notFound: [texts.notFoundTitle, texts.notFoundIntro],
    error: [texts.errorTitle, texts.errorIntro],
  } as const;
  const [title, intro] = words[kind];
  return page(options, title, paragraph(intro));
}
