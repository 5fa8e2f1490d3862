import { setTimeout as delay } from 'node:timers/promises';
import type { KeySet } from '../../protocol/register.ts';
import type { Study } from '../../protocol/study.ts';
import type { SequenceFile } from '../../study/bundle-format.ts';
import type { ResearcherDesk } from '../../study/send.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { requireTasks, type TasksFile } from '../../study/tasks-file.ts';
import type { Command, CommandContext } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { resultsFolderOf, resultsOption, studyPathOf, studyPositional } from '../study-argument.ts';

/** A week, in seconds: answers of a chain are asked about anew after six days. */
const longestWait = 604_800;

/** Pause between two looks at the inbox. */
const watchMilliseconds = 3000;

/** How the models in rounds of a study are driven. */
const roundsOptions = {
  wait: { type: 'text', placeholder: 'SECONDS', help: 'how long rounds of models wait for a provider (default: 60)' },
  watch: {
    type: 'flag',
    help: 'wait until every provider has answered and every model has ended; Ctrl-C loses nothing',
  },
  attempt: { type: 'text', placeholder: 'N', help: 'attempt of the rounds; a new one starts from the present data' },
} as const;

/** Drives the models of the study, if it has any, as long as asked. */
async function fittedModels(context: CommandContext, study: Study, tasks: TasksFile, desk: ResearcherDesk) {
  if (study.models === undefined) return [];
  const { collectModels } = await import('../../study/collect-models.ts');
  const given = context.arguments;
  return await collectModels(study, tasks, desk, {
    attempt: given.integer('attempt', { minimum: 1, maximum: 99 }) ?? 1,
    waitSeconds:
      given.integer('wait', { minimum: 0, maximum: longestWait }) ?? (given.flag('watch') ? longestWait : 60),
    pauseMilliseconds: 1000,
    tell: context.output.progress,
  });
}

type Asked = { readonly study: Study; readonly tasks: TasksFile; readonly desk: ResearcherDesk };

/** Releases and models as they are now; with `--watch` as they are when nobody who was asked to run is waited for any more. */
async function collectedOnce(context: CommandContext, { study, tasks, desk }: Asked) {
  const { collectStudy } = await import('../../study/collect-study.ts');
  const isAsked = tasks.tasks.some(({ kind, version }) => kind === 'run' && version === study.version);
  for (let told = ''; ; ) {
    const collected = await collectStudy(study, tasks, desk);
    const models = await fittedModels(context, study, tasks, desk);
    const open = collected.waiting.filter(({ isRefused }) => !isRefused).map(({ provider }) => provider);
    const away = [...open, ...models.flatMap((model) => (model.status === 'waiting' ? model.away : []))];
    if (away.length === 0 || !isAsked || !context.arguments.flag('watch')) return { collected, models };
    const names = [...new Set(away)].toSorted().join(', ');
    if (names !== told) context.output.progress('waiting', { for: names });
    told = names;
    await delay(watchMilliseconds);
  }
}

/** `vroegzicht study collect STUDY`. */
export const command: Command = {
  name: ['study', 'collect'],
  summary: 'fetch and verify what the providers delivered',
  description:
    'Verifies signature, audience, digest and every estimate, and stops with exit code 4 when one does not hold.\n' +
    'It can be repeated at any time. What is missing is said, and is no error. Models in rounds are driven on from where they are;\n' +
    'evidence of the rounds is relayed between the providers and cannot be read here.',
  positionals: studyPositional,
  options: { ...roundsOptions, ...resultsOption, ...connectionOptions },
  examples: [
    'vroegzicht study collect study.yaml',
    'vroegzicht study collect study.yaml --watch',
    'vroegzicht study collect study.yaml --wait 86400 --out results',
  ],
  run: async (context) => {
    const { output } = context;
    const path = await studyPathOf(context);
    const study = await readStudyFile(path);
    const tasks = await requireTasks(path);
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const { pinnedKeys } = await import('../../study/inbox.ts');
    const { deliverySequence } = await import('../../study/sequence.ts');
    const { modelWords } = await import('../../study/collect-models.ts');
    const { writeResultsFolder } = await import('../../study/results-folder.ts');
    const desk = await openResearcherDesk(context);
    const { collected, models } = await collectedOnce(context, { study, tasks, desk });
    const { waiting } = collected;
    const envelopes = [...collected.envelopes, ...models.flatMap((model) => model.envelopes)];
    const keys = new Map<string, KeySet>();
    const sequence: SequenceFile = [];
    for (const provider of new Set(envelopes.map((each) => each.provider))) {
      keys.set(provider, await pinnedKeys(desk.inbox, provider));
      const own = envelopes.filter((each) => each.provider === provider);
      sequence.push(...(await deliverySequence(provider, own, desk)));
    }
    const folder = resultsFolderOf(context, path);
    const files = await writeResultsFolder(folder, { envelopes, keys, sequence });
    output.line(`${envelopes.length} signed files hold, in ${folder}`);
    for (const { provider, reason } of waiting) output.line(`${provider}: no release yet, ${reason}`);
    for (const model of models) output.line(modelWords(model));
    if (study.models !== undefined && models.length === 0)
      output.line(`Its ${study.models.length} models in rounds begin with: vroegzicht study run ${path}`);
    output.result({ folder, files, waiting, models: models.map(({ model, status }) => ({ model, status })) });
    return undefined;
  },
};
