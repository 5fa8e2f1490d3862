/** `typ` of each kind of signature, so that none can pass for another. */
export const jwsTypes = {
  message: 'vroegzicht-message+jws',
  approval: 'vroegzicht-approval+jws',
  envelope: 'vroegzicht-envelope+jws',
  bundle: 'vroegzicht-bundle+jws',
} as const;

/** One of the kinds of signature. */
export type JwsType = (typeof jwsTypes)[keyof typeof jwsTypes];

/** Largest file that is looked at, in characters, by kind. */
export const maximumJwsLength: Readonly<Record<JwsType, number>> = {
  'vroegzicht-message+jws': 1_048_576,
  'vroegzicht-approval+jws': 20_000,
  'vroegzicht-envelope+jws': 20_010_000,
  'vroegzicht-bundle+jws': 2_000_000,
};
