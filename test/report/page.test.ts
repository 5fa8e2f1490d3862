import { expect, test } from 'vitest';
import type { OwnIndicator, OwnRelease } from '../../lib/protocol/release.ts';
import { toCsv } from '../../lib/report/download.ts';
import { stateWords } from '../../lib/report/labels.ts';
import { renderPage } from '../../lib/report/page.ts';
import { corpus } from './corpus.ts';
import { allWithheld, indicator, ownRelease, withheld, withoutPeers } from './releases.ts';
import { faultsOf, outlineOf } from './well-formed.ts';

const options = { language: 'nl', contact: 'onderzoek@provider.example' } as const;
const openUntil = new Date('2026-11-20T13:32:00Z');
const textOf = (release: OwnRelease, language: 'nl' | 'en' = 'nl') =>
  outlineOf(renderPage(release, { ...options, language, openUntil })).text;
const only = (...indicators: OwnIndicator[]) => ownRelease({ indicators, delivery: undefined });

const states = corpus;

test.each(states)('a municipality %s gives a valid page in both languages', (_, release) => {
  for (const language of ['nl', 'en'] as const) {
    const page = renderPage(release, { ...options, language, openUntil });
    expect(faultsOf(page)).toEqual([]);
    expect(page).toContain(`<html lang="${language}">`);
    expect(outlineOf(page).text).toContain(release.municipalityName);
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  }
});

