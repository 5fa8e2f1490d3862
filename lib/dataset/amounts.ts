import { refusal } from './refusal.ts';

/** Locale of the separators in amounts: `1.234,56` or `1,234.56`. */
export type AmountLocale = 'nl' | 'en';

/** An amount in cents as either locale reads it; null where that locale cannot. */
export type AmountReading = { readonly nl: number | null; readonly en: number | null };

const patterns = {
  nl: /^(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-{1,2}))?$/,
  en: /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}|-{1,2}))?$/,
};
const oneSeparatorThreeDigits = /^-?\d{1,3}[.,]\d{3}$/;
const maximumDigits = 11;

/** Reads text digit by digit, so that no cent is lost to floating point. */
function readText(text: string, locale: AmountLocale): number | null {
  const parts = patterns[locale].exec(text);
  const euros = parts?.[2]?.replaceAll(/\D/g, '') ?? '';
  if (euros === '' || euros.length > maximumDigits) return null;
  const cents = (parts?.[3] ?? '').replaceAll('-', '').padEnd(2, '0');
  const total = Number(`${euros}${cents}`);
  return parts?.[1] === '-' && total > 0 ? -total : total;
}

/** Cents of a number cell, or null when it is no amount. */
function numberCents(value: number): number | null {
  return Number.isFinite(value) && Math.abs(value) < 10 ** maximumDigits ? Math.round(value * 100) : null;
}

/** Collects how a file writes its amounts, so that one locale can be chosen for all of it. */
export type AmountReader = {
  readonly read: (column: string, value: string | number) => AmountReading;
  readonly settle: (stated: AmountLocale | undefined) => SettledAmounts;
};

/** The choice for a file: `each` when every amount shows its own locale; `recorded` goes into the manifest. */
export type SettledAmounts = {
  readonly reading: AmountLocale | 'each';
  readonly recorded: AmountLocale | 'none';
  readonly unreadable: ReadonlyMap<string, number>;
};

/** A reader that has seen nothing yet. */
export function createAmountReader(): AmountReader {
  const evidence = { nl: 0, en: 0, unclear: 0 };
  const failures = { nl: new Map<string, number>(), en: new Map<string, number>(), each: new Map<string, number>() };
  const fail = (kind: keyof typeof failures, column: string) =>
    failures[kind].set(column, (failures[kind].get(column) ?? 0) + 1);
  const readAmount = (value: string | number): AmountReading => {
    if (typeof value === 'number') return { nl: numberCents(value), en: numberCents(value) };
    const text = value.replaceAll(/[€\s]|EUR/gi, '');
    const reading = { nl: readText(text, 'nl'), en: readText(text, 'en') };
    if (oneSeparatorThreeDigits.test(text)) evidence.unclear += 1;
    else if (reading.nl !== null && reading.en === null) evidence.nl += 1;
    else if (reading.en !== null && reading.nl === null) evidence.en += 1;
    return reading;
  };
  return {
    read: (column, value) => {
      const reading = readAmount(value);
      if (reading.nl === null) fail('nl', column);
      if (reading.en === null) fail('en', column);
      if (reading.nl === null && reading.en === null) fail('each', column);
      return reading;
    },
    settle: (stated) => {
      const reading = stated ?? chooseLocale(evidence);
      const recorded = reading === 'each' ? dominant(evidence) : reading;
      return { reading, recorded, unreadable: failures[reading] };
    },
  };
}

type Evidence = { readonly nl: number; readonly en: number; readonly unclear: number };

function chooseLocale({ nl, en, unclear }: Evidence): AmountLocale | 'each' {
  if (nl > 0 && en === 0) return 'nl';
  if (en > 0 && nl === 0) return 'en';
  if (unclear === 0) return 'each';
  throw refusal(
    'ambiguous-amounts',
    'the file has amounts with one separator and three digits, and does not show what the separator means: a text such as "1.234" is 1234 euro in Dutch and 1.234 euro in English',
    'state the locale of the amounts: nl or en',
  );
}

function dominant({ nl, en }: Evidence): AmountLocale | 'none' {
  if (nl === 0 && en === 0) return 'none';
  return nl >= en ? 'nl' : 'en';
}
