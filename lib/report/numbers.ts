import type { Language } from './labels.ts';

const months: Readonly<Record<Language, readonly string[]>> = {
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

/** `YYYY-MM-DD`, or an instant, as a date in words: `30 juni 2026`. */
export function dateInWords(day: string, language: Language): string {
  const [year = '', month = '', date = ''] = day.slice(0, 10).split('-');
  return `${Number(date)} ${months[language][Number(month) - 1] ?? month} ${year}`;
}

/** The month of a day in words: `juni 2026`. */
export function monthInWords(day: string, language: Language): string {
  return dateInWords(day, language).replace(/^\d+ /, '');
}

/** An instant as clock time in the Netherlands: `14.30` or `14:30`. */
export function clockTime(instant: Date, language: Language): string {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam' });
  return language === 'nl' ? format.format(instant).replace(':', '.') : format.format(instant);
}

/** A day of the calendar in the Netherlands, `YYYY-MM-DD`. */
export function dutchDay(instant: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(instant);
}

/** A proportion as whole number of a hundred; shares near 0 and 1 are not rounded to them. */
export function ofHundred(proportion: number, language: Language): string {
  if (proportion < 0.005) return language === 'nl' ? 'minder dan 1' : 'fewer than 1';
  if (proportion >= 0.995 && proportion < 1) return language === 'nl' ? 'meer dan 99' : 'more than 99';
  return String(Math.round(proportion * 100));
}

/** A bound of an interval as whole number of a hundred. */
export function boundOfHundred(proportion: number): string {
  return String(Math.round(Math.min(1, Math.max(0, proportion)) * 100));
}

/** A count with the thousands separator of the language. */
export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { maximumFractionDigits: 1 }).format(value);
}

/** A length or percentage for an SVG attribute: at most two decimals, never an exponent. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A text with a capital at its beginning. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
