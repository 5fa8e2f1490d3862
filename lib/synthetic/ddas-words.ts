import type { CreditorType, Method, Outcome, SignalStatus } from './records.ts';

/** `EnumSignaalpartner` of DDAS v0.9; it has no municipal taxes. */
export const partnerNames: Readonly<Record<CreditorType, string>> = {
  rent: 'Huur',
  energy: 'Energie',
  'health-insurance': 'Zorg',
  water: 'Water',
  'municipal-taxes': 'Overige',
};

/** `EnumContactsoort` of DDAS v0.9. */
export const contactNames: Readonly<Record<Method, string>> = {
  letter: 'Brief',
  email: 'Mail',
  message: 'SMS/Whatsapp',
  phone: 'Telefoon',
  'home-visit': 'Huisbezoek',
  card: 'Kaartje',
};

/** `EnumSignaalstatus` of DDAS v0.9. */
export const statusNames: Readonly<Record<SignalStatus, string>> = {
  'not-taken-up-yet': 'Nog niet opgepakt',
  unjustified: 'Niet opgepakt: onterecht signaal',
  repeat: 'Niet opgepakt: herhaalde melding',
  'other-reason': 'Niet opgepakt: andere reden',
};

/** `EnumEindresultaat` of DDAS v0.9. */
export const resultNames: Readonly<Record<Outcome, string>> = {
  'no-contact': 'Definitief geen contact kunnen krijgen',
  'no-response-after-contact': 'Geen reactie na eerder contact',
  'no-help-wanted': 'Inwoner hoeft geen hulp vanuit vroegsignalering',
  'resolves-self': 'Inwoner hoeft geen hulp vanuit vroegsignalering',
  'already-paid': 'Inwoner heeft zelf al betaald/betalingsregeling getroffen',
  'payment-arrangement': 'Inwoner heeft zelf al betaald/betalingsregeling getroffen',
  'quick-fix': '(Budget)advies en/of quick fix',
  'referred-to-debt-assistance': 'Vervolghulp en/of verwijzing financieel',
  'further-help-non-financial': 'Vervolghulp en/of verwijzing niet financieel',
  'referral-without-contact': 'Verwijzing zonder contact',
  'known-to-debt-assistance': 'Inwoner al bekend bij schuldhulpverlening',
  'other-trajectory': 'Inwoner heeft al een ander lopend traject',
  'not-taken-up-other': 'Niet opgepakt: andere reden',
  deceased: 'Inwoner is overleden',
  'not-resident': 'Persoon is geen inwoner (meer) in de gemeente',
};
