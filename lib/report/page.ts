import type { OwnRelease } from '../protocol/release.ts';
import { backgroundSections, studyTitle } from './background.ts';
import { finding, firstQuestion, keyFigures, noFindingReason } from './finding.ts';
import { type Html, html } from './html.ts';
import { peerGroupSize } from './indicators.ts';
import { type Language, placeName, stateOf } from './labels.ts';
import { layout } from './layout.ts';
import { clockTime, dateInWords } from './numbers.ts';
import { figureSections, type Section } from './sections.ts';
import { textsIn } from './texts.ts';

/** What surrounds a release on its page; `openUntil` is the end of the web session, absent in a local preview. */
export type PageOptions = { readonly language: Language; readonly contact: string; readonly openUntil?: Date };

/** The municipality's page as a complete HTML document: no script, no other host. */
export function renderPage(release: OwnRelease, options: PageOptions): string {
  const { language } = options;
  const texts = textsIn(language);
  const sections = [
    ...figureSections(release, language),
    ...backgroundSections(release, options.contact, language),
    ...(options.openUntil === undefined ? [] : [downloads(language)]),
  ];
  return layout({
    language,
    title: texts.pageTitle(placeName(release.municipalityName)),
    name: texts.forMunicipality(placeName(release.municipalityName)),
    otherLanguage: options.openUntil === undefined ? undefined : { path: '/resultaat', label: texts.otherLanguage },
    body: html`${release.synthetic && html`<div class="utrecht-alert vz-alert vz-alert--synthetic" role="note"><p><strong>${texts.synthetic}</strong></p></div>`}
${opening(release, language)}
${options.openUntil !== undefined && session(options.openUntil, language)}
${contents(sections, language)}
${sections.map(toHtml)}`,
  });
}

function opening(release: OwnRelease, language: Language): Html {
  const texts = textsIn(language);
  const peers = peerGroupSize(release);
  const reason = noFindingReason(release, language);
  const showsFigures = release.indicators.some((indicator) => stateOf(indicator) === 'shown');
  const period =
    release.dataFrom === null || release.dataUntil === null
      ? texts.periodUnknown
      : texts.period(dateInWords(release.dataFrom, language), dateInWords(release.dataUntil, language));
  return html`<p class="vz-kicker">${studyTitle(release, language)}</p>
<h1 class="nl-heading nl-heading--level-1">${finding(release, language)}</h1>
${reason !== undefined && html`<p class="nl-paragraph nl-paragraph--lead">${reason}</p>`}
<p class="vz-period">${period}</p>
<section aria-labelledby="summary"><h2 class="vz-visually-hidden" id="summary">${texts.keyFigures}</h2>${keyFigures(release, language)}</section>
${firstQuestion(release, language)}
${showsFigures && html`<p class="nl-paragraph vz-note">${peers === undefined ? texts.noPeers : texts.peersExplained(peers)}</p>`}`;
}

function session(openUntil: Date, language: Language): Html {
  const texts = textsIn(language);
  return html`<div class="vz-session"><p>${texts.sessionUntil(clockTime(openUntil, language))}</p><form method="post" action="/afsluiten?lang=${language}"><button class="utrecht-button vz-button vz-button--quiet" type="submit">${texts.closeSession}</button></form></div>`;
}

function contents(sections: readonly Section[], language: Language): Html {
  const items = sections.map((section) => html`<li><a class="nl-link" href="#${section.id}">${section.title}</a></li>`);
  return html`<nav class="vz-contents" aria-labelledby="contents"><h2 class="vz-contents-title" id="contents">${textsIn(language).contents}</h2><ul>${items}</ul></nav>`;
}

function downloads(language: Language): Section {
  const texts = textsIn(language);
  return {
    id: 'download',
    title: texts.downloadTitle,
    body: html`<ul class="utrecht-unordered-list"><li><a class="nl-link" href="/resultaat.csv?lang=${language}" download="">${texts.downloadCsv}</a></li><li><a class="nl-link" href="/resultaat.json" download="">${texts.downloadJson}</a></li><li>${texts.downloadPrint}</li></ul>`,
  };
}

function toHtml(section: Section): Html {
  return html`<section class="vz-section" aria-labelledby="${section.id}"><h2 class="nl-heading nl-heading--level-2" id="${section.id}">${section.title}</h2>${section.body}</section>`;
}
