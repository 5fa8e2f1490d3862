import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A JSON file of the local cloud's state, readable by its owner only. */
export type StateFile = { readonly read: () => unknown; readonly write: (value: unknown) => void };

/** Opens a state file; `read` gives `undefined` when it does not exist, `write` replaces it at once or not at all. */
export function stateFile(path: string): StateFile {
  return {
    read: () => {
      if (!existsSync(path)) return undefined;
      const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return value;
    },
    write: (value) => {
      const temporary = `${path}.new`;
      writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
      renameSync(temporary, path);
    },
  };
}