test.each(states)('a municipality %s gives a page without script and without another host', (_, release) => {
  const { elements } = outlineOf(renderPage(release, { ...options, openUntil }));
  expect(elements.filter(({ name }) => ['script', 'link', 'iframe', 'img', 'object', 'use'].includes(name))).toEqual(
    [],
  );
  const attributes = elements.flatMap((element) => Object.entries(element.attributes));
  expect(
    attributes.filter(([name, value]) => name.startsWith('on') || name === 'style' || /^(?:https?:)?\/\//.test(value)),
  ).toEqual([]);
});

test('says the main finding in one sentence', () => {
  expect(textOf(ownRelease())).toContain(
    'Bij 18 van de 100 afgesloten meldingen komt er binnen 90 dagen een nieuw signaal. Dat is vergelijkbaar met andere gemeenten.',
  );
});

test.each(['higher', 'lower', 'comparable', 'cannot-say'] as const)('has a sentence for the verdict %s', (verdict) => {
  const own = indicator({ analysis: 'reach-cases', unit: 'cases', value: 0.27, verdict });
  const expected = {
    higher: 'iemand. Dat is vaker dan bij vergelijkbare gemeenten.',
    lower: 'iemand. Dat is minder vaak dan bij vergelijkbare gemeenten.',
    comparable: 'iemand. Dat is vergelijkbaar met andere gemeenten.',
    'cannot-say': 'niet te zeggen',
  };
  expect(textOf(only(own))).toContain(expected[verdict]);
  expect(textOf(only(own))).toContain('Uw gemeente bereikt bij 27 van de 100 meldingen iemand.');
});

test('starts with a question about what differs, and with none when nothing is shown', () => {
  const [start, about] = ['Een vraag om mee te beginnen', 'Hoeveel pogingen doet u'];
  expect(textOf(ownRelease())).toMatch(new RegExp(`${start}:\\s*${about}`));
  expect(textOf(allWithheld(ownRelease()))).not.toContain(start);
});

test('asks nothing of a reader who sees no figure', () => {
  expect(textOf(only())).not.toContain('Herkent uw team deze cijfers?');
  expect(textOf(only(withheld({})))).toContain('Herkent uw team deze cijfers?');
});

test('explains the group of peers, or why there is none', () => {
  expect(textOf(ownRelease())).toContain('een groep van 14 andere gemeenten');
  const alone = textOf(withoutPeers(ownRelease()));
  expect(alone).toContain('Er zijn minder dan tien vergelijkbare gemeenten.');
  expect(alone).not.toContain('middelste helft');
});

test('has four different wordings for what has no figure', () => {
  const release = only(
    withheld({ analysis: 'reach-by-method', group: 'method=letter' }),
    indicator({ analysis: 'reach-by-method', group: 'method=phone', value: null }),
    indicator({ analysis: 'reach-by-method', group: 'method=card', status: 'not-available', value: null }),
    indicator({
      analysis: 'reach-by-method',
      group: 'method=email',
      value: 0,
      structuralZero: true,
      low: null,
      high: null,
    }),
    indicator({ analysis: 'reach-by-method', group: 'method=message' }),
  );
  const text = textOf(release);
  const { shown: _, ...missing } = stateWords;
  for (const words of Object.values(missing)) expect(text).toContain(words.nl);
  expect(new Set(Object.values(missing).map((words) => words.nl)).size).toBe(4);
});

test('shows no number of its own for a withheld indicator, even if one were left in it', () => {
  const hidden = { ...withheld({ analysis: 'reach-cases' }), value: 0.8765, low: 0.8111, high: 0.9222, n: 4321 };
  const page = renderPage(only({ ...hidden, peers: null }), options);
  for (const trace of ['88', '87', '81', '92', '4321', '4.321', '0.8765'])
    expect(outlineOf(page).text).not.toContain(trace);
  expect(page).not.toContain('vz-dot" cx');
});

test('draws no mark for a withheld indicator beside others', () => {
  const hidden = { ...withheld({ group: 'method=letter' }), value: 0.11, low: 0.1, high: 0.12, peers: null };
  const page = renderPage(only(hidden, indicator({ group: 'method=phone', peers: null })), options);
  const bars = [...page.matchAll(/<svg class="vz-bar".*?<\/svg>/gs)].map(([bar]) => bar);
  expect(bars.map((bar) => /<title>([^.]*)/.exec(bar)?.[1])).toEqual(['telefoon']);
  expect(outlineOf(page).text).toContain('briefniet getoond: te klein');
});

test('says nothing of rows whose group is not known when these are too few, but keeps the row in the downloads', () => {
  const rest = withheld({ group: 'first-attempt-kind=unknown', peers: null });
  const release = only(rest, indicator({ group: 'first-attempt-kind=phone' }));
  expect(textOf(release)).not.toContain('niet bekend');
  expect(toCsv(release, 'nl')).toContain(';niet bekend;');
});

test('shows the terms of contact together, each in its own words', () => {
  const text = textOf(ownRelease());
  expect(text).toContain('eerste poging binnen 14 dagen7169 tot 74');
  expect(text).toContain('eerste poging binnen vier weken8987 tot 92');
  expect(text).toContain('crisissignaal: eerste poging binnen drie werkdagen6462 tot 67');
});

test('names the threshold amounts, and shows return before reach below and above them', () => {
  const text = textOf(ownRelease());
  expect(text).toContain('Uw drempelbedrag: 75 euro vanaf 1 januari 2025; 1.000 euro vanaf 1 april 2026.');
  const [first, second] = [
    text.lastIndexOf('Terugkeer van signalen, onder en boven uw drempelbedrag'),
    text.lastIndexOf('Bereik, onder en boven uw drempelbedrag'),
  ];
  expect(text).toContain('op of boven uw drempel');
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(0);
});

test('asks for the threshold amount where the agreement names none', () => {
  const nothing = indicator({ status: 'not-available', topic: 'threshold-amount', value: null, n: null, peers: null });
  const text = textOf(only({ ...nothing, value: null, low: null, high: null }));
  expect(text).toContain('Wij kennen uw drempelbedrag niet.');
  expect(text).not.toContain('dit staat niet in uw levering');
});

test('explains the marks once a section', () => {
  const page = renderPage(ownRelease(), options);
  const sections = page.split('<section').filter((section) => section.includes('<figure'));
  expect(sections.length).toBeGreaterThan(4);
  for (const section of sections) expect(section.split('class="vz-legend"')).toHaveLength(2);
});

test('never shows return by way of contact without adjustment, and says why', () => {
  const confounded = indicator({
    analysis: 'return-by-method',
    group: 'primary-method=phone',
    measure: 'cumulative-incidence',
    timeDays: 90,
    value: 0.4321,
  });
  expect(textOf(only(confounded))).not.toContain('43');
  expect(textOf(only(confounded))).toContain('Wij tonen terugkeer niet per contactvorm.');
  const adjusted = textOf(only({ ...confounded, group: 'first-method=phone', adjusted: true }));
  expect(adjusted).toContain('43');
  expect(adjusted).toContain('Zij bewijzen niet welke contactvorm helpt.');
  const tooSmall = withheld({ ...confounded, group: 'first-method=unknown', adjusted: true, peers: null });
  expect(textOf(only(tooSmall))).toContain('Wij tonen terugkeer niet per contactvorm.');
});

test('says of return by way of contact that it was asked and is too small to adjust', () => {
  const tooSmall = withheld({
    analysis: 'return-by-method',
    group: 'first-method=unknown',
    measure: 'cumulative-incidence',
    adjusted: true,
    peers: null,
  });
  expect(textOf(only(tooSmall))).toContain('In uw gemeente zijn daarvoor te weinig huishoudens.');
  expect(textOf(only({ ...tooSmall, status: 'not-available' }))).not.toContain('te weinig huishoudens');
});

test('never crosses two divisions below a hundred thousand inhabitants', () => {
  const crossed = indicator({ analysis: 'reach-cross', group: 'method=phone;arrears-band=0-200', value: 0.4321 });
  expect(textOf({ ...only(crossed), inhabitants: 99_999 })).not.toContain('43');
  expect(textOf(only(crossed))).not.toContain('43');
  expect(textOf({ ...only(crossed), inhabitants: 100_000 })).toContain('43');
});

test('warns about registration wherever accepted help is shown', () => {
  expect(textOf(only(indicator({ analysis: 'wants-help' })))).toContain(
    'Let op: gemeenten schrijven ‘hulp geaccepteerd’ verschillend op.',
  );
});

test.each([
  `<script>alert('x')</script>`,
  `'s-Gravenhage`,
  'Súdwest-Fryslân "de" & <b>',
  `x" onload="alert(1)`,
  '</style></title><img src=x onerror=alert(1)>',
  '-->]]>${1}{{7*7}}',
])('shows %s as the text it is, wherever a name or label can stand', (text) => {
  const release = ownRelease({
    municipalityName: text,
    studyTitle: text,
    policy: text,
    purpose: text,
    agreementId: text,
    researchers: [text],
    questions: [{ analysis: 'other-thing', question: text }],
    indicators: [indicator({ analysis: 'other-thing', group: `${text}=${text}`, topic: 'other' })],
  });
  const page = renderPage(release, { ...options, openUntil });
  const clean = outlineOf(
    renderPage(
      ownRelease({
        ...release,
        municipalityName: 'x',
        studyTitle: 'x',
        policy: 'x',
        purpose: 'x',
        agreementId: 'x',
        researchers: ['x'],
        questions: [{ analysis: 'other-thing', question: 'x' }],
        indicators: [indicator({ analysis: 'other-thing', group: 'x=x', topic: 'other' })],
      }),
      { ...options, openUntil },
    ),
  );
  const found = outlineOf(page);
  expect(found.elements.map(({ name }) => name)).toEqual(clean.elements.map(({ name }) => name));
  expect(found.text).toContain(`Gemeente ${text}`);
});

test('says plainly that data are made up, and only then', () => {
  expect(textOf(ownRelease())).toContain('verzonnen gegevens');
  expect(textOf(ownRelease({ synthetic: false }))).not.toContain('verzonnen');
});

test('tells the end of the session in Dutch time', () => {
  expect(textOf(ownRelease())).toContain('tot 14.32 uur');
});

test('heads every column and row of every table, under a caption', () => {
  const { elements } = outlineOf(renderPage(ownRelease(), options));
  const count = (name: string) => elements.filter((element) => element.name === name).length;
  expect(count('table')).toBeGreaterThan(5);
  expect(count('caption')).toBe(count('table'));
  expect(elements.filter(({ name, attributes }) => name === 'th' && attributes['scope'] === undefined)).toEqual([]);
});
