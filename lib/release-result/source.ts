import type { Source } from './ports.ts';

const kinds = [
  { kind: 'task', pattern: /^(?<name>[a-z0-9][a-z0-9-]{15,63})\.json$/ },
  { kind: 'task', pattern: /^reviews\/(?<name>[a-z0-9][a-z0-9-]{15,63})\.json$/ },
  { kind: 'refusal', pattern: /^(?<name>refusals\/[a-z0-9-]{16,100})\.json$/ },
  { kind: 'notice', pattern: /^(?<name>notices\/[a-z0-9-]{16,100})\.json$/ },
  { kind: 'round', pattern: /^(?<name>evidence\/[a-z0-9-]{16,64})\.json$/ },
  { kind: 'model', pattern: /^(?<name>models\/[a-z0-9-]{16,64})\.json$/ },
  { kind: 'keys', pattern: /^(?<name>keys\/[a-z0-9-]{16,64})\.json$/ },
] as const;

/** What an object in the releases bucket asks to sign; a review asks for the release that it is about. */
export function sourceOf(key: string): Source | undefined {
  for (const { kind, pattern } of kinds) {
    const name = pattern.exec(key)?.groups?.['name'];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}
