import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Failure } from '../../failure.ts';
import type { Study } from '../../protocol/study.ts';
import { allFigures } from '../../study/all-figures.ts';
import { type DryRun, dryRun } from '../../study/dry-run.ts';
import { estimatesCsv, estimatesJson } from '../../study/estimates-files.ts';
import { readStudyFile } from '../../study/study-file.ts';
import type { Command, CommandContext } from '../command.ts';
import type { Output } from '../output.ts';

const warning =
  'WITHOUT DISCLOSURE CONTROL: the results may single out households. Keep them where the data are; nothing of it can be exported or reported.';

/** Asks a person before results leave without control; a program says --yes. */
async function confirm({ arguments: given, output, environment }: CommandContext): Promise<void> {
  output.note(warning);
  if (given.flag('yes')) return;
  const remedy = 'repeat the command with --yes, or leave --disclosure off away';
  if (!process.stdin.isTTY || environment['CI'] !== undefined)
    throw new Failure('refused', 'confirmation-needed', 'nobody is there to confirm', remedy);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question('Type the word uncontrolled to go on: ').finally(() => prompt.close());
  if (answer.trim() !== 'uncontrolled') throw new Failure('refused', 'not-confirmed', 'not confirmed', remedy);
}

async function writeFiles(
  study: Study,
  run: DryRun,
  controlled: boolean,
  directory: string,
): Promise<readonly string[]> {
  const files: (readonly [string, string])[] = [
    ['estimates.csv', estimatesCsv(run.estimates)],
    ['estimates.json', estimatesJson(run.estimates)],
    ['manifests.json', `${JSON.stringify(run.manifests, undefined, 2)}\n`],
    ...allFigures(study, run.outcomes).map(({ name, svg }) => [`figures/${name}.svg`, svg] as const),
  ];
  if (controlled) files.push(['withheld.json', `${JSON.stringify(run.findings, undefined, 2)}\n`]);
  else files.push(['UNCONTROLLED.txt', `${warning}\n`]);
  await mkdir(join(directory, 'figures'), { recursive: true });
  for (const [name, text] of files) await writeFile(join(directory, name), text);
  return files.map(([name]) => name);
}

/** Which cells were withheld and by which rule; cells without any household are only counted. */
function tellFindings(output: Output, run: DryRun): void {
  if (run.manifests.length === 1)
    output.line(
      "Files of one municipality: judged as that municipality's own output; pooled, nothing of it could leave.",
    );
  const filled = run.findings.filter((finding) => finding.measured > 0);
  output.line(`Withheld: ${filled.length} cells below a limit, ${run.findings.length - filled.length} empty ones.`);
  output.line(
    'These are your own files, so here are the reasons; a provider tells a researcher only the word withheld.',
  );
  const rows = filled.map(({ analysis, check, cell, measured, limit }) => [
    analysis,
    check,
    cell,
    String(Math.round(measured * 100) / 100),
    String(limit),
  ]);
  output.table(['analysis', 'rule', 'cell', 'measured', 'limit'], rows.slice(0, 40));
  if (rows.length > 40) output.line(`and ${rows.length - 40} more; all of them are in withheld.json`);
}

function tell({ output }: CommandContext, run: DryRun, controlled: boolean, directory: string): void {
  const withheld = run.estimates.filter((row) => row.status === 'withheld').length;
  output.line(`${run.estimates.length} estimates, ${withheld} of them withheld, in ${directory}`);
  if (controlled) tellFindings(output, run);
  if (!controlled) output.line(warning);
}

/** `vroegzicht study dry-run STUDY --export FILE...`: the engine of the providers on own files, no cloud. */
export const command: Command = {
  name: ['study', 'dry-run'],
  summary: 'run a study on own or synthetic exports, with the engine of the providers',
  positionals: { name: 'STUDY', minimum: 1, maximum: 1 },
  options: {
    export: {
      type: 'text',
      placeholder: 'FILE',
      help: 'an export: workbook or DDAS delivery; repeat for more',
      multiple: true,
    },
    out: { type: 'text', placeholder: 'DIR', help: 'folder for the results (default out)' },
    disclosure: {
      type: 'text',
      placeholder: 'off',
      help: 'off switches disclosure control off and marks every row uncontrolled',
    },
    yes: { type: 'flag', help: 'confirm --disclosure off without being asked' },
  },
  examples: [
    'vroegzicht study dry-run studies/effectiveness-notebook-2026.yaml --export export.xlsx --out out',
    'vroegzicht study dry-run studies/effectiveness-notebook-2026.yaml --export a.xlsx --export b.xlsx --disclosure off --yes',
  ],
  run: async (context) => {
    const { arguments: given, output, directory } = context;
    const mode = given.text('disclosure') ?? 'on';
    if (mode !== 'on' && mode !== 'off')
      return new Failure(
        'wrong-use',
        'disclosure-mode',
        `--disclosure is on or off, not ${mode}`,
        'leave it away for on',
      );
    const exports = given.list('export').map((path) => resolve(directory, path));
    if (exports.length === 0)
      return new Failure(
        'wrong-use',
        'no-export',
        'a dry run needs data',
        'give --export FILE, or make some with `vroegzicht data synth`',
      );
    const study = await readStudyFile(resolve(directory, given.positionals[0] ?? ''));
    if (mode === 'off') await confirm(context);
    const run = await dryRun({
      study,
      exports,
      controlled: mode === 'on',
      progress: output.progress,
      memoryMegabytes: 1024,
    });
    const out = resolve(directory, given.text('out') ?? 'out');
    const files = await writeFiles(study, run, mode === 'on', out);
    tell(context, run, mode === 'on', out);
    output.result({
      directory: out,
      files,
      estimates: run.estimates.length,
      withheld: run.findings,
      controlled: mode === 'on',
    });
    return undefined;
  },
};
