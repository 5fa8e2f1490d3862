import { codebook } from '../../dataset/codebook.ts';
import { Failure } from '../../failure.ts';
import type { Command } from '../command.ts';

/** `vroegzicht codebook [UNIT]`: units, variables, codes and what a source must deliver for them. */
export const command: Command = {
  name: ['codebook'],
  summary: 'units, variables, codes and derivations an analysis may ask for',
  positionals: { name: 'UNIT', minimum: 0, maximum: 1 },
  options: {},
  examples: ['vroegzicht codebook', 'vroegzicht codebook case-spells', 'vroegzicht codebook --json'],
  run: async ({ arguments: given, output }) => {
    const wanted = given.positionals[0];
    const units = codebook.filter((unit) => wanted === undefined || unit.unit === wanted);
    if (units.length === 0) {
      return new Failure(
        'wrong-use',
        'unknown-unit',
        `there is no unit ${wanted}`,
        `units are ${codebook.map((unit) => unit.unit).join(', ')}`,
      );
    }
    for (const { unit, row, variables } of units) {
      output.line(output.style.bold(unit));
      output.line(`One row is ${row}.`);
      output.table(
        ['variable', 'meaning', 'codes', 'needs'],
        variables.map((variable) => [
          variable.name,
          variable.en,
          variable.kind === 'coded'
            ? [...variable.levels.map((level) => level.code), 'unknown'].join(' ')
            : variable.kind,
          variable.needs.join(' '),
        ]),
      );
      output.line();
    }
    output.result(units);
    return undefined;
  },
};
