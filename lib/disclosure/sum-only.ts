import type { Selection } from './selection.ts';

const prefix = 'sum:';

/**
 * The question behind a number that adds something up over rows and is no count: days under observation, scores, estimates of
 * municipalities. Which households are in it is judged as for amounts (L2); as a count it shows nothing.
 */
export const sumSelection = (selection: Selection, name: string): Selection => ({
  ...selection,
  [`${prefix}${name}`]: ['yes'],
});

/** Whether the question is about such a sum. */
export const isSumOnly = (selection: Selection): boolean =>
  Object.keys(selection).some((variable) => variable.startsWith(prefix));

/** What is added up, `person-days`; undefined for a count. */
export const summedName = (selection: Selection): string | undefined =>
  Object.keys(selection)
    .find((variable) => variable.startsWith(prefix))
    ?.slice(prefix.length);
