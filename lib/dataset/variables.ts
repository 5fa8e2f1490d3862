import type { Unit } from '../protocol/analysis.ts';
import { contactMethods, dayParts, helpAnswers, outcomes, partnerTypes, signalTypes } from './codes.ts';
import { cohortUnits, cohortVariables, reachNeeds } from './cohort-variables.ts';
import { pageVariables } from './page-variables.ts';
import { type Variable, variable } from './variable.ts';
import {
  ageBands,
  approaches,
  arrearsBands,
  attemptBands,
  attemptNumbers,
  cleanArms,
  contactArms,
  speedBands,
} from './variable-levels.ts';

/** Level of every coded variable for a missing or unreadable value. */
export const unknownLevel = 'unknown';

const signalUnits: readonly Unit[] = ['signals', 'signal-spells', 'case-spells'];
const bothUnits: readonly Unit[] = [...signalUnits, ...cohortUnits];
const caseUnits: readonly Unit[] = ['cases', 'case-spells'];
const repeatMonth = (month: number) =>
  variable(`repeat-signal-month-${month}`, ['signals'], `signal ${month} month(s) earlier`, {
    nl: `signaal ${month} maand(en) eerder`,
    needs: [`signals.repeat_signal_month_${month}`],
  });

/** Every variable of the codebook; `signal-month` and `signal-quarter` take their levels from the study's months. */
export const variables: readonly Variable[] = [
  variable('signal-type', signalUnits, 'type of signal', {
    nl: 'soort signaal',
    levels: signalTypes,
    needs: ['signals.signal_type'],
  }),
  variable('partner-type', bothUnits, 'kind of creditor', {
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
  variable('minor-children', bothUnits, 'minor children in the household', {
    nl: 'minderjarige kinderen',
    needs: ['signals.minor_children'],
  }),
  variable('arrears-band', bothUnits, 'arrears in euro', {
    nl: 'betalingsachterstand in euro',
    levels: arrearsBands,
    needs: ['signals.arrears_cents'],
  }),
  variable('age-band', bothUnits, 'age in years', {
    nl: 'leeftijd in jaren',
    levels: ageBands,
    needs: ['signals.age'],
  }),
  ...cohortVariables,
  ...pageVariables,
  variable('age-years', ['signal-spells', ...cohortUnits], 'age in years', {
    nl: 'leeftijd in jaren',
    kind: 'number',
    needs: ['signals.age'],
  }),
  variable('arrears-euro', ['signals', 'signal-spells', ...cohortUnits], 'arrears in euro', {
    nl: 'betalingsachterstand in euro',
    kind: 'number',
    edges: [
      [50, 100, 150, 200, 250, 300, 400, 500, 700, 1000, 1500, 2000, 3000, 5000],
      [100, 200, 300, 500, 700, 1000, 2000],
      [200, 700, 2000],
      [700],
    ],
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
    edges: [[7, 14, 21, 28, 35, 42, 56, 84], [14, 28, 42, 84], [28, 84], [28]],
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
  variable('attempt-number', ['attempts'], 'number of the attempt in its case', {
    nl: 'volgnummer van de poging in de melding',
    levels: attemptNumbers,
    needs: ['contact_attempts.attempted_on'],
  }),
  variable('reached-before', ['attempts'], 'someone was reached at an earlier attempt', {
    nl: 'bij een eerdere poging al bereikt',
    needs: ['contact_attempts.reached'],
  }),
  variable('approach', ['attempts'], 'way of contact in kinds', {
    nl: 'contactvorm in soorten',
    levels: approaches,
    needs: ['contact_attempts.method'],
  }),
  variable('previous-approach', ['attempts'], 'kind of the attempt before', {
    nl: 'soort van de poging ervoor',
    levels: approaches,
    needs: ['contact_attempts.method'],
  }),
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
