import { thresholdNeed } from './dated-thresholds.ts';
import { type Variable, variable } from './variable.ts';
import { attemptKinds, attemptTerms, thresholdSides } from './variable-levels.ts';

const attemptNeeds = ['contact_attempts.attempted_on', 'signals.signal_date'] as const;

/** Variables that a municipality's page asks for beside those of the analyses. */
export const pageVariables: readonly Variable[] = [
  variable('signal-quarter', ['signals', 'signal-spells', 'cases'], 'quarter of the (first) signal', {
    nl: 'kwartaal van het (eerste) signaal',
    levels: [],
    needs: ['signals.signal_date'],
  }),
  variable(
    'first-attempt-term',
    ['cases'],
    'days from the first signal to the first attempt, signals of 28 days or more ago',
    {
      nl: 'dagen van het eerste signaal tot de eerste poging, signalen van 28 dagen of langer geleden',
      levels: attemptTerms,
      needs: attemptNeeds,
    },
  ),
  variable('first-attempt-kind', ['cases'], 'kind of first contact', {
    nl: 'soort eerste contact',
    levels: attemptKinds,
    needs: ['contact_attempts.method'],
  }),
  variable('crisis-attempt-in-time', ['cases'], 'first attempt within three working days of a crisis signal', {
    nl: 'eerste poging binnen drie werkdagen na een crisissignaal',
    needs: [...attemptNeeds, 'signals.signal_type'],
  }),
  variable(
    'own-threshold',
    ['signals', 'signal-spells', 'cases'],
    "arrears by the municipality's own threshold amount",
    {
      nl: 'achterstand naar het eigen drempelbedrag van de gemeente',
      levels: thresholdSides,
      needs: ['signals.arrears_cents', 'signals.signal_date', thresholdNeed],
    },
  ),
];
