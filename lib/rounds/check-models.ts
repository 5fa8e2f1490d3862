import type { StudyProblem } from '../analyses/check-variables.ts';
import { outsideLevel } from '../dataset/plan.ts';
import { publicConstants } from '../dataset/public-constants.ts';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { Study } from '../protocol/study.ts';

type Problems = readonly StudyProblem[];

const problem = (model: RoundsModel, text: string, remedy: string): StudyProblem => ({
  analysis: model.id,
  problem: text,
  remedy,
});

function checkCodes(model: RoundsModel, variable: string, codes: readonly string[], hasMonths: boolean): Problems {
  const found = findVariable(variable, model.unit);
  if (found === undefined)
    return [problem(model, `unit ${model.unit} has no variable ${variable}`, 'run `vroegzicht codebook`')];
  if (found.kind !== 'coded')
    return [problem(model, `variable ${variable} is a ${found.kind}`, 'use a coded variable here')];
  if (variable === 'signal-month')
    return hasMonths ? [] : [problem(model, 'signal-month needs the months of the study', 'add months to the study')];
  const known = new Set([...found.levels.map(({ code }) => code), unknownLevel, outsideLevel]);
  return codes
    .filter((code) => !known.has(code))
    .map((code) => problem(model, `variable ${variable} has no code ${code}`, `codes are ${[...known].join(', ')}`));
}

function checkTerm(model: RoundsModel, term: RoundsModel['terms'][number], hasMonths: boolean): Problems {
  const { variable, reference, levels, transform } = term;
  if (findVariable(variable, model.unit)?.kind === 'number') {
    if (reference !== undefined || levels !== undefined)
      return [problem(model, `${variable} is a number and has no levels`, 'leave reference and levels away')];
    if (publicConstants[variable] !== undefined) return [];
    return [problem(model, `${variable} has no public constants`, `use ${Object.keys(publicConstants).join(', ')}`)];
  }
  const found = checkCodes(
    model,
    variable,
    [...(levels ?? []), ...(reference === undefined ? [] : [reference])],
    hasMonths,
  );
  if (transform !== undefined)
    return [...found, problem(model, `${variable} is coded and cannot be transformed`, 'leave transform away')];
  if (reference === undefined || levels === undefined || levels.includes(reference)) return found;
  return [...found, problem(model, `reference ${reference} is not among the levels`, 'add it there')];
}

function checkKnown(model: RoundsModel, variable: string): Problems {
  if (findVariable(variable, model.unit) !== undefined) return [];
  return [problem(model, `unit ${model.unit} has no variable ${variable}`, 'run `vroegzicht codebook`')];
}

function checkOutcome(model: RoundsModel, hasMonths: boolean): Problems {
  if (model.model === 'cox-rounds') return [];
  if (model.success !== undefined) return checkCodes(model, model.outcome, model.success, hasMonths);
  if (model.family === 'logistic') return [problem(model, 'a logistic model needs success codes', 'add success')];
  if (findVariable(model.outcome, model.unit)?.kind === 'number') return [];
  return [problem(model, `outcome ${model.outcome} is no number of this unit`, 'add success, or choose a number')];
}

/** Checks the models in rounds of a study against the codebook, as `checkStudy` does its analyses. */
export function checkModels(study: Study): Problems {
  const hasMonths = study.months !== undefined;
  return (study.models ?? []).flatMap((model) => {
    const named = model.terms.map(({ variable }) => variable);
    const repeated = named.filter((name, index) => named.indexOf(name) !== index);
    return [
      ...repeated.map((name) => problem(model, `term ${name} stands there twice`, 'leave one away')),
      ...model.terms.flatMap((term) => checkTerm(model, term, hasMonths)),
      ...model.where.flatMap(({ variable, in: codes }) => checkCodes(model, variable, codes, hasMonths)),
      ...(model.known ?? []).flatMap((variable) => checkKnown(model, variable)),
      ...checkOutcome(model, hasMonths),
    ];
  });
}
