import { expect, test } from 'vitest';
import type { OwnIndicator, OwnRelease } from '../../lib/protocol/release.ts';
import { renderPage } from '../../lib/report/page.ts';
import { indicator, ownRelease, withheld } from './releases.ts';
import { outlineOf } from './well-formed.ts';

const textOf = (release: OwnRelease, language: 'nl' | 'en' = 'nl') =>
  outlineOf(renderPage(release, { language, contact: 'onderzoek@provider.example' })).text;
const only = (...indicators: OwnIndicator[]) => ownRelease({ indicators, delivery: undefined });

test.each([
  [
    'nobody asked',
    [],
    'Dit onderzoek vroeg niet naar terugkeer of bereik. Voor deze pagina zijn geen cijfers berekend.',
  ],
  [
    'something else was asked',
    [indicator({ analysis: 'multiple-signals', topic: 'multiple-signals' })],
    'Dit onderzoek vroeg niet naar terugkeer of bereik. U ziet hieronder de cijfers die het onderzoek wel vroeg.',
  ],
  ['it is withheld', [withheld({})], 'De aantallen in uw gemeente zijn te klein'],
  ['it is not delivered', [{ ...withheld({}), status: 'not-available' }], 'In uw levering staan geen gegevens'],
  ['it is not known', [{ ...withheld({}), status: 'rounded' }], 'Uw gegevens gaan over een te korte periode.'],
  [
    'each has a reason of its own',
    [withheld({}), { ...withheld({ analysis: 'return', topic: 'return' }), status: 'not-available' }],
    'Terugkeer van signalen: niet van toepassing: dit staat niet in uw levering. Bereik: niet getoond: te klein',
  ],
] as const)('without a main figure, because %s, gives that reason and no other', (_, indicators, words) => {
  const text = textOf(only(...indicators.map((one) => ({ ...one, peers: null }))));
  expect(text).toContain(words);
  const reasons = [
    'De aantallen in uw gemeente',
    'In uw levering staan geen',
    'een te korte periode',
    'vroeg niet naar',
  ];
  expect(reasons.filter((reason) => text.includes(reason))).toHaveLength(words.startsWith('Terugkeer') ? 0 : 1);
});

test('a Dutch page shows the Dutch title and question, an English page those of the study', () => {
  const other = indicator({
    analysis: 'forwarded',
    topic: 'other',
    outcome: { variable: 'forwarded', in: ['yes'] },
    unit: 'signals',
  });
  const asked = { analysis: 'forwarded', question: 'Which share is forwarded?', dutch: 'Hoeveel wordt doorgezet?' };
  const release = { ...only(other), studyTitle: 'Wat er gebeurt', originalTitle: 'What happens', questions: [asked] };
  const [dutch, english] = [textOf(release), textOf(release, 'en')];
  for (const words of ['Wat er gebeurt', 'Hoeveel wordt doorgezet?']) {
    expect(dutch).toContain(words);
    expect(english).not.toContain(words);
  }
  for (const words of ['What happens', 'Which share is forwarded?']) {
    expect(english).toContain(words);
    expect(dutch).not.toContain(words);
  }
  const untranslated = textOf({ ...release, questions: [{ analysis: 'forwarded', question: asked.question }] });
  expect(untranslated).not.toContain(asked.question);
  expect(untranslated).toContain('Signaal is doorgezet');
});
