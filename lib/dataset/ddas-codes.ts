import { sourceCodes } from './source-codes.ts';

/** DDAS `EnumSignaalpartner`. */
export const ddasPartnerTypes = sourceCodes({
  Energie: 'energy',
  Huur: 'rent',
  Hypotheek: 'mortgage',
  'CAK Zorgverzekeringen': 'cak-health-insurance',
  Zorg: 'health-insurance',
  Water: 'water',
  DUO: 'student-loans',
  Belastingdienst: 'tax-authority',
  'CAK Eigen bijdrage': 'cak-own-contribution',
  Overige: 'other',
  'Dienst Toeslagen': 'benefits-agency',
});

/** DDAS `EnumContactsoort`. */
export const ddasContactMethods = sourceCodes({
  Mail: 'email',
  Brief: 'letter',
  'SMS/Whatsapp': 'message',
  Telefoon: 'phone',
  Huisbezoek: 'home-visit',
  Kaartje: 'card',
  Overige: 'other',
  Administratief: 'administrative',
});

/** DDAS `EnumDagdeel`. */
export const ddasDayParts = sourceCodes({ Ochtend: 'morning', Middag: 'afternoon', Avond: 'evening' });

/** DDAS `EnumSignaalstatus`. */
export const ddasSignalStatuses = sourceCodes({
  'Nog niet opgepakt': 'not-taken-up-yet',
  'Niet opgepakt: onterecht signaal': 'unjustified',
  'Inwoner is overleden': 'deceased',
  'Persoon is geen inwoner (meer) in de gemeente': 'not-resident',
  'Niet opgepakt: herhaalde melding': 'repeat',
  'Niet opgepakt: andere reden': 'other-reason',
});

/** DDAS `EnumEindresultaat`. */
export const ddasOutcomes = sourceCodes({
  'Niet opgepakt: herhaalde melding': 'not-taken-up-repeat',
  'Niet opgepakt: onterecht signaal': 'not-taken-up-unjustified',
  'Inwoner is overleden': 'deceased',
  'Persoon is geen inwoner (meer) in de gemeente': 'not-resident',
  'Niet opgepakt: andere reden': 'not-taken-up-other',
  'Inwoner al bekend bij schuldhulpverlening': 'known-to-debt-assistance',
  'Inwoner heeft al een ander lopend traject': 'other-trajectory',
  'Definitief geen contact kunnen krijgen': 'no-contact',
  'Geen reactie na eerder contact': 'no-response-after-contact',
  'Inwoner hoeft geen hulp vanuit vroegsignalering': 'no-help-wanted',
  'Inwoner heeft zelf al betaald/betalingsregeling getroffen': 'paid-or-arranged',
  '(Budget)advies en/of quick fix': 'quick-fix',
  'Vervolghulp en/of verwijzing financieel': 'further-help-financial',
  'Verwijzing zonder contact': 'referral-without-contact',
  'Vervolghulp en/of verwijzing niet financieel': 'further-help-non-financial',
});
