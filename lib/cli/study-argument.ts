import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { CommandContext, OptionSpecification } from './command.ts';

/** The study that a command is about: a file, or a folder with study.yaml in it. */
export const studyPositional = { name: 'STUDY', minimum: 1, maximum: 1 } as const;

/** Where results are kept. */
export const resultsOption = {
  out: {
    type: 'text',
    placeholder: 'DIR',
    help: 'folder of the results (default: results beside study.yaml, results-NAME beside NAME.yaml)',
  },
} as const satisfies Readonly<Record<string, OptionSpecification>>;

/** How many municipalities are expected, and how large: for the cells that will likely be too small. */
export const sizeOptions = {
  municipalities: {
    type: 'text',
    placeholder: 'N',
    help: "municipalities expected to take part (default: the study's minimumMunicipalities)",
  },
  inhabitants: {
    type: 'text',
    placeholder: 'N',
    help: 'inhabitants of each, on average (default: 20,000, a small municipality)',
  },
} as const satisfies Readonly<Record<string, OptionSpecification>>;

/** The size asked for; undefined for what was not given. */
export const askedSize = ({ arguments: given }: CommandContext) => ({
  municipalities: given.integer('municipalities', { minimum: 1, maximum: 342 }),
  inhabitants: given.integer('inhabitants', { minimum: 900, maximum: 1_000_000 }),
});

/** Path of the study file that was named. */
export async function studyPathOf({ arguments: given, directory }: CommandContext): Promise<string> {
  return await studyFileAt(resolve(directory, given.positionals[0] ?? ''));
}

/** The study file at a path, which may be a folder with study.yaml in it. */
export async function studyFileAt(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, 'study.yaml') : path;
}

/** Folder of the results of a study file: each study has one of its own, also where several studies lie together. */
export function resultsFolderOf({ arguments: given, directory }: CommandContext, studyPath: string): string {
  const named = given.text('out');
  const name = basename(studyPath, extname(studyPath));
  if (named !== undefined) return resolve(directory, named);
  return join(dirname(studyPath), name === 'study' ? 'results' : `results-${name}`);
}
