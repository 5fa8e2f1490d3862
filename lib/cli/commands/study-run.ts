import { Failure } from '../../failure.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { requireTasks, writeTasks } from '../../study/tasks-file.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study run STUDY`. */
export const command: Command = {
  name: ['study', 'run'],
  summary: 'ask the providers to run an approved study once; returns at once',
  description:
    'A person always starts it. With --wave 2 only municipalities take part that no answer counts yet, at least three\n' +
    'of them; their answer joins the earlier one when it is pooled.',
  positionals: studyPositional,
  options: {
    provider: {
      type: 'text',
      placeholder: 'ID',
      help: 'only this provider; repeat for more (default: all)',
      multiple: true,
    },
    wave: { type: 'text', placeholder: 'N', help: 'a later wave, from 2: only municipalities that joined since' },
    ...connectionOptions,
  },
  examples: ['vroegzicht study run study.yaml', 'vroegzicht study run study.yaml --provider provider-a --wave 2'],
  run: async (context) => {
    const { arguments: given, output } = context;
    const path = await studyPathOf(context);
    const study = await readStudyFile(path);
    const wave = given.integer('wave', { minimum: 2, maximum: 100 });
    let file = await requireTasks(path);
    const { openResearcherDesk, providersOf } = await import('../researcher-desk.ts');
    const { sendRun } = await import('../../study/send.ts');
    const desk = await openResearcherDesk(context);
    const digest = studyDigest(study);
    const handedIn = file.tasks.filter((task) => task.kind === 'submit' && task.studyDigest === digest);
    const providers = providersOf(desk.settings, given.list('provider')).filter((id) =>
      handedIn.some(({ provider }) => provider === id),
    );
    if (providers.length === 0)
      return new Failure('wrong-use', 'version-not-submitted', 'this version was handed in nowhere', 'submit it first');
    const started = [];
    for (const provider of providers) {
      const sent = await sendRun(desk, provider, study, wave);
      file = { ...file, tasks: [...file.tasks, sent] };
      await writeTasks(path, file);
      started.push({ provider, taskId: sent.taskId });
      output.line(`${provider}: asked to run as ${sent.taskId}`);
    }
    output.result({ study: study.study, version: study.version, tasks: started });
    return undefined;
  },
};
