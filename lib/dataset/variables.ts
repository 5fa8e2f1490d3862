import type { Unit } from '../protocol/analysis.ts';
import { type Code, contactMethods, dayParts, helpAnswers, outcomes, partnerTypes, signalTypes } from './codes.ts';
import { ageBands, arrearsBands, attemptBands, cleanArms, contactArms, speedBands, yesNo } from './variable-levels.ts';

/** A variable that an analysis may ask for: the column of the unit's table holds its code, number or date. */
export type Variable = {
  readonly name: string;
  readonly kind: 'coded' | 'number' | 'date';
  readonly units: readonly Unit[];
  readonly levels: readonly Code[];
  readonly needs: readonly string[];
  readonly en: string;
  readonly nl: string;
};

/** Level of every coded variable for a missing or unreadable value. */
export const unknownLevel = 'unknown';

const reachNeeds = ['contact_attempts.attempted_on', 'contact_attempts.reached'] as const;

type Extra = {
  readonly nl: string;
  readonly levels?: readonly Code[];
  readonly needs?: readonly string[];
  readonly kind?: Variable['kind'];
};

const variable = (name: string, units: readonly Unit[], en: string, extra: Extra): Variable => {
  const kind = extra.kind ?? 'coded';
  const levels = kind === 'coded' ? (extra.levels ?? yesNo) : [];
  return { name, kind, units, levels, needs: extra.needs ?? [], en, nl: extra.nl };
};

const signalUnits: readonly Unit[] = ['signals', 'signal-spells', 'case-spells'];
const caseUnits: readonly Unit[] = ['cases', 'case-spells'];
const repeatMonth = (month: number) =>
  variable(`repeat-signal-month-${month}`, ['signals'], `signal ${month} month(s) earlier`, {
    nl: `signaal ${month} maand(en) eerder`,
    needs: [`signals.repeat_signal_month_${month}`],
  });

/** Every variable of the codebook; `signal-month` takes its levels from the study's months. */
export const variables: readonly Variable[] = [
  variable('signal-type', signalUnits, 'type of signal', {
    nl: 'soort signaal',
    levels: signalTypes,
    needs: ['signals.signal_type'],
  }),
  variable('partner-type', signalUnits, 'kind of creditor', {
    nl: 'soort schuldeiser',
    levels: partnerTypes,
    needs: ['signals.partner_type'],
  }),
  variable('signal-month', ['signals', 'signal-spells'], 'calendar month of the signal', {
    nl: 'maand van het signaal',
    levels: [],
    needs: ['signals.signal_date'],
  }),
  variable('dated', ['signals'], 'date of the signal is known', { nl: 'datum van het signaal is bekend' }),
  variable('forwarded', signalUnits, 'signal was forwarded', {
    nl: 'signaal is doorgezet',
    needs: ['signals.forwarded'],
  }),
  variable('repeat-signal', signalUnits, 'signal within six months of an earlier one', {
    nl: 'herhaald signaal',
    needs: ['signals.repeat_signal'],
  }),
  ...[1, 2, 3, 4, 5, 6].map(repeatMonth),
  variable('minor-children', signalUnits, 'minor children in the household', {
    nl: 'minderjarige kinderen',
    needs: ['signals.minor_children'],
  }),
  variable('arrears-band', signalUnits, 'arrears in euro', {
    nl: 'betalingsachterstand in euro',
    levels: arrearsBands,
    needs: ['signals.arrears_cents'],
  }),
  variable('age-band', signalUnits, 'age in years', {
    nl: 'leeftijd in jaren',
    levels: ageBands,
    needs: ['signals.age'],
  }),
  variable('arrears-euro', ['signals'], 'arrears in euro', {
    nl: 'betalingsachterstand in euro',
    kind: 'number',
    needs: ['signals.arrears_cents'],
  }),
  variable('signal-date', ['signals'], 'date of the signal', {
    nl: 'datum van het signaal',
    kind: 'date',
    needs: ['signals.signal_date'],
  }),
  variable('closed', ['cases'], 'case is closed', { nl: 'melding is afgerond', needs: ['signal_cases.closed'] }),
  variable('withdrawn', ['cases'], 'case was withdrawn', {
    nl: 'melding is ingetrokken',
    needs: ['signal_cases.withdrawn'],
  }),
  variable('unjustified', ['cases'], 'case was unjustified', {
    nl: 'melding was onterecht',
    needs: ['signal_cases.unjustified'],
  }),
  variable('from-forwarded-signal', ['cases', 'attempts'], 'case stands on a forwarded signal', {
    nl: 'melding uit een doorgezet signaal',
    needs: ['signals.forwarded'],
  }),
  variable('reached', [...caseUnits, 'attempts'], 'someone was reached', {
    nl: 'iemand is bereikt',
    needs: ['contact_attempts.reached'],
  }),
  variable('help-accepted', ['cases'], 'help was accepted', { nl: 'hulp is geaccepteerd' }),
  variable('days-to-close', ['cases'], 'days from first signal to closing', {
    nl: 'dagen van eerste signaal tot afronding',
    kind: 'number',
    needs: ['signal_cases.closed_on'],
  }),
  variable('days-to-reach', ['case-spells'], 'days from signal to the first attempt that reached', {
    nl: 'dagen van signaal tot eerste bereikte poging',
    kind: 'number',
    needs: reachNeeds,
  }),
  variable('speed-band', ['case-spells'], 'days until reached, split at the median of the 2026 notebook', {
    nl: 'dagen tot bereikt, gesplitst op de mediaan van het notebook van 2026',
    levels: speedBands,
    needs: reachNeeds,
  }),
  variable('contact-arm', caseUnits, 'contact and help', { nl: 'contact en hulp', levels: contactArms }),
  variable('clean-contact-arm', caseUnits, 'contact and help, declined split', {
    nl: 'contact en hulp, weigering gesplitst',
    levels: cleanArms,
  }),
  variable('primary-method', caseUnits, 'most frequent way of contact', {
    nl: 'meest gebruikte contactvorm',
    levels: contactMethods,
    needs: ['contact_attempts.method'],
  }),
  variable('first-method', caseUnits, 'first way of contact', {
    nl: 'eerste contactvorm',
    levels: contactMethods,
    needs: ['contact_attempts.method'],
  }),
  variable('attempts-band', caseUnits, 'number of contact attempts', {
    nl: 'aantal contactpogingen',
    levels: attemptBands,
  }),
  variable('outcome', [...caseUnits, 'attempts'], 'final result', { nl: 'eindresultaat', levels: outcomes }),
  variable('method', ['attempts'], 'way of contact', {
    nl: 'contactvorm',
    levels: contactMethods,
    needs: ['contact_attempts.method'],
  }),
  variable('day-part', ['attempts'], 'part of the day', {
    nl: 'dagdeel',
    levels: dayParts,
    needs: ['contact_attempts.day_part'],
  }),
  variable('final', ['attempts'], 'row holds a final result', { nl: 'regel met eindresultaat' }),
  variable('wants-help', ['attempts'], 'answer to the offer of help', {
    nl: 'antwoord op het aanbod',
    levels: helpAnswers,
    needs: ['contact_attempts.wants_help'],
  }),
  variable('signals-per-household', ['households'], 'signals of the household', {
    nl: 'signalen van het huishouden',
    kind: 'number',
  }),
  variable('multiple-signals', ['households'], 'more than one signal', { nl: 'meer dan één signaal' }),
];

/** Finds a variable of a unit; undefined when the unit has none of that name. */
export function findVariable(name: string, unit: Unit): Variable | undefined {
  return variables.find((candidate) => candidate.name === name && candidate.units.includes(unit));
}
