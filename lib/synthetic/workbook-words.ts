import type { Attempt, CreditorType, HelpAnswer, Method, Outcome } from './records.ts';

/** `Type melder` of the workbook. */
export const reporterTypes: readonly { readonly type: CreditorType; readonly label: string }[] = [
  { type: 'rent', label: 'Verhuurder' },
  { type: 'energy', label: 'Energie' },
  { type: 'health-insurance', label: 'Zorgverzekeraar' },
  { type: 'water', label: 'Drinkwater' },
  { type: 'municipal-taxes', label: 'Gemeentelijke belastingen' },
];

/** Invented creditors with their brand, by type. */
export const creditorNames: Readonly<Record<CreditorType, readonly (readonly [name: string, brand: string | null])[]>> =
  {
    rent: [
      ['Woonstichting Voorbeeld', null],
      ['Woningbedrijf Nergens', null],
      ['Stichting Verzonnen Wonen', null],
      ['Fictief Vastgoed', 'Particulier'],
    ],
    energy: [
      ['Voorbeeldstroom', 'Groen'],
      ['Verzonnen Energie', null],
      ['Nergensgas', 'Voordeel'],
    ],
    'health-insurance': [
      ['Zorgkas Voorbeeld', 'Budget'],
      ['Fictief Zorg', null],
      ['Denkbeeldige Zorgverzekeraar', null],
      ['Verzonnen Verzekeringen', 'Basis'],
    ],
    water: [['Waterbedrijf Nergens', null]],
    'municipal-taxes': [['Belastingen Voorbeeld', null]],
  };

/** `Wijze van contactpoging` of the workbook. */
export const methodNames: Readonly<Record<Method, string>> = {
  letter: 'Brief',
  email: 'E-mail',
  message: 'SMS/WhatsApp',
  phone: 'Telefonisch',
  'home-visit': 'Huisbezoek',
  card: 'Kaartje',
};

/** `Dagdeel`, the same words in workbook and DDAS. */
export const dayPartNames: Readonly<Record<Attempt['dayPart'], 'Ochtend' | 'Middag' | 'Avond'>> = {
  morning: 'Ochtend',
  afternoon: 'Middag',
  evening: 'Avond',
};

/** `Wil de klant hulp` of the workbook. */
export const answerNames: Readonly<Record<NonNullable<HelpAnswer>, string>> = {
  yes: 'Ja',
  no: 'Nee',
  'follow-up-appointment': 'Vervolg afspraak gemaakt',
  'wants-contact': 'Wenst contact met VST',
};

/** `Wat is het eindresultaat` of the workbook. */
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  'no-contact': 'Geen contact gekregen',
  'no-response-after-contact': 'Overig',
  'no-help-wanted': 'Geen hulp gewenst',
  'resolves-self': 'Zelf probeert op te lossen',
  'already-paid': 'Klant heeft al betaald',
  'payment-arrangement': 'Betalingsregeling getroffen',
  'quick-fix': 'Quick fix',
  'referred-to-debt-assistance': 'Verwezen naar schuldhulpverlening',
  'further-help-non-financial': 'Overig',
  'referral-without-contact': 'Overig',
  'known-to-debt-assistance': 'Overig',
  'other-trajectory': 'Overig',
  'not-taken-up-other': 'Overig',
  deceased: 'Overig',
  'not-resident': 'Overig',
};
