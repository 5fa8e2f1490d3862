import { Unit } from '../protocol/analysis.ts';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

/** A unit with what one row of it is, and its variables. */
export type CodebookUnit = { readonly unit: Unit; readonly row: string; readonly variables: readonly Variable[] };

const rowOf: Readonly<Record<Unit, string>> = {
  signals: 'a signal of payment arrears',
  cases: 'a case (melding, vroegsignaalzaak): what a municipality takes up about a household',
  attempts: 'a contact attempt; administrative records are left out',
  households: 'a household (pseudonym) with at least one retained signal',
  'case-spells':
    'a closed case with a retained signal, from closing to the next signal of the household; censored at the export date; positive days only',
  'signal-spells':
    'a dated signal of a known household, to its next signal on a later day; censored at the export date; positive days only',
  'new-households':
    'a household from its first signal in the extract, not flagged as a repeat, to its next signal after the first 13 days of a creditor type that delivers throughout; censored when deliveries end',
  'landmark-28':
    'a new household without a new signal in the first 28 days, with what was done by then; days count from the first signal',
  'landmark-45':
    'a new household without a new signal in the first 45 days, with what was done by then; days count from the first signal',
  'contact-states': 'a stretch of days of a new household in one state: not reached, reached, accepted help',
};

/** The codebook: every unit with its variables, their codes and what they need. */
export const codebook: readonly CodebookUnit[] = Unit.options.map((unit) => ({
  unit,
  row: rowOf[unit],
  variables: variables.filter((variable) => variable.units.includes(unit)),
}));
