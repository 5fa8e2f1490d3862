import { variables } from '../dataset/variables.ts';
import type { Analysis } from '../protocol/analyses.ts';

/** Kinds of next signal, which no variable of the codebook names. */
const causes: Readonly<Record<string, string>> = {
  'same-creditor': 'of the same creditor',
  'other-creditor': 'of another creditor',
  risen: 'with higher arrears',
  'not-risen': 'without higher arrears',
};

/** A level in words: `reached, accepted help`; the code itself where the codebook has none. */
export function levelInWords(variable: string, code: string): string {
  if (variable === 'cause') return causes[code] ?? code;
  const known = variables.find((each) => each.name === variable && each.levels.some((level) => level.code === code));
  const word = known?.levels.find((level) => level.code === code)?.en;
  if (word === undefined && code === 'unknown') return `${groupInWords(variable)} not known`;
  if (word === undefined) return `${variable} ${code}`;
  return word === 'yes' || word === 'no' ? `${known?.en ?? variable}: ${word}` : word;
}

/** A group of a result, `variable=code;variable=code`, in words. */
export function groupInWords(group: string): string {
  if (group === '') return 'all';
  return group
    .split(';')
    .map((part) => {
      const [variable = '', code] = part.split('=');
      return code === undefined
        ? (variables.find((each) => each.name === variable)?.en ?? variable)
        : levelInWords(variable, code);
    })
    .join(', ');
}

/** The reference of a group in words, from the names of references in a method; empty when the method names none. */
export function referenceInWords(group: string, method: string): string {
  const references = /reference ([^;]*)/.exec(method)?.[1]?.split(' ') ?? [];
  const names = group.split(';').map((part) => part.split('=')[0] ?? '');
  const found = references.filter((each) => names.includes(each.split('=')[0] ?? ''));
  if (found.length === 0) return '';
  return names.length > 1 ? 'beyond both together' : `against ${found.map(groupInWords).join(', ')}`;
}

const subjects: Readonly<Record<Analysis['analysis'], string>> = {
  survival: 'Share with a new signal',
  'competing-risks': 'Kind of the next signal',
  cox: 'How soon a new signal comes',
  'piecewise-exponential': 'How often new signals come',
  'state-hazards': 'How often new signals come',
  recurrence: 'Number of new signals',
  glm: 'Odds',
  attempts: 'Being reached at an attempt',
  table: 'Numbers',
  quantiles: 'Quantiles',
  heterogeneity: 'Differences between municipalities',
  funnel: 'Steps',
};

/** Title of an analysis for a reader: its question, else what is shown by which variables, in words. */
export function titleOf(analysis: Analysis): string {
  if (analysis.question !== undefined) return analysis.question;
  const names =
    'by' in analysis ? analysis.by : 'covariates' in analysis ? analysis.covariates.map((each) => each.variable) : [];
  const outcome = 'outcome' in analysis && analysis.analysis === 'glm' ? ` of ${groupInWords(analysis.outcome)}` : '';
  const words = names.map(groupInWords).join(' and ');
  return `${subjects[analysis.analysis]}${outcome}${words === '' ? '' : `, by ${words}`}`;
}
