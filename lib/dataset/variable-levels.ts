import type { Code } from './codes.ts';

const level = (code: string, en: string, nl: string): Code => ({ code, en, nl });
/** Yes or no. */
export const yesNo: readonly Code[] = [level('yes', 'yes', 'ja'), level('no', 'no', 'nee')];

/** Arrears in euro, right-closed: the bands of the researchers' 2026 notebook. */
export const arrearsBands: readonly Code[] = [
  level('0-200', 'up to 200 euro', 'tot en met 200 euro'),
  level('200-700', 'over 200 to 700 euro', 'meer dan 200 tot en met 700 euro'),
  level('700-2000', 'over 700 to 2,000 euro', 'meer dan 700 tot en met 2.000 euro'),
  level('over-2000', 'over 2,000 euro', 'meer dan 2.000 euro'),
];

/** Age in years. */
export const ageBands: readonly Code[] = [
  level('18-29', '18 to 29 years', '18 tot en met 29 jaar'),
  level('30-44', '30 to 44 years', '30 tot en met 44 jaar'),
  level('45-59', '45 to 59 years', '45 tot en met 59 jaar'),
  level('60-99', '60 years and over', '60 jaar en ouder'),
];

/** Contact and help as the notebook counts them at closing. */
export const contactArms: readonly Code[] = [
  level('not-reached', 'not reached', 'niet bereikt'),
  level('declined', 'reached, declined help', 'bereikt, hulp geweigerd'),
  level('accepted', 'reached, accepted help', 'bereikt, hulp geaccepteerd'),
];

/** The same with who declined split by final result. */
export const cleanArms: readonly Code[] = [
  level('not-reached', 'not reached', 'niet bereikt'),
  level('resolving', 'reached, declined, resolving the arrears', 'bereikt, lost het zelf op'),
  level('in-difficulty', 'reached, declined, still in difficulty', 'bereikt, geen hulp, nog in moeilijkheden'),
  level('accepted', 'reached, accepted help', 'bereikt, hulp geaccepteerd'),
];

/** Number of contact attempts. */
export const attemptBands: readonly Code[] = [
  level('1', '1 attempt', '1 poging'),
  level('2-3', '2 to 3 attempts', '2 tot 3 pogingen'),
  level('4-6', '4 to 6 attempts', '4 tot 6 pogingen'),
  level('7-plus', '7 or more attempts', '7 of meer pogingen'),
];

/** Days until somebody was reached: split at 9, the median in the researchers' 2026 notebook. */
export const speedBands: readonly Code[] = [
  level('0-9', 'reached within 9 days', 'binnen 9 dagen bereikt'),
  level('over-9', 'reached after more than 9 days', 'na meer dan 9 dagen bereikt'),
];

/** What had been achieved by a landmark, or in which state a stretch of days is. */
export const landmarkArms: readonly Code[] = [
  level('not-reached', 'not reached yet', 'nog niet bereikt'),
  level('reached', 'reached, no help accepted yet', 'bereikt, nog geen hulp geaccepteerd'),
  level('accepted', 'reached, accepted help', 'bereikt, hulp geaccepteerd'),
];

/** Ways of contact in kinds: few enough for the page of one municipality. */
export const attemptKinds: readonly Code[] = [
  level('written', 'letter, card, e-mail or message', 'brief, kaart, e-mail of bericht'),
  level('phone', 'phone call', 'telefoon'),
  level('home-visit', 'home visit', 'huisbezoek'),
];

/** Kind of the first attempt that was made. */
export const approaches: readonly Code[] = [level('none', 'no attempt yet', 'nog geen poging'), ...attemptKinds];

/** Signals in the first round of deliveries. */
export const signalsAtStart: readonly Code[] = [
  level('1', 'one signal', 'één signaal'),
  level('2-plus', 'two or more signals', 'twee of meer signalen'),
];

/** Number of an attempt in its case, by date. */
export const attemptNumbers: readonly Code[] = [
  level('1', 'first attempt', 'eerste poging'),
  level('2', 'second attempt', 'tweede poging'),
  level('3', 'third attempt', 'derde poging'),
  level('4-plus', 'fourth or later attempt', 'vierde of latere poging'),
];

/** Days until the first attempt: the contact term of 14 days and the legal term of four weeks. */
export const attemptTerms: readonly Code[] = [
  level('0-14', 'within 14 days', 'binnen 14 dagen'),
  level('15-28', 'after 15 to 28 days', 'na 15 tot en met 28 dagen'),
  level('over-28', 'after more than 28 days, or no attempt', 'na meer dan 28 dagen, of geen poging'),
];

/** Side of the municipality's own threshold amount on the day of the signal; a case counts by its highest signal. */
export const thresholdSides: readonly Code[] = [
  level('below', 'below the threshold amount', 'onder uw drempel'),
  level('above', 'at or above the threshold amount', 'op of boven uw drempel'),
];
