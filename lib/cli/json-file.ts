import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { Failure } from '../failure.ts';

const largestCharacters = 2_000_000;

/** Reads a JSON file that must fit a schema; a Failure says that it is too large or no JSON, or names the places that do not fit. */
export async function readJsonFile<Value>(path: string, schema: z.ZodType<Value>): Promise<Value> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new Failure('wrong-use', 'file-not-found', `there is no file ${path}`, 'give the path of a file');
  if (text.length > largestCharacters)
    throw new Failure(
      'wrong-use',
      'file-too-large',
      `${path} has more than ${largestCharacters} characters`,
      'give the file that the other command printed',
    );
  const parsed = schema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`);
  throw new Failure(
    'wrong-use',
    'bad-file',
    `${path} is not what this command reads\n  ${places.join('\n  ')}`,
    'mend these places',
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('wrong-use', 'not-json', `${path} is no JSON`, 'print it with --json, and give it whole');
  }
}
