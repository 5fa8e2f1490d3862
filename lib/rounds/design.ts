import { dimensionOf, type LevelContext, outsideLevel } from '../dataset/plan.ts';
import { publicConstants } from '../dataset/public-constants.ts';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import type { Unit } from '../protocol/analysis.ts';
import type { ModelTerm, RoundsModel } from '../protocol/model.ts';
import type { Standardisation } from '../statistics/standardisation.ts';

/** One column of a design: which term it comes from, its name in results, and its standardised value. */
export type Column = {
  readonly term: number;
  readonly name: string;
  readonly level: string | null;
  readonly centre: number;
  readonly scale: number;
  readonly value: (raw: string | number) => number;
};

/** A coded term with the levels that are in the model, its reference among them. */
export type CodedTerm = { readonly term: number; readonly variable: string; readonly levels: readonly string[] };

/** The design of a model: made from the specification and the codebook alone, the same at every provider. */
export type Design = {
  readonly columns: readonly Column[];
  readonly coded: readonly CodedTerm[];
  readonly hasIntercept: boolean;
  /** For back-transformation; the intercept, if any, is the first column. */
  readonly standardisation: Standardisation;
};

function levelsOf(term: ModelTerm, unit: Unit, context: LevelContext): readonly string[] {
  const { levels } = dimensionOf(term.variable, unit, context);
  return term.levels ?? levels.filter((level) => level !== unknownLevel && level !== outsideLevel);
}

function numberColumn(term: ModelTerm, index: number): Column {
  const constants = publicConstants[term.variable];
  if (constants === undefined) throw new RangeError(`no public constants of ${term.variable}`);
  const { lowest, highest } = constants;
  const transform = term.transform ?? 'identity';
  const { centre, scale } = constants[transform];
  const value = (raw: string | number) => {
    const capped = Math.min(highest, Math.max(lowest, Number(raw)));
    return ((transform === 'log1p' ? Math.log1p(capped) : capped) - centre) / scale;
  };
  const name = transform === 'log1p' ? `log1p(${term.variable})` : term.variable;
  return { term: index, name, level: null, centre, scale, value };
}

function codedColumns(term: ModelTerm, index: number, levels: readonly string[]): readonly Column[] {
  const reference = term.reference ?? levels[0];
  return levels
    .filter((level) => level !== reference)
    .map((level) => ({
      term: index,
      name: `${term.variable}=${level}`,
      level,
      centre: 0,
      scale: 1,
      value: (raw) => (raw === level ? 1 : 0),
    }));
}

/** True when a term enters as a number. */
export function isNumber(term: ModelTerm, unit: Unit): boolean {
  return findVariable(term.variable, unit)?.kind === 'number';
}

/** The design of a model; throws a RangeError for a number without public constants, which `checkModels` refuses first. */
export function designOf(model: RoundsModel, context: LevelContext): Design {
  const hasIntercept = model.model === 'glm-rounds';
  const terms = model.terms.map((term, index) => {
    if (isNumber(term, model.unit)) return { columns: [numberColumn(term, index)], coded: [] };
    const levels = levelsOf(term, model.unit, context);
    return { columns: codedColumns(term, index, levels), coded: [{ term: index, variable: term.variable, levels }] };
  });
  const columns = terms.flatMap((term) => term.columns);
  const ones = hasIntercept ? [0] : [];
  return {
    columns,
    coded: terms.flatMap((term) => term.coded),
    hasIntercept,
    standardisation: {
      centres: [...ones, ...columns.map(({ centre }) => centre)],
      scales: [...ones.map(() => 1), ...columns.map(({ scale }) => scale)],
      intercept: hasIntercept ? 0 : null,
    },
  };
}
