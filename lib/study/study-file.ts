import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { checkStudy } from '../analyses/check-study.ts';
import { Failure } from '../failure.ts';
import { Study } from '../protocol/study.ts';
import { checkModels } from '../rounds/check-models.ts';

const largestStudyBytes = 500_000;

/** Reads and checks a study file (YAML or JSON); a Failure says the place, what is wrong and the remedy. */
export async function readStudyFile(path: string): Promise<Study> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Failure(
      'wrong-use',
      'study-not-found',
      `no study file at ${path}`,
      'give the path of a study file, such as studies/effectiveness-notebook-2026.yaml',
    );
  });
  return parseStudy(text);
}

/** Parses the text of a study file. */
export function parseStudy(text: string): Study {
  if (text.length > largestStudyBytes)
    throw new Failure(
      'wrong-use',
      'study-too-large',
      `a study file has at most ${largestStudyBytes} characters`,
      'split the study',
    );
  const result = Study.safeParse(readYaml(text));
  if (!result.success) {
    const issues = result.error.issues
      .slice(0, 8)
      .map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`);
    throw new Failure(
      'wrong-use',
      'study-schema',
      `the study file is not valid\n  ${issues.join('\n  ')}`,
      'mend these places; `vroegzicht codebook` lists units and variables',
    );
  }
  const problems = [...checkStudy(result.data), ...checkModels(result.data)];
  if (problems.length > 0) {
    const lines = problems.slice(0, 12).map((each) => `${each.analysis}: ${each.problem} (${each.remedy})`);
    throw new Failure(
      'wrong-use',
      'study-codebook',
      `the study asks for what the codebook does not have\n  ${lines.join('\n  ')}`,
      'mend these analyses',
    );
  }
  return result.data;
}

function readYaml(text: string): unknown {
  try {
    return z.unknown().parse(parse(text, { maxAliasCount: 50, schema: 'core' }));
  } catch (error) {
    const place = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new Failure(
      'wrong-use',
      'study-syntax',
      `the study file is not YAML: ${place}`,
      'check indentation and quotes at that place',
    );
  }
}
