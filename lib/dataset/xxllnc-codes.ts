import { sourceCodes } from './source-codes.ts';

/** `Type melder` of the tab Melders. */
export const xxllncPartnerTypes = sourceCodes({
  Verhuurder: 'rent',
  Huur: 'rent',
  Woningcorporatie: 'rent',
  Energie: 'energy',
  Energieleverancier: 'energy',
  Drinkwater: 'water',
  Drinkwaterbedrijf: 'water',
  Water: 'water',
  Zorgverzekeraar: 'health-insurance',
  Zorg: 'health-insurance',
  CAK: 'cak-health-insurance',
  'CAK Zorgverzekeringen': 'cak-health-insurance',
  'CAK Eigen bijdrage': 'cak-own-contribution',
  Hypotheek: 'mortgage',
  Hypotheekverstrekker: 'mortgage',
  DUO: 'student-loans',
  Belastingdienst: 'tax-authority',
  'Dienst Toeslagen': 'benefits-agency',
  Toeslagen: 'benefits-agency',
  'Gemeentelijke belastingen': 'municipal-taxes',
  Overig: 'other',
  Overige: 'other',
});

/** `Type melding` of the tab Signalen. */
export const xxllncSignalTypes = sourceCodes({
  Vroeg: 'early',
  Vroegsignaal: 'early',
  Crisis: 'crisis',
  Crisissignaal: 'crisis',
});

/** `Wijze van contactpoging` of the contact tabs. */
export const xxllncContactMethods = sourceCodes({
  Brief: 'letter',
  'E-mail': 'email',
  Email: 'email',
  Mail: 'email',
  'SMS/WhatsApp': 'message',
  SMS: 'message',
  WhatsApp: 'message',
  Telefonisch: 'phone',
  Telefoon: 'phone',
  Huisbezoek: 'home-visit',
  Kaartje: 'card',
  Administratief: 'administrative',
  Overig: 'other',
  Anders: 'other',
});

/** `Dagdeel` of the contact tabs. */
export const xxllncDayParts = sourceCodes({ Ochtend: 'morning', Middag: 'afternoon', Avond: 'evening' });

/** `Wil de klant hulp` of the tab Eindresultaat. */
export const xxllncHelpAnswers = sourceCodes({
  Ja: 'yes',
  Nee: 'no',
  'Vervolg afspraak gemaakt': 'follow-up-appointment',
  'Vervolgafspraak gemaakt': 'follow-up-appointment',
  'Wenst contact met VST': 'wants-contact',
});

/** `Wat is het eindresultaat` of the tab Eindresultaat. */
export const xxllncOutcomes = sourceCodes({
  'Geen contact gekregen': 'no-contact',
  'Geen hulp gewenst': 'no-help-wanted',
  'Zelf probeert op te lossen': 'resolves-self',
  'Klant heeft al betaald': 'already-paid',
  'Verwezen naar schuldhulpverlening': 'referred-to-debt-assistance',
  'Quick fix': 'quick-fix',
  'Betalingsregeling getroffen': 'payment-arrangement',
  Overig: 'other',
});

/** `Resultaat` of the tab Follow-Up resultaat. */
export const xxllncFollowUpResults = sourceCodes({ Ja: 'yes', Nee: 'no' });
