import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Failure } from '../../failure.ts';
import { type StudyAnswers, studyTemplate } from '../../study/init.ts';
import type { Command, CommandContext } from '../command.ts';

const questions = [
  { name: 'study', text: 'Short id of the study (such as reach-2026)' },
  { name: 'title', text: 'Title' },
  { name: 'researcher', text: 'Your id at the providers (such as elsa-lab)' },
  { name: 'name', text: 'Your name, or that of your group' },
  { name: 'purpose', text: 'Purpose in the agreements (such as research-effectiveness)' },
] as const satisfies readonly { readonly name: keyof StudyAnswers; readonly text: string }[];

/** `vroegzicht study init DIR`. */
export const command: Command = {
  name: ['study', 'init'],
  summary: 'write a commented study file into a new folder',
  description: 'Asks for what is not given by options; with every option it asks nothing, as in a script.',
  positionals: { name: 'DIR', minimum: 1, maximum: 1 },
  options: {
    study: { type: 'text', placeholder: 'ID', help: 'id of the study' },
    title: { type: 'text', placeholder: 'TEXT', help: 'title of the study' },
    researcher: { type: 'text', placeholder: 'ID', help: 'id of the researcher at the providers' },
    name: { type: 'text', placeholder: 'TEXT', help: 'name of the researcher' },
    purpose: { type: 'text', placeholder: 'WORD', help: 'purpose that stands in the agreements' },
  },
  examples: [
    'vroegzicht study init reach',
    'vroegzicht study init reach --study reach-2026 --title "Who is reached" --researcher elsa-lab --name "ELSA Lab" --purpose research-effectiveness',
  ],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const folder = resolve(directory, given.positionals[0] ?? '');
    const text = studyTemplate(await answersOf(context));
    const path = join(folder, 'study.yaml');
    await mkdir(folder, { recursive: true });
    const written = await writeFile(path, text, { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (!written)
      return new Failure(
        'wrong-use',
        'study-exists',
        `${path} is there already, or cannot be written`,
        'name another folder',
      );
    output.result({ file: path });
    output.line(`Wrote ${path}. Next: vroegzicht study lint ${path}`);
    return undefined;
  },
};

async function answersOf({ arguments: given, environment }: CommandContext): Promise<StudyAnswers> {
  const missing = questions.filter(({ name }) => given.text(name) === undefined);
  const canAsk = process.stdin.isTTY && environment['CI'] === undefined;
  if (missing.length > 0 && !canAsk)
    throw new Failure(
      'wrong-use',
      'answers-missing',
      `nobody is there to ask for ${missing.map(({ name }) => name).join(', ')}`,
      `give ${missing.map(({ name }) => `--${name}`).join(' ')}`,
    );
  const prompt = missing.length === 0 ? undefined : createInterface({ input: process.stdin, output: process.stderr });
  const answers: Record<string, string> = {};
  for (const { name, text } of questions)
    answers[name] = given.text(name) ?? (await prompt?.question(`${text}: `))?.trim() ?? '';
  prompt?.close();
  const answer = (name: string) => answers[name] ?? '';
  return {
    study: answer('study'),
    title: answer('title'),
    researcher: answer('researcher'),
    name: answer('name'),
    purpose: answer('purpose'),
  };
}
