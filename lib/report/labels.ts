import type { IndicatorTopic, OwnIndicator } from '../protocol/release.ts';

/** Languages of what municipalities read. */
export type Language = 'nl' | 'en';

/** The language asked for; Dutch unless English is named. */
export function toLanguage(asked: string | undefined): Language {
  return asked === 'en' ? 'en' : 'nl';
}

type Both = Readonly<Record<Language, string>>;

const both = (nl: string, en: string): Both => ({ nl, en });

/** Verdict words: fixed, tested, never combined with a colour alone. */
export const verdictWords: Readonly<Record<OwnIndicator['verdict'], Both>> = {
  higher: both('hoger', 'higher'),
  lower: both('lager', 'lower'),
  comparable: both('vergelijkbaar', 'comparable'),
  'cannot-say': both('niet te zeggen', 'cannot say'),
};

/** A sign beside each verdict word, for those who do not see its colour. */
export const verdictSigns: Readonly<Record<OwnIndicator['verdict'], string>> = {
  higher: '▲',
  lower: '▼',
  comparable: '=',
  'cannot-say': '?',
};

/** Why there is no figure, or that there is one. */
export type FigureState = 'shown' | 'withheld' | 'unknown' | 'not-applicable' | 'structural-zero';

/** The four wordings for a missing figure and the word for a present one. */
export const stateWords: Readonly<Record<FigureState, Both>> = {
  shown: both('getoond', 'shown'),
  withheld: both(
    'niet getoond: te klein, of nodig om een ander getal te beschermen',
    'not shown: too small, or needed to protect another figure',
  ),
  unknown: both('niet bekend', 'not known'),
  'not-applicable': both(
    'niet van toepassing: dit staat niet in uw levering',
    'not applicable: your delivery does not hold this',
  ),
  'structural-zero': both('echt nul: dit kan niet voorkomen', 'truly zero: this cannot occur'),
};

/** Why a page cannot start with a figure. */
export const noFindingReasons: Readonly<Record<FigureState, Both>> = {
  shown: both('', ''),
  withheld: both(
    'De aantallen in uw gemeente zijn te klein, of het getal is nodig om een ander getal te beschermen.',
    'The numbers in your municipality are too small, or the figure is needed to protect another one.',
  ),
  unknown: both(
    'Die cijfers zijn nog niet bekend. Uw gegevens gaan over een te korte periode.',
    'Those figures are not known yet. Your data are about too short a period.',
  ),
  'not-applicable': both(
    'In uw levering staan geen gegevens waarmee wij die cijfers kunnen maken.',
    'Your delivery does not hold the data from which we could make those figures.',
  ),
  'structural-zero': both(
    'Die cijfers zijn altijd nul: dit kan niet voorkomen.',
    'Those figures are always zero: this cannot occur.',
  ),
};

/** Which wording an indicator gets. */
export function stateOf(indicator: OwnIndicator): FigureState {
  if (indicator.status === 'withheld') return 'withheld';
  if (indicator.status === 'not-available') return 'not-applicable';
  if (indicator.value === null) return 'unknown';
  return indicator.structuralZero === true && indicator.value === 0 ? 'structural-zero' : 'shown';
}

/** Headings of the page's sections. */
export const topicTitles: Readonly<Record<IndicatorTopic, Both>> = {
  return: both('Terugkeer van signalen', 'Return of signals'),
  reach: both('Bereik', 'Reach'),
  'help-accepted': both('Hulp geaccepteerd', 'Help accepted'),
  'contact-speed': both('Hoe snel is er contact?', 'How soon is there contact?'),
  'threshold-amount': both('Onder en boven uw drempelbedrag', 'Below and above your threshold amount'),
  'multiple-signals': both('Meer signalen in één huishouden', 'Several signals in one household'),
  volume: both('Aantallen', 'Numbers'),
  other: both('Andere cijfers', 'Other figures'),
};

/** Where a delivery came from, for readers. */
export const formatLabels: Readonly<Record<string, Both>> = {
  'xxllnc-workbook': both('export uit xxllnc Vroegsignalering', 'export from xxllnc Vroegsignalering'),
  'ddas-delivery': both('levering volgens de landelijke standaard (DDAS)', 'delivery in the national standard (DDAS)'),
  'bi-export': both('platte export (bi_export)', 'flat export (bi_export)'),
  'canonical-csv': both('levering als CSV', 'delivery as CSV'),
};

/** Purposes that an agreement names, for readers. */
export const purposeLabels: Readonly<Record<string, Both>> = {
  'research-effectiveness': both(
    'onderzoek naar wat vroegsignalering oplevert',
    'research into the effects of early debt signals',
  ),
};

/** Tables of a delivery, for readers. */
export const tableLabels: Readonly<Record<string, Both>> = {
  signals: both('signalen', 'signals'),
  signal_cases: both('meldingen', 'cases'),
  contact_attempts: both('contactpogingen', 'contact attempts'),
  follow_ups: both('vervolggesprekken', 'follow-ups'),
};

/** Shortcomings of a delivery, for readers. */
export const noteLabels: Readonly<Record<string, Both>> = {
  quarantined: both('regels zonder sleutel, niet gebruikt', 'rows without a key, not used'),
  'unknown-code': both('waarden die niet op de codelijst staan', 'values that are not on the code list'),
  unreadable: both('waarden die niet te lezen zijn', 'values that cannot be read'),
  'missing-date': both('regels zonder datum', 'rows without a date'),
  'without-household': both('signalen zonder huishouden', 'signals without a household'),
  'without-case': both('regels zonder melding', 'rows without a case'),
  'without-signal': both('meldingen zonder signaal', 'cases without a signal'),
};

/** Name of the place in a municipality's registered name, which may begin with the word: `Gemeente Voorbeeld` and `Voorbeeld` are one. */
export const placeName = (name: string): string => name.replace(/^gemeente\s+(?=\S)/i, '');
