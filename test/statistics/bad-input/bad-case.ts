/** One estimator given data that cannot answer: what it covers, what it is given, and what it must say. */
export type BadCase = readonly [file: string, data: string, run: () => unknown, says: unknown];

/** JSON in which a number that is not finite stands out. */
export const spelled = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? 'broken' : part,
  );
