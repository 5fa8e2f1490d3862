import { type Domains, intersect, nowhere, type Selection } from './selection.ts';

/** Whether some level of a selection is of a kind of rows on an axis, such as `x:`. */
export const someLevel = (selection: Selection, kind: string) =>
  Object.values(selection)
    .flat()
    .some((level) => level.startsWith(kind));

/** Who leaves a curve because observation ends: that follows from the calendar and says nothing about a household. */
export const isCensoring = (selection: Selection): boolean => someLevel(selection, 'c:');

/** The covariates of the complete cases of a model, with all their levels but a missing one; undefined for every other condition. */
function completeCases(
  [variable, levels]: readonly [variable: string, levels: readonly string[]],
  domains: Domains,
): Selection | undefined {
  const names = /^complete\((.*)\)$/.exec(variable)?.[1]?.split(',');
  if (names === undefined || levels.join() !== 'yes' || !names.every((name) => domains.has(name))) return undefined;
  return Object.fromEntries(
    names.map((name) => [name, (domains.get(name) ?? []).filter((level) => level !== 'unknown')]),
  );
}

/** Complete cases of a model as what they are: every covariate known, so that models with more covariates are nested in others (G10). */
export function expanded(selection: Selection, domains: Domains): Selection {
  return Object.entries(selection).reduce<Selection>((whole, [variable, levels]) => {
    return intersect(whole, completeCases([variable, levels], domains) ?? { [variable]: levels }) ?? nowhere;
  }, {});
}
