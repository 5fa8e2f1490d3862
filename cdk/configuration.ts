import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { type Overlap, overlaps } from './overlaps.ts';
import { ProviderSettings, ResearcherSettings } from './settings.ts';
import { Stage } from './settings-fields.ts';

const folder = join(import.meta.dirname, 'settings');

/** A setting that stops synth: which one, and what to do. */
export class ConfigurationError extends Error {
  readonly setting: string;
  readonly remedy: string;

  constructor(setting: string, remedy: string) {
    super(`setting ${setting}: ${remedy}`);
    this.name = 'ConfigurationError';
    this.setting = setting;
    this.remedy = remedy;
  }
}

/** The two kinds of deployment. */
export type Role = 'provider' | 'researcher';

/** Reads `-c role`: one of the two, or both when it is not given. Throws ConfigurationError. */
export function chosenRoles(value: unknown): readonly Role[] {
  if (value === undefined) return ['provider', 'researcher'];
  if (value === 'provider' || value === 'researcher') return [value];
  throw new ConfigurationError('role', 'give -c role=provider or -c role=researcher, or leave it out for both');
}

/** Reads the settings file of a stage; throws ConfigurationError when the stage is unknown or the file is not JSON. */
export function readSettings(role: Role, stage: unknown): unknown {
  const known = readdirSync(folder)
    .filter((name) => name.startsWith(`${role}.`) && name.endsWith('.json'))
    .map((name) => name.slice(role.length + 1, -'.json'.length));
  if (typeof stage !== 'string' || !known.includes(stage)) {
    const remedy = `known stages of a ${role}: ${known.join(', ')}; add cdk/settings/${role}.<stage>.json for another`;
    throw new ConfigurationError('stage', remedy);
  }
  const path = join(folder, `${role}.${stage}.json`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigurationError(`${role}.${stage}.json`, 'correct the file: it is not valid JSON');
  }
}

/** Checks a provider's settings; throws ConfigurationError naming the setting and the remedy. */
export function parseProviderSettings(stage: string, input: unknown): ProviderSettings {
  const settings = checked(ProviderSettings, stage, input);
  refuse(overlaps(settings));
  return { ...settings, stage };
}

/** Checks a researcher's settings; throws ConfigurationError naming the setting and the remedy. */
export function parseResearcherSettings(stage: string, input: unknown): ResearcherSettings {
  const settings = checked(ResearcherSettings, stage, input);
  refuse(overlaps(settings));
  return { ...settings, stage };
}

function checked<Settings>(schema: z.ZodType<Settings>, stage: string, input: unknown): Settings {
  if (!Stage.safeParse(stage).success) {
    throw new ConfigurationError('stage', 'give 1 to 10 lower-case letters and digits, such as production');
  }
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new ConfigurationError('settings', 'correct the settings file');
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const name = [...issue.path, ...unknown].map(String).join('.');
  const remedy = unknown.length > 0 ? 'remove this setting: it is not known' : remedyOf(issue.message);
  throw new ConfigurationError(name === '' ? 'settings' : name, remedy);
}

/** What the schema says, or where to look when it has only zod's own words. */
const remedyOf = (message: string): string =>
  /^(Invalid|Too) /.test(message) ? 'give it as the example settings in cdk/settings do' : message;

function refuse([overlap]: readonly Overlap[]): void {
  if (overlap !== undefined) throw new ConfigurationError(overlap.setting, overlap.remedy);
}
