import type { OwnIndicator } from '../protocol/release.ts';
import { groupLabel, variableLabel } from './groups.ts';
import type { Language } from './labels.ts';

type Outcome = NonNullable<OwnIndicator['outcome']>;

const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'first-attempt-term 0-14': { nl: 'eerste poging binnen 14 dagen', en: 'first attempt within 14 days' },
  'first-attempt-term 0-14 15-28': { nl: 'eerste poging binnen vier weken', en: 'first attempt within four weeks' },
  'crisis-attempt-in-time yes': {
    nl: 'crisissignaal: eerste poging binnen drie werkdagen',
    en: 'crisis signal: first attempt within three working days',
  },
};

/** What counts as yes in a figure, for readers. */
export function outcomeLabel({ variable, in: codes }: Outcome, language: Language): string {
  const known = names[[variable, ...codes].join(' ')];
  if (known !== undefined) return known[language];
  const name = variableLabel(variable, language);
  if (codes.length === 1 && codes[0] === 'yes') return name;
  return `${name}: ${codes.map((code) => groupLabel(`${variable}=${code}`, language)).join(', ')}`;
}
