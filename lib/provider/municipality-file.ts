import { parse } from 'yaml';
import * as z from 'zod';
import { Failure } from '../failure.ts';
import { Agreement, Municipality } from '../protocol/register.ts';

const largestCharacters = 200_000;

/** A municipality with its agreements, as `provider municipality add` reads it from a YAML or JSON file. */
export const MunicipalityFile = Municipality.pick({ code: true, name: true, inhabitants: true }).extend({
  agreements: z.array(Agreement).min(1).max(40),
});
export type MunicipalityFile = z.infer<typeof MunicipalityFile>;

/** Parses the file; a Failure names each place that is wrong. */
export function parseMunicipalityFile(text: string): MunicipalityFile {
  if (text.length > largestCharacters)
    throw new Failure(
      'wrong-use',
      'file-too-large',
      `an agreement has at most ${largestCharacters} characters`,
      'give the facts, not the text of the agreement',
    );
  const parsed = MunicipalityFile.safeParse(readYaml(text));
  const problems = parsed.success
    ? parsed.data.agreements.flatMap(problemsOf)
    : parsed.error.issues
        .slice(0, 8)
        .map(({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new Failure(
    'wrong-use',
    'bad-agreement',
    `the agreement is not valid\n  ${problems.join('\n  ')}`,
    'mend these places; docs/OPERATIONS.md shows a complete file',
  );
}

function problemsOf({ id, from, until, thresholds = [] }: Agreement): readonly string[] {
  const days = thresholds.map((threshold) => threshold.from);
  return [
    ...(until < from ? [`${id}: it ends (${until}) before it begins (${from})`] : []),
    ...(new Set(days).size < days.length ? [`${id}: two thresholds begin on one day`] : []),
  ];
}

function readYaml(text: string): unknown {
  try {
    return z.unknown().parse(parse(text, { maxAliasCount: 20, schema: 'core' }));
  } catch {
    throw new Failure('wrong-use', 'not-yaml', 'the agreement is no YAML or JSON', 'check indentation and quotes');
  }
}
