import type { Pseudonyms } from './pseudonyms.ts';

/** What identifies a household in a DDAS signal; each part as delivered, or null. */
export type HouseholdParts = {
  readonly postcode: string | null;
  readonly number: string | null;
  readonly suffix: string | null;
  readonly citizenNumber: string | null;
};

/** Pseudonym of the address, else of the citizen service number; null without either (ruling 1). */
export function householdOf(parts: HouseholdParts, pseudonym: Pseudonyms): string | null {
  const address = normalisedAddress(parts);
  return address === undefined ? citizenOf(parts, pseudonym) : pseudonym('address', ...address);
}

/** Pseudonym of the citizen service number, whatever names the household; null without a valid one. */
export function citizenOf(
  { citizenNumber }: Pick<HouseholdParts, 'citizenNumber'>,
  pseudonym: Pseudonyms,
): string | null {
  const digits = (citizenNumber ?? '').replaceAll(/[\s.]/g, '');
  if (!/^\d{8,9}$/.test(digits) || /^(\d)\1+$/.test(digits)) return null;
  return pseudonym('bsn', digits.padStart(9, '0'));
}

/** `1234 ab`, `010a`, `` and `1234AB`, `10`, `A` are the same address. */
function normalisedAddress({ postcode, number, suffix }: HouseholdParts): readonly string[] | undefined {
  const code = (postcode ?? '').replaceAll(/\s/g, '').toUpperCase();
  const house = /^0*([1-9]\d{0,4})(?!\d)(.*)$/.exec((number ?? '').trim());
  if (!/^[1-9]\d{3}[A-Z]{2}$/.test(code) || house === null) return undefined;
  const rest = `${house[2] ?? ''}${suffix ?? ''}`.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
  return [code, house[1] ?? '', rest];
}
