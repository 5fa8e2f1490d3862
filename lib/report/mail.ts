import { type HtmlValue, html, render } from './html.ts';
import { type Language, placeName } from './labels.ts';
import { dateInWords } from './numbers.ts';

/** What a mail says: subject, plain text first, and the same words in HTML. */
export type MailText = { readonly subject: string; readonly text: string; readonly html: string };

/** What the mail with the link needs to know. `expiresOn` is the last day on which the link works, `YYYY-MM-DD`. */
export type ResultMail = {
  readonly municipalityName: string;
  readonly studyTitle: string;
  readonly link: string;
  readonly expiresOn: string;
  readonly contact: string;
  readonly synthetic: boolean;
};

type Paragraph = string | { readonly before: string; readonly link: string };

const plain = (paragraph: Paragraph) =>
  typeof paragraph === 'string' ? paragraph : `${paragraph.before}\n${paragraph.link}`;

const toHtml = (paragraph: Paragraph): HtmlValue =>
  typeof paragraph === 'string'
    ? html`<p>${paragraph.split('\n').map((line, index) => html`${index > 0 && html`<br/>`}${line}`)}</p>`
    : html`<p>${paragraph.before}<br/><a href="${paragraph.link}">${paragraph.link}</a></p>`;

/** One line without control characters: a name cannot start a new header or a new paragraph. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function mailText(subject: string, paragraphs: readonly Paragraph[], language: Language): MailText {
  const body = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"/><title>${oneLine(subject)}</title></head><body style="font-family:sans-serif;line-height:1.5;overflow-wrap:anywhere">${paragraphs.map(toHtml)}</body></html>
`;
  return { subject: oneLine(subject), text: `${paragraphs.map(plain).join('\n\n')}\n`, html: render(body) };
}

/** The mail that says that results are ready: no figures, one visible link, when it ends and how to check the mail. */
export function resultMail(mail: ResultMail): MailText {
  const name = placeName(oneLine(mail.municipalityName));
  return mailText(
    `Resultaten onderzoek vroegsignalering – gemeente ${name}`,
    [
      'Beste collega,',
      ...(mail.synthetic ? ['Let op: dit is een proef met verzonnen gegevens.'] : []),
      `De resultaten van het onderzoek ‘${oneLine(mail.studyTitle)}’ staan klaar voor gemeente ${name}. U ziet hoe uw gemeente het doet. Zijn er genoeg vergelijkbare gemeenten? Dan ziet u ook hoe die groep het doet. Namen van andere gemeenten staan er niet bij.`,
      { before: 'Bekijk de resultaten:', link: mail.link },
      `De link werkt tot en met ${dateInWords(mail.expiresOn, 'nl')}. Op de pagina vraagt u een code aan. Die sturen wij naar ditzelfde postvak. Wij vragen nooit om een wachtwoord of om DigiD.`,
      `Twijfelt u of deze mail echt is? Klik dan niet. Bel uw vaste contactpersoon, via het nummer in uw overeenkomst. Zoek het adres van deze pagina op in dezelfde overeenkomst.`,
      `Werkt de link niet meer, of heeft u een vraag? Mail naar ${mail.contact}.`,
      'Met vriendelijke groet,\nhet onderzoeksteam van Vroegzicht',
    ],
    'nl',
  );
}

/** The mail with a code: it names nothing but the code and how long it works. */
export function codeMail(code: string, minutes: number, contact: string): MailText {
  return mailText(
    'Uw code voor de resultaten vroegsignalering',
    [
      'Beste collega,',
      `Uw code is: ${code}`,
      `De code werkt ${minutes} minuten. Vul hem in op de pagina waar u hem heeft aangevraagd. Geef de code aan niemand door.`,
      `Heeft u geen code gevraagd? Dan hoeft u niets te doen. Krijgt u dit bericht vaker? Mail naar ${contact}.`,
      'Met vriendelijke groet,\nhet onderzoeksteam van Vroegzicht',
    ],
    'nl',
  );
}
