import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stateFile } from '../state-file.ts';
import { Message } from './message.ts';

/** The messages of one queue on disk, one file each, so that a restart loses none. */
export type MessageStore = {
  readonly readAll: () => readonly Message[];
  readonly write: (message: Message) => void;
  readonly remove: (messageId: string) => void;
};

/** Opens the store in `directory`. */
export function openMessageStore(directory: string): MessageStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fileOf = (messageId: string): string => join(directory, `${messageId}.json`);
  return {
    readAll: () => {
      const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
      const messages = names.map((name) => Message.parse(stateFile(join(directory, name)).read()));
      return messages.toSorted((first, second) => first.sequence - second.sequence);
    },
    write: (message) => stateFile(fileOf(message.messageId)).write(message),
    remove: (messageId) => rmSync(fileOf(messageId), { force: true }),
  };
}
