import * as z from 'zod';
import { findVariable, unknownLevel } from '../dataset/variables.ts';
import { Failure } from '../failure.ts';
import { Unit } from '../protocol/analysis.ts';
import { floorOf, type Policy, policy as research, type ThresholdName, withValues } from './policy.ts';
import { PublicTotal } from './public-totals.ts';
import { thresholdRows } from './thresholds.ts';

const isName = (name: string): name is ThresholdName => Object.hasOwn(thresholdRows, name);

/** What a provider may configure: a profile, and values stricter than its floor. Unknown keys and text for numbers are errors. */
const PolicySettings = z.strictObject({
  profile: z.enum(['research', 'publication']).default('research'),
  /** Names the configuration in results: letters, digits and hyphens. */
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('own'),
  thresholds: z.record(z.string(), z.number().gt(0)).default({}),
  /** Counts that stand in public already: the gate reckons that everybody knows them (U8). */
  publicTotals: z.array(PublicTotal).max(500).default([]),
});

const remedy = 'correct the disclosure settings; the compiled policy lists every threshold with its source';

const wrong = (message: string): Failure => new Failure('wrong-use', 'disclosure-settings', message, remedy);

/**
 * Reads a provider's disclosure settings (JSON); without settings the compiled floor holds. Throws a `wrong-use` Failure for an
 * unknown key, a value that is no number, and a value laxer than the floor: the function then does not start.
 */
export function readPolicy(settings: string | undefined): Policy {
  if (settings === undefined) return research;
  const { profile, name, thresholds } = parsedSettings(settings);
  const floor = floorOf(profile);
  for (const [key, value] of Object.entries(thresholds)) {
    if (!isName(key)) throw wrong(`there is no threshold ${key}`);
    const { stricter, value: least } = floor[key];
    if (stricter === 'higher' ? value < least : value > least)
      throw wrong(`${key} ${value} is laxer than the floor ${least}`);
  }
  return Object.keys(thresholds).length === 0 ? floor : withValues(floor, `${floor.id}+${name}`, thresholds);
}

function parsedSettings(settings: string): z.infer<typeof PolicySettings> {
  const parsed = PolicySettings.safeParse(jsonOf(settings));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `at ${path.join('.')}: ${message}`);
  throw wrong(`the disclosure settings are wrong ${issues.join('; ')}`);
}

/** The published totals of a provider's disclosure settings; throws as `readPolicy` does, also for a unit, variable or code that the codebook does not have. */
export function readPublicTotals(settings: string | undefined): readonly PublicTotal[] {
  if (settings === undefined) return [];
  const { publicTotals } = parsedSettings(settings);
  for (const { unit, selection } of publicTotals) {
    const known = Unit.safeParse(unit);
    if (!known.success) throw wrong(`a public total counts ${unit}, which the codebook does not have`);
    for (const [variable, levels] of Object.entries(selection)) {
      const found = findVariable(variable, known.data);
      const codes = found?.kind === 'coded' ? [...found.levels.map((level) => level.code), unknownLevel] : [];
      const strange = levels.find((level) => !codes.includes(level));
      if (strange !== undefined)
        throw wrong(`a public total names ${unit}, ${variable}, ${strange}, which the codebook does not have`);
    }
  }
  return publicTotals;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('the disclosure settings are no JSON');
  }
}

/** What may be told of a policy: everything but the confidential parameters of concentration. */
export function publicThresholds(
  policy: Policy,
): readonly { readonly name: string; readonly value: number; readonly unit: string; readonly source: string }[] {
  return Object.keys(policy)
    .filter(isName)
    .filter((name) => !policy[name].confidential)
    .map((name) => ({ name, value: policy[name].value, unit: policy[name].unit, source: policy[name].source }));
}
