import { contains, type Selection } from './selection.ts';

/** Variables that say something about a person's circumstances or choices: an answer that nearly everybody gives is a fact about each (F2). */
export const sensitiveVariables: readonly string[] = [
  'help-accepted',
  'wants-help',
  'outcome',
  'contact-arm',
  'clean-contact-arm',
  'multiple-signals',
  'repeat-signal',
  'minor-children',
  'unjustified',
];

/** Level of every variable for a missing value. */
const unknown = ['unknown'];

/** Combinations that no row can have, by the derivations of the codebook: public, true zeros (ruling 12). */
const impossible: Readonly<Record<string, readonly Selection[]>> = {
  signals: [{ dated: unknown }],
  cases: [
    { 'help-accepted': unknown },
    { 'contact-arm': unknown },
    { 'clean-contact-arm': unknown },
    { 'from-forwarded-signal': unknown },
    { 'first-method': ['administrative'] },
    { 'primary-method': ['administrative'] },
    { reached: ['no', 'unknown'], 'contact-arm': ['declined', 'accepted'] },
    { reached: ['yes'], 'contact-arm': ['not-reached'] },
    { reached: ['no', 'unknown'], 'clean-contact-arm': ['resolving', 'in-difficulty', 'accepted'] },
    { reached: ['yes'], 'clean-contact-arm': ['not-reached'] },
    {
      reached: unknown,
      'first-method': ['letter', 'email', 'message', 'phone', 'home-visit', 'card', 'other'],
    },
  ],
  attempts: [{ final: unknown }, { 'from-forwarded-signal': unknown }, { method: ['administrative'] }],
  households: [{ 'multiple-signals': unknown }],
  'case-spells': [
    { 'contact-arm': unknown },
    { 'clean-contact-arm': unknown },
    { 'first-method': ['administrative'] },
    { 'primary-method': ['administrative'] },
  ],
};

/** Public statements that certain counts are zero, for the attacker's system. */
export const structuralZeros = (unit: string): readonly Selection[] => impossible[unit] ?? [];

/** What is counted of every household of a landmark: its later signals, so nobody is without that number. */
const isAlwaysKnown = (variable: string) => variable.startsWith('known-signals-by-');

/** Selections that no row of a population can be in: those of its unit, and missing values of what is always known. */
export const impossibleIn = (unit: string, variables: Iterable<string>): readonly Selection[] => [
  ...structuralZeros(unit),
  ...[...variables].filter(isAlwaysKnown).map((variable) => ({ [variable]: ['no'] })),
];

/** True when the codebook says that no row of the unit can be in the selection. */
export const isStructuralZero = (unit: string, selection: Selection): boolean =>
  structuralZeros(unit).some((zero) => contains(zero, selection));
