import type { LevelContext, ResultRow } from '../dataset/plan.ts';
import { dimensionOf, outsideLevel } from '../dataset/plan.ts';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import type { Condition, Unit } from '../protocol/analysis.ts';
import type { Covariate } from '../protocol/analysis-models.ts';
import type { Dimension } from '../protocol/evidence.ts';

/** A column of a model's design: its name as in results, and its value for a pattern of levels. */
export type Term = { readonly name: string; readonly value: (levels: readonly string[]) => number };

/** Covariates of a model with the variables whose levels are strata. */
export type ModelTerms = {
  readonly covariates: readonly Covariate[];
  readonly interactions?: readonly (readonly [string, string])[] | undefined;
};

/** True for a covariate that enters as a number: only uncontrolled dry runs have those. */
export function isNumeric(covariate: Covariate, unit: Unit): boolean {
  return findVariable(covariate.variable, unit)?.kind === 'number';
}

/** Levels of a covariate in a model: those named, else all that are known (complete cases). */
function levelsOfCovariate(covariate: Covariate, unit: Unit, context: LevelContext): readonly string[] {
  const { levels } = dimensionOf(covariate.variable, unit, context);
  return covariate.levels ?? levels.filter((level) => level !== unknownLevel && level !== outsideLevel);
}

/** Dimensions of a model's table: known levels only; those of a number are the values found in the rows. */
export function modelDimensions(
  { covariates }: ModelTerms,
  unit: Unit,
  context: LevelContext,
  rows: readonly ResultRow[],
): readonly Dimension[] {
  return covariates.map((covariate, index) => {
    const { variable } = covariate;
    if (!isNumeric(covariate, unit)) return { variable, levels: [...levelsOfCovariate(covariate, unit, context)] };
    const values = new Set(rows.map((row) => String(row[`g${index}`])));
    const levels = [...values].filter((value) => value !== unknownLevel).sort((a, b) => Number(a) - Number(b));
    return { variable, levels: levels.length === 0 ? [unknownLevel] : levels };
  });
}

/** Conditions that keep the complete cases of a model. */
export function completeCases({ covariates }: ModelTerms, unit: Unit, context: LevelContext): readonly Condition[] {
  return covariates
    .filter((covariate) => !isNumeric(covariate, unit))
    .map((covariate) => ({ variable: covariate.variable, in: [...levelsOfCovariate(covariate, unit, context)] }));
}

/** The level that the others are compared with. */
export function referenceOf(covariate: Covariate, dimension: Dimension): string {
  return covariate.reference ?? dimension.levels[0] ?? '';
}

function mainTerms(covariate: Covariate, dimension: Dimension, index: number, numeric: boolean): readonly Term[] {
  if (numeric) return [{ name: covariate.variable, value: (levels) => Number(levels[index]) }];
  const reference = referenceOf(covariate, dimension);
  return dimension.levels
    .filter((level) => level !== reference)
    .map((level) => ({
      name: `${covariate.variable}=${level}`,
      value: (levels) => (levels[index] === level ? 1 : 0),
    }));
}

/** Columns of the design, main terms first, then the products of interacting covariates; `main` says how many are main. */
export function termsOf(
  { covariates, interactions = [] }: ModelTerms,
  dimensions: readonly Dimension[],
  unit: Unit,
): { readonly terms: readonly Term[]; readonly main: number } {
  const byVariable = new Map(
    covariates.map((covariate, index) => {
      const dimension = dimensions[index] ?? { variable: covariate.variable, levels: [] };
      return [covariate.variable, mainTerms(covariate, dimension, index, isNumeric(covariate, unit))];
    }),
  );
  const main = [...byVariable.values()].flat();
  const products = interactions.flatMap(([one, other]) =>
    (byVariable.get(one) ?? []).flatMap((left) =>
      (byVariable.get(other) ?? []).map(
        (right): Term => ({
          name: `${left.name};${right.name}`,
          value: (levels) => left.value(levels) * right.value(levels),
        }),
      ),
    ),
  );
  return { terms: [...main, ...products], main: main.length };
}

/** References in words for the method of a result: `contact-arm=not-reached`. */
export function referencesOf({ covariates }: ModelTerms, dimensions: readonly Dimension[], unit: Unit): string {
  return covariates
    .flatMap((covariate, index) => {
      const dimension = dimensions[index];
      if (dimension === undefined || isNumeric(covariate, unit)) return [];
      return [`${covariate.variable}=${referenceOf(covariate, dimension)}`];
    })
    .join(' ');
}
