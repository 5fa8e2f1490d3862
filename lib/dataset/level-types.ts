import type { Sandbox } from './duckdb.ts';
import type { Variable } from './variable.ts';
import { unknownLevel, variables } from './variables.ts';

const levelsKey = ({ levels }: Variable): string => levels.map(({ code }) => code).join(' ');
const isListed = ({ kind, levels }: Variable) => kind === 'coded' && levels.length > 0;

/** The first variable with the same levels names their type. */
const names = new Map<string, string>();
const namedBy = new Map<string, Variable>();
for (const each of variables.filter(isListed)) {
  const first = namedBy.get(levelsKey(each)) ?? each;
  namedBy.set(levelsKey(each), first);
  names.set(each.name, `${first.name.replaceAll('-', '_')}_level`);
}

/** Name of the type of a coded variable in the sandbox: one byte a row instead of a text. Undefined for other variables. */
export const levelType = (variable: string): string | undefined => names.get(variable);

function typeOf(variable: string): string {
  const type = levelType(variable);
  if (type === undefined) throw new RangeError(`${variable} has no fixed levels`);
  return type;
}

/** SQL of a level of a variable. */
export const level = (variable: string, code: string): string => `'${code}'::${typeOf(variable)}`;

/** SQL of a canonical code as a level; one that the codebook does not list counts as unknown. */
export const asLevel = (variable: string, column: string): string => `TRY_CAST(${column} AS ${typeOf(variable)})`;

/** SQL of the level at a position in its type, as `enum_code` gives it. */
export function levelAt(variable: string, position: string): string {
  const levels = variables.find(({ name }) => name === variable)?.levels ?? [];
  return `CASE ${position} ${levels.map(({ code }, index) => `WHEN ${index} THEN ${level(variable, code)}`).join(' ')} END`;
}

/** SQL of yes or no from a truth value. */
export const yesNo = (condition: string): string =>
  `CASE WHEN ${condition} THEN ${level('forwarded', 'yes')} WHEN NOT ${condition} THEN ${level('forwarded', 'no')} END`;

/** SQL of yes where a condition holds, else no. */
export const yesElseNo = (condition: string): string =>
  `CASE WHEN ${condition} THEN ${level('forwarded', 'yes')} ELSE ${level('forwarded', 'no')} END`;

/** Makes the types of all variables, each with its levels in the order of the codebook and the unknown one last. */
export async function createLevelTypes(sandbox: Sandbox): Promise<void> {
  for (const variable of namedBy.values()) {
    const levels = [...variable.levels.map(({ code }) => code), unknownLevel].map((code) => `'${code}'`);
    await sandbox.run(`CREATE TYPE ${typeOf(variable.name)} AS ENUM (${levels.join(', ')})`);
  }
}
