/** A code of the canonical tables with its label for readers. */
export type Code = { readonly code: string; readonly en: string; readonly nl: string };

const list = (codes: Readonly<Record<string, readonly [en: string, nl: string]>>) =>
  Object.entries(codes).map(([code, [en, nl]]): Code => ({ code, en, nl }));

/** Kind of creditor that delivered a signal. An unlisted kind becomes `other` and is counted (ruling 4). */
export const partnerTypes = list({
  rent: ['landlord', 'verhuurder'],
  energy: ['energy supplier', 'energieleverancier'],
  water: ['water company', 'drinkwaterbedrijf'],
  'health-insurance': ['health insurer', 'zorgverzekeraar'],
  'cak-health-insurance': ['CAK, health insurance', 'CAK zorgverzekeringen'],
  'cak-own-contribution': ['CAK, own contribution', 'CAK eigen bijdrage'],
  mortgage: ['mortgage lender', 'hypotheekverstrekker'],
  'student-loans': ['DUO, student loans', 'DUO'],
  'tax-authority': ['Tax Administration', 'Belastingdienst'],
  'benefits-agency': ['Benefits agency', 'Dienst Toeslagen'],
  'municipal-taxes': ['municipal taxes', 'gemeentelijke belastingen'],
  other: ['other', 'overig'],
});

/** Early signal, or a crisis such as an announced end of supply. */
export const signalTypes = list({
  early: ['early signal', 'vroegsignaal'],
  crisis: ['crisis signal', 'crisissignaal'],
  other: ['other', 'overig'],
});

/** Status that a source gives to a signal (DDAS `EnumSignaalstatus`). */
export const signalStatuses = list({
  'not-taken-up-yet': ['not taken up yet', 'nog niet opgepakt'],
  unjustified: ['not taken up: unjustified', 'niet opgepakt: onterecht signaal'],
  deceased: ['resident has died', 'inwoner is overleden'],
  'not-resident': ['no resident of the municipality', 'geen inwoner van de gemeente'],
  repeat: ['not taken up: repeat signal', 'niet opgepakt: herhaalde melding'],
  'other-reason': ['not taken up: other reason', 'niet opgepakt: andere reden'],
  other: ['other', 'overig'],
});

/** Way of contact. `administrative` is no contact attempt and counts in no reach figure. */
export const contactMethods = list({
  letter: ['letter', 'brief'],
  email: ['e-mail', 'e-mail'],
  message: ['text message or WhatsApp', 'sms of WhatsApp'],
  phone: ['phone call', 'telefoon'],
  'home-visit': ['home visit', 'huisbezoek'],
  card: ['card through the letter box', 'kaartje'],
  administrative: ['administrative', 'administratief'],
  other: ['other', 'overig'],
});

/** Part of the day of a contact attempt: before 12, 12 to 18, from 18 o'clock. */
export const dayParts = list({
  morning: ['morning', 'ochtend'],
  afternoon: ['afternoon', 'middag'],
  evening: ['evening', 'avond'],
  other: ['other', 'overig'],
});

/** Whether an attempt stands among the interim or the final results. */
export const attemptPhases = list({ interim: ['interim', 'tussenresultaat'], final: ['final', 'eindresultaat'] });

/** Answer to the offer of help. */
export const helpAnswers = list({
  yes: ['yes', 'ja'],
  no: ['no', 'nee'],
  'follow-up-appointment': ['follow-up appointment made', 'vervolgafspraak gemaakt'],
  'wants-contact': ['wants contact with the debt team', 'wenst contact met het team'],
  other: ['other', 'overig'],
});

/** Final result of a case, over both sources. */
export const outcomes = list({
  'no-contact': ['no contact made', 'geen contact gekregen'],
  'no-response-after-contact': ['no response after earlier contact', 'geen reactie na eerder contact'],
  'no-help-wanted': ['no help wanted', 'geen hulp gewenst'],
  'resolves-self': ['solves it without help', 'probeert het zelf op te lossen'],
  'already-paid': ['has already paid', 'heeft al betaald'],
  'paid-or-arranged': ['paid or arranged payment without help', 'zelf betaald of betalingsregeling getroffen'],
  'payment-arrangement': ['payment arrangement made', 'betalingsregeling getroffen'],
  'quick-fix': ['advice or quick fix', 'advies of quick fix'],
  'referred-to-debt-assistance': ['referred to debt assistance', 'verwezen naar schuldhulpverlening'],
  'further-help-financial': ['further financial help', 'vervolghulp financieel'],
  'further-help-non-financial': ['further help, not financial', 'vervolghulp niet financieel'],
  'referral-without-contact': ['referred without contact', 'verwijzing zonder contact'],
  'known-to-debt-assistance': ['known to debt assistance already', 'al bekend bij schuldhulpverlening'],
  'other-trajectory': ['in another trajectory already', 'al een ander lopend traject'],
  'not-taken-up-repeat': ['not taken up: repeat signal', 'niet opgepakt: herhaalde melding'],
  'not-taken-up-unjustified': ['not taken up: unjustified', 'niet opgepakt: onterecht signaal'],
  'not-taken-up-other': ['not taken up: other reason', 'niet opgepakt: andere reden'],
  deceased: ['resident has died', 'inwoner is overleden'],
  'not-resident': ['no resident of the municipality', 'geen inwoner van de gemeente'],
  other: ['other', 'overig'],
});

/** Result of a follow-up talk. */
export const followUpResults = list({ yes: ['yes', 'ja'], no: ['no', 'nee'], other: ['other', 'overig'] });
