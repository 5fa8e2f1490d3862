import type { OwnRelease } from '../protocol/release.ts';
import { fieldName, tableName } from './fields.ts';
import { type Html, html } from './html.ts';
import { overall } from './indicators.ts';
import { formatLabels, type Language, noteLabels, purposeLabels, stateWords } from './labels.ts';
import { count, dateInWords, monthInWords } from './numbers.ts';
import { figureTitles, type Section } from './sections.ts';
import { dataTable } from './table.ts';
import { textsIn } from './texts.ts';
import { presentable } from './topics.ts';

const list = (items: readonly (string | Html)[]) =>
  html`<ul class="utrecht-unordered-list">${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** The sections around the figures: own data, questions, limits, words, and how this came about. */
export function backgroundSections(release: OwnRelease, contact: string, language: Language): readonly Section[] {
  const texts = textsIn(language);
  const delivery = deliverySection(release, language);
  return [
    ...(delivery === undefined ? [] : [delivery]),
    ...(presentable(release).length === 0 ? [] : [questionSection(release, language)]),
    { id: 'limits', title: texts.purposeTitle, body: list(texts.purposeLimits) },
    { id: 'words', title: texts.wordsTitle, body: glossary(language) },
    { id: 'about', title: texts.aboutTitle, body: about(release, contact, language) },
  ];
}

/** Questions to discuss; a page without any figure raises none. */
function questionSection(release: OwnRelease, language: Language): Section {
  const texts = textsIn(language);
  const asked = (['return', 'reach', 'help-accepted'] as const).filter(
    (topic) => overall(release, topic) !== undefined,
  );
  const questions = [...asked.map((topic) => texts.questions[topic]), texts.questions.general];
  return { id: 'questions', title: texts.questionsTitle, body: list(questions) };
}

function glossary(language: Language): Html {
  return html`<dl class="utrecht-data-list vz-words">${textsIn(language).glossary.map(([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`)}</dl>`;
}

function deliverySection(release: OwnRelease, language: Language): Section | undefined {
  const { delivery } = release;
  if (delivery === undefined) return undefined;
  const texts = textsIn(language);
  const month = (value: string | null) =>
    value === null ? stateWords.unknown[language] : monthInWords(value, language);
  const amount = (value: number | null) => (value === null ? stateWords.withheld[language] : count(value, language));
  const heads = texts.deliveryColumns;
  const coverage = dataTable(
    html`<span class="vz-visually-hidden">${texts.deliveryTitle}</span>`,
    [heads.table, heads.rows, heads.first, heads.last],
    delivery.tables.map((table) => [
      tableName(table.table, language),
      amount(table.rows),
      month(table.first),
      month(table.last),
    ]),
  );
  const notes = dataTable(
    texts.notesTitle,
    [texts.noteColumns.what, texts.noteColumns.where],
    [...Map.groupBy(delivery.notes, ({ kind }) => kind)].map(([kind, members]) => [
      noteLabels[kind]?.[language],
      html`<ul class="vz-plain">${members.map(({ field, count: found }) => html`<li>${fieldName(field, language)}: ${amount(found)}</li>`)}</ul>`,
    ]),
  );
  const format = formatLabels[delivery.format]?.[language] ?? '';
  return {
    id: 'delivery',
    title: texts.deliveryTitle,
    body: html`<p class="nl-paragraph">${texts.deliveryIntro(format, dateInWords(delivery.exportDate, language))} ${release.dataFrom !== null && texts.windowNote}</p>${delivery.tables.length > 0 && coverage}
${delivery.notes.length === 0 ? delivery.tables.length > 0 && html`<p class="nl-paragraph">${texts.notesNone}</p>` : notes}
${delivery.unavailable.length > 0 && html`<p class="nl-paragraph">${texts.unavailable(missingFields(delivery.unavailable, language))}</p>`}`,
  };
}

/** Fields that a delivery does not hold, by table; six months of one flag are the flag. */
function missingFields(fields: readonly string[], language: Language): string {
  const told = fields.filter(
    (field) => !/repeat_signal_month_\d$/.test(field) || !fields.includes('signals.repeat_signal'),
  );
  const byTable = Map.groupBy(told, (field) => tableName(field.split('.')[0] ?? '', language));
  return [...byTable]
    .map(
      ([table, members]) =>
        `${table}: ${members.map((field) => fieldName(field, language).replace(`${table}: `, '')).join(', ')}`,
    )
    .join('; ');
}

/** Title of the study in the page's language, as far as the study gives it. */
export function studyTitle({ studyTitle: dutch, originalTitle }: OwnRelease, language: Language): string {
  return language === 'nl' ? dutch : (originalTitle ?? dutch);
}

/** The agreement's purpose in words; one of its own is given as the agreement writes it. */
function purposeWords(purpose: string | undefined, language: Language): string | undefined {
  return purpose === undefined ? undefined : (purposeLabels[purpose]?.[language] ?? purpose.replaceAll('-', ' '));
}

function about(release: OwnRelease, contact: string, language: Language): Html {
  const texts = textsIn(language);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [texts.about.study, studyTitle(release, language)],
    [texts.about.by, release.researchers?.join('; ')],
    [texts.about.provider, release.provider],
    [texts.about.agreement, release.agreementId],
    [texts.about.purpose, purposeWords(release.purpose, language)],
    [texts.about.acceptedOn, release.acceptedOn === undefined ? undefined : dateInWords(release.acceptedOn, language)],
    [texts.about.participants, release.participants === undefined ? undefined : String(release.participants)],
    [texts.about.policy, release.policy],
    [texts.about.task, release.taskId],
  ];
  const computed = figureTitles(release, language);
  return html`<dl class="utrecht-data-list vz-facts">${facts.map(([name, value]) => value !== undefined && html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<h3 class="nl-heading nl-heading--level-3">${texts.whatRanTitle}</h3>${list(texts.whatRan)}
${computed.length > 0 && html`<h3 class="nl-heading nl-heading--level-3">${texts.askedTitle}</h3><div class="vz-computed">${list(computed)}</div>`}
<p class="nl-paragraph">${texts.method}</p><p class="nl-paragraph">${texts.withdraw(contact)}</p>`;
}
