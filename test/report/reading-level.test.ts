import { expect, test } from 'vitest';
import { codePage, landingPage, messagePage } from '../../lib/report/access-pages.ts';
import { noFindingReasons, noteLabels, stateWords } from '../../lib/report/labels.ts';
import { codeMail, resultMail } from '../../lib/report/mail.ts';
import { textsIn } from '../../lib/report/texts.ts';

/** Every sentence that a text object holds or makes, with stand-ins for what is filled in. */
function sentencesOf(value: unknown): readonly string[] {
  if (typeof value === 'function') return sentencesOf(Reflect.apply(value, undefined, ['12', '8', '20']));
  if (Array.isArray(value)) return value.flatMap(sentencesOf);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(sentencesOf);
  return typeof value === 'string'
    ? value.split(/(?<=[.?!:])\s+/).filter((sentence) => sentence.split(' ').length > 3)
    : [];
}

const plain = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, '. ')
    .replace(/(?:\.\s*)+/g, '. ');
const common = { language: 'nl', contact: 'x@y.example', path: '/r/x' } as const;
const mail = {
  municipalityName: 'X',
  studyTitle: 'X',
  link: 'https://x.example',
  expiresOn: '2026-12-19',
  contact: common.contact,
  synthetic: true,
};
const { product: _, ...pageTexts } = textsIn('nl');
const dutch = (labels: Readonly<Record<string, { readonly nl: string }>>) => Object.values(labels).map(({ nl }) => nl);
const sources: readonly (readonly [string, unknown])[] = [
  ['the page', pageTexts],
  ['why a figure is missing', [noFindingReasons, stateWords, noteLabels].flatMap(dutch)],
  ['the mail', resultMail(mail).text.replaceAll('\n', '. ')],
  ['the code mail', codeMail('123456', 10, common.contact).text.replaceAll('\n', '. ')],
  [
    'the way in',
    [landingPage(common), codePage(common), messagePage('broken', common), messagePage('session', common)].map(plain),
  ],
];

const syllables = (word: string) => word.toLowerCase().match(/[aeiouyáéèëïöü]+/g)?.length ?? 1;

/** Flesch's formula for Dutch (Douma 1960): 60 and above is read by people with a few years of secondary school. */
function readingEase(sentences: readonly string[]): number {
  const words = sentences.flatMap((sentence) => sentence.match(/[\p{L}’-]+/gu) ?? []);
  const perWord = words.reduce((sum, word) => sum + syllables(word), 0) / words.length;
  return 206.84 - 0.93 * (words.length / sentences.length) - 77 * perWord;
}

test.each(sources)('%s reads easily', (_, source) => {
  const sentences = sentencesOf(source);
  expect(sentences.length).toBeGreaterThan(4);
  expect(readingEase(sentences)).toBeGreaterThan(60);
});

test.each(sources)('%s has no long sentence', (_, source) => {
  const long = sentencesOf(source).filter((sentence) => sentence.split(/\s+/).length > 22);
  expect(long).toEqual([]);
});

test.each([
  'effect',
  'leidt tot',
  'significant',
  'percentiel',
  'mediaan',
  'betrouwbaarheidsinterval',
  'recidive',
  'p-waarde',
])('no text says %s', (word) => {
  const everything = sources
    .flatMap(([, source]) => sentencesOf(source))
    .join(' ')
    .toLowerCase();
  expect(everything).not.toContain(word);
});
