/** Source values of a code list, normalised, with the canonical code of each. */
export type SourceCodes = ReadonlyMap<string, string>;

/** Compares source values without regard to case and spacing. */
export const normalised = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** Builds a code list from source values as the source writes them. */
export const sourceCodes = (codes: Readonly<Record<string, string>>): SourceCodes =>
  new Map(Object.entries(codes).map(([value, code]) => [normalised(value), code]));
