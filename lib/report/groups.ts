import { variables } from '../dataset/variables.ts';
import type { Language } from './labels.ts';

/** One `variable=code` of an indicator's group. */
export type GroupPart = { readonly variable: string; readonly code: string };

/** Splits `variable=code;variable=code`; the empty group has no parts. */
export function groupParts(group: string): readonly GroupPart[] {
  return group
    .split(';')
    .filter((part) => part !== '')
    .map((part) => {
      const [variable = '', ...code] = part.split('=');
      return { variable, code: code.join('=') };
    });
}

const unknown: Readonly<Record<Language, string>> = { nl: 'niet bekend', en: 'not known' };
const whole: Readonly<Record<Language, string>> = { nl: 'alle samen', en: 'all together' };
const quarters: Readonly<Record<Language, string>> = { nl: 'kwartaal', en: 'quarter' };

/** Name of a codebook variable for readers. */
export function variableLabel(name: string, language: Language): string {
  if (isQuarter(name)) return quarters[language];
  return variables.find((variable) => variable.name === name)?.[language] ?? name.replaceAll('-', ' ');
}

/** Whether a variable divides time into quarters. */
export function isQuarter(variable: string): boolean {
  return variable.endsWith('quarter');
}

function codeLabel(part: GroupPart, language: Language): string {
  if (part.code === 'unknown') return unknown[language];
  const quarter = /^(\d{4})-?Q([1-4])$/.exec(part.code);
  if (quarter)
    return language === 'nl' ? `${quarter[2]}e kwartaal ${quarter[1]}` : `quarter ${quarter[2]} of ${quarter[1]}`;
  const levels = variables.find((variable) => variable.name === part.variable)?.levels ?? [];
  return levels.find((level) => level.code === part.code)?.[language] ?? part.code.replaceAll('-', ' ');
}

/** A group in words, for example `telefoon`; the empty group is everything together. */
export function groupLabel(group: string, language: Language): string {
  const parts = groupParts(group);
  return parts.length === 0 ? whole[language] : parts.map((part) => codeLabel(part, language)).join(', ');
}
