import type { Language } from './labels.ts';

/** Words of the pages before the figures. */
export type AccessTexts = {
  readonly [Name in
    | 'name'
    | 'landingTitle'
    | 'landingIntro'
    | 'askCode'
    | 'neverAsked'
    | 'codeTitle'
    | 'againTitle'
    | 'codeIntro'
    | 'codeLabel'
    | 'codeHint'
    | 'open'
    | 'again'
    | 'brokenTitle'
    | 'brokenIntro'
    | 'sessionTitle'
    | 'sessionIntro'
    | 'closedTitle'
    | 'closedIntro'
    | 'notFoundTitle'
    | 'notFoundIntro'
    | 'errorTitle'
    | 'errorIntro'
    | 'malformed'
    | 'noCode'
    | 'locked'
    | 'waiting'
    | 'otherLanguage'
    | 'problem']: string;
} & {
  readonly steps: readonly string[];
  readonly brokenReasons: readonly string[];
  readonly help: (contact: string) => string;
  readonly wrong: (left: number) => string;
};

const nl: AccessTexts = {
  name: 'Resultaten vroegsignalering',
  landingTitle: 'De resultaten staan klaar',
  landingIntro: 'Op deze bladzijde staan nog geen cijfers. Zo opent u de resultaten van uw gemeente:',
  steps: [
    'Vraag hieronder een code aan.',
    'Open het postvak waarin u onze mail kreeg. Daar komt binnen een minuut een code van zes cijfers binnen.',
    'Vul de code in. Daarna ziet u de resultaten, 30 minuten lang.',
  ],
  askCode: 'Stuur mij een code',
  neverAsked: 'Wij vragen nooit om een wachtwoord, om DigiD of om gegevens van inwoners.',
  codeTitle: 'Vul uw code in',
  againTitle: 'Vraag een nieuwe code aan',
  codeIntro: 'Wij stuurden een code naar het postvak waarin u onze mail kreeg. De code werkt 10 minuten.',
  codeLabel: 'Code',
  codeHint: 'Zes cijfers',
  open: 'Bekijk de resultaten',
  again: 'Stuur een nieuwe code',
  brokenTitle: 'Deze link werkt niet',
  brokenIntro: 'Dit kan de reden zijn:',
  brokenReasons: [
    'De link is ouder dan 30 dagen.',
    'Er is een nieuwere mail met een nieuwe link.',
    'De link is ingetrokken of niet helemaal overgenomen.',
  ],
  sessionTitle: 'De pagina is gesloten',
  sessionIntro:
    'U keek langer dan 30 minuten, of de pagina is nog niet geopend. Open opnieuw de link uit onze mail en vraag een nieuwe code aan.',
  closedTitle: 'De pagina is afgesloten',
  closedIntro: 'Wilt u de cijfers nog eens zien? Open dan opnieuw de link uit onze mail en vraag een nieuwe code aan.',
  notFoundTitle: 'Deze pagina bestaat niet',
  notFoundIntro: 'Open de link uit onze mail. Neem de link helemaal over.',
  errorTitle: 'Er ging iets mis',
  errorIntro: 'Dat ligt niet aan u. Probeer het over een paar minuten opnieuw.',
  malformed: 'Vul zes cijfers in, zonder spaties of letters.',
  noCode: 'Deze code werkt niet meer. Vraag een nieuwe code aan.',
  locked: 'Er is te vaak een code geprobeerd of aangevraagd. Wacht een uur en vraag dan een nieuwe code aan.',
  waiting: 'Wij stuurden minder dan een minuut geleden al een code. Kijk in uw postvak.',
  otherLanguage: 'In English',
  problem: 'Er is een probleem',
  help: (contact) => `Lukt het niet? Mail naar ${contact}. Wij sturen u zo nodig een nieuwe link.`,
  wrong: (left) => `De code klopt niet. U kunt het nog ${left} keer proberen.`,
};

const en: AccessTexts = {
  name: 'Results on early debt signals',
  landingTitle: 'The results are ready',
  landingIntro: 'There are no figures on this page yet. This is how you open the results of your municipality:',
  steps: [
    'Ask for a code below.',
    'Open the mailbox in which you received our mail. A code of six digits arrives there within a minute.',
    'Enter the code. Then you see the results, for 30 minutes.',
  ],
  askCode: 'Send me a code',
  neverAsked: 'We never ask for a password, for DigiD or for data about residents.',
  codeTitle: 'Enter your code',
  againTitle: 'Ask for a new code',
  codeIntro: 'We sent a code to the mailbox in which you received our mail. It works for 10 minutes.',
  codeLabel: 'Code',
  codeHint: 'Six digits',
  open: 'View the results',
  again: 'Send a new code',
  brokenTitle: 'This link does not work',
  brokenIntro: 'This may be the reason:',
  brokenReasons: [
    'The link is older than 30 days.',
    'There is a newer mail with a new link.',
    'The link was revoked or not copied completely.',
  ],
  sessionTitle: 'The page is closed',
  sessionIntro:
    'You viewed it for more than 30 minutes, or it was not opened yet. Open the link in our mail again and ask for a new code.',
  closedTitle: 'The page is closed',
  closedIntro: 'Do you want to see the figures again? Open the link in our mail again and ask for a new code.',
  notFoundTitle: 'This page does not exist',
  notFoundIntro: 'Open the link in our mail. Copy the complete link.',
  errorTitle: 'Something went wrong',
  errorIntro: 'It is not your fault. Please try again in a few minutes.',
  malformed: 'Enter six digits, without spaces or letters.',
  noCode: 'This code does not work any more. Ask for a new code.',
  locked: 'A code was tried or asked for too often. Wait an hour and then ask for a new code.',
  waiting: 'We sent a code less than a minute ago. Look in your mailbox.',
  otherLanguage: 'In het Nederlands',
  problem: 'There is a problem',
  help: (contact) => `Does it not work? Email ${contact}. We send you a new link if needed.`,
  wrong: (left) => `The code is not right. You can try ${left === 1 ? 'once more' : `${left} more times`}.`,
};

const texts: Readonly<Record<Language, AccessTexts>> = { nl, en };

/** The words of the pages before the figures, in a language. */
export function accessTexts(language: Language): AccessTexts {
  return texts[language];
}
