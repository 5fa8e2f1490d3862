import { expect, test } from 'vitest';
import { codeMail, resultMail } from '../../lib/report/mail.ts';
import { outlineOf } from './well-formed.ts';

const mail = {
  municipalityName: 'Voorbeeldstad',
  studyTitle: 'Terugkeer van signalen',
  link: 'https://resultaten.example/r/abc',
  expiresOn: '2026-12-19',
  contact: 'onderzoek@provider.example',
  synthetic: false,
};

test('shows one link, in full, that is also where it leads', () => {
  const { text, html } = resultMail(mail);
  expect(text.match(/https?:\/\/\S+/g)).toEqual([mail.link]);
  expect(html.match(/https?:\/\/[^"<\s]+/g)).toEqual([mail.link, mail.link]);
  expect(html).toContain(`<a href="${mail.link}">${mail.link}</a>`);
});

test('holds no figures but the date', () => {
  expect(resultMail(mail).text.replace('19 december 2026', '').replace(mail.link, '')).not.toMatch(/\d/);
});

test('says the same in plain text and in HTML, and loads nothing', () => {
  const { text, html, subject } = resultMail(mail);
  const { elements, text: shown } = outlineOf(html);
  expect(shown.replace(subject, '').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  expect([...new Set(elements.map(({ name }) => name))].toSorted()).toEqual([
    'a',
    'body',
    'br',
    'head',
    'html',
    'meta',
    'p',
    'title',
  ]);
});

test('tells how long it works, how to check it, and that no password is asked', () => {
  const { text } = resultMail(mail);
  for (const part of [
    'tot en met 19 december 2026',
    'Twijfelt u of deze mail echt is?',
    'Wij vragen nooit om een wachtwoord',
    mail.contact,
  ])
    expect(text).toContain(part);
});

test.each(['X\r\nBcc: attacker@example.com', 'X\u2028Y', '<img src=x>', `'s-Hertogenbosch`])(
  'keeps the name %j in its place',
  (name) => {
    const { subject, html } = resultMail({ ...mail, municipalityName: name });
    expect(subject).not.toMatch(/[\r\n\u2028\u2029]/);
    expect(outlineOf(html).elements.map((element) => element.name)).not.toContain('img');
  },
);

test('says in a test that data are made up', () => {
  expect(resultMail({ ...mail, synthetic: true }).text).toContain('verzonnen gegevens');
});

test('sends a code without any link', () => {
  const { text, html } = codeMail('042137', 10, mail.contact);
  expect(text).toContain('Uw code is: 042137\n');
  expect(text).not.toContain('http');
  expect(html).not.toContain('href');
});

test('says the word gemeente once, whether or not the registered name begins with it', () => {
  const { subject, text } = resultMail({ ...mail, municipalityName: 'Gemeente Voorbeeldstad' });
  expect(subject).toBe('Resultaten onderzoek vroegsignalering – gemeente Voorbeeldstad');
  expect(text).not.toMatch(/gemeente gemeente/i);
});
