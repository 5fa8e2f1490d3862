import { outsideLevel } from '../dataset/plan.ts';
import type { Variable } from '../dataset/variable.ts';
import { findVariable, unknownLevel, variables } from '../dataset/variables.ts';
import type { Condition, Unit } from '../protocol/analysis.ts';

/** Something in a study that cannot run: where it stands, what is wrong, how to mend it. */
export type StudyProblem = { readonly analysis: string; readonly problem: string; readonly remedy: string };

/** Where a check stands: the analysis, its unit, and whether the study names its months. */
export type Check = { readonly analysis: string; readonly unit: Unit; readonly hasMonths: boolean };

const isCalendar = (name: string) => name === 'signal-month' || name === 'signal-quarter';

/** A variable exists in the unit and is of one of the kinds. */
export function checkVariable(name: string, kinds: readonly Variable['kind'][], check: Check): readonly StudyProblem[] {
  const found = findVariable(name, check.unit);
  const { analysis } = check;
  if (found === undefined) {
    const units = variables.filter((each) => each.name === name).flatMap((each) => each.units);
    const remedy =
      units.length > 0
        ? `it exists for ${units.join(', ')}`
        : 'run `vroegzicht codebook` for the variables of each unit';
    return [{ analysis, problem: `unit ${check.unit} has no variable ${name}`, remedy }];
  }
  if (!kinds.includes(found.kind))
    return [
      {
        analysis,
        problem: `variable ${name} is a ${found.kind}`,
        remedy: `use a variable that is a ${kinds.join(' or ')}`,
      },
    ];
  if (isCalendar(name) && !check.hasMonths) {
    return [
      {
        analysis,
        problem: `${name} needs the months of the study`,
        remedy: 'add `months: { from: 2025-10, until: 2026-06 }` to the study',
      },
    ];
  }
  return [];
}

/** A coded variable has these codes. */
export function checkCodes(name: string, codes: readonly string[], check: Check): readonly StudyProblem[] {
  const found = findVariable(name, check.unit);
  if (found === undefined || found.kind !== 'coded') return checkVariable(name, ['coded'], check);
  if (isCalendar(name)) return [];
  const known = new Set([...found.levels.map((level) => level.code), unknownLevel, outsideLevel]);
  const wrong = codes.filter((code) => !known.has(code));
  return wrong.map((code) => ({
    analysis: check.analysis,
    problem: `variable ${name} has no code ${code}`,
    remedy: `codes are ${[...known].join(', ')}`,
  }));
}

/** Conditions name variables and codes of the unit. */
export const checkWhere = (where: readonly Condition[], check: Check) =>
  where.flatMap((condition) => checkCodes(condition.variable, condition.in, check));
