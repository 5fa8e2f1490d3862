import type { Unit } from '../protocol/analysis.ts';
import { type Variable, variable } from './variable.ts';
import { approaches, landmarkArms, signalsAtStart } from './variable-levels.ts';

/** Units made of new households. */
export const cohortUnits: readonly Unit[] = ['new-households', 'landmark-28', 'landmark-45', 'contact-states'];

/** Columns that tell when somebody was reached. */
export const reachNeeds = ['contact_attempts.attempted_on', 'contact_attempts.reached'] as const;

const helpNeeds = [...reachNeeds, 'contact_attempts.wants_help'];

/** Variables of new households beside those that every signal has. */
export const cohortVariables: readonly Variable[] = [
  variable('high-arrears', cohortUnits, 'arrears over 700 euro at the first signals', {
    nl: 'achterstand boven 700 euro bij de eerste signalen',
    needs: ['signals.arrears_cents'],
  }),
  variable('signals-at-start', cohortUnits, 'signals in the first round (13 days)', {
    nl: 'signalen in de eerste ronde (13 dagen)',
    levels: signalsAtStart,
  }),
  variable('crisis', cohortUnits, 'a crisis signal in the first round', {
    nl: 'crisissignaal in de eerste ronde',
    needs: ['signals.signal_type'],
  }),
  variable(
    'first-approach',
    ['new-households', 'landmark-28', 'landmark-45'],
    'kind of first attempt by the landmark (28 days without one)',
    {
      nl: 'soort eerste poging op het meetmoment (28 dagen zonder meetmoment)',
      levels: approaches,
      needs: ['contact_attempts.method', 'contact_attempts.attempted_on'],
    },
  ),
  variable('landmark-arm', ['landmark-28', 'landmark-45'], 'contact and help by the landmark', {
    nl: 'contact en hulp op het meetmoment',
    levels: landmarkArms,
    needs: helpNeeds,
  }),
  variable('state', ['contact-states'], 'contact and help on these days', {
    nl: 'contact en hulp op deze dagen',
    levels: landmarkArms,
    needs: helpNeeds,
  }),
  variable('reached-in-28', ['new-households', 'landmark-28'], 'reached within 28 days of the first signal', {
    nl: 'binnen 28 dagen na het eerste signaal bereikt',
    needs: reachNeeds,
  }),
];
