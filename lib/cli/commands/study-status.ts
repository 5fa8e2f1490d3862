import { setTimeout as delay } from 'node:timers/promises';
import type { Participation } from '../../protocol/release.ts';
import type { StudyStatus } from '../../study/status.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { requireTasks } from '../../study/tasks-file.ts';
import type { Command, CommandContext } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { studyPathOf, studyPositional } from '../study-argument.ts';

const waiting = ['never-seen', 'waiting-for-approval', 'ready', 'waiting-for-review'];

/** `vroegzicht study status STUDY`. */
export const command: Command = {
  name: ['study', 'status'],
  summary: 'one line for each provider and later wave, and everything that happened',
  description:
    'Municipalities are counted, never named: how many took part, how many had no agreement for this purpose, and how many\n' +
    'no data. A provider says so with its result.',
  positionals: studyPositional,
  options: {
    watch: { type: 'flag', help: 'look again, less and less often, until nothing is awaited; Ctrl-C stops' },
    ...connectionOptions,
  },
  examples: ['vroegzicht study status study.yaml', 'vroegzicht study status study.yaml --watch'],
  run: async (context) => {
    const path = await studyPathOf(context);
    const study = await readStudyFile(path);
    const tasks = await requireTasks(path);
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const { studyStatus } = await import('../../study/status.ts');
    const desk = await openResearcherDesk(context);
    let status = await studyStatus(study, tasks, desk);
    tell(context, status);
    for (
      let seconds = 2;
      context.arguments.flag('watch') && isAwaited(status);
      seconds = Math.min(300, seconds * 1.5)
    ) {
      await delay(seconds * 1000);
      const next = await studyStatus(study, tasks, desk);
      if (next.timeline.length > status.timeline.length) tell(context, next);
      status = next;
    }
    context.output.result(status);
    return undefined;
  },
};

const participationWords = ({ municipalities, withoutAgreement, withoutExtract }: Participation): string =>
  [
    `${municipalities} took part`,
    ...(withoutAgreement === 0 ? [] : [`${withoutAgreement} without agreement`]),
    ...(withoutExtract === 0 ? [] : [`${withoutExtract} without data`]),
  ].join(', ');

const isAwaited = ({ providers }: StudyStatus): boolean => providers.some(({ state }) => waiting.includes(state));

function tell({ output }: CommandContext, { providers, timeline }: StudyStatus): void {
  const rows = providers.map(({ provider, wave, state, detail, since, municipalities, nextStep }) => [
    wave === undefined ? provider : `${provider}, wave ${wave}`,
    state.replaceAll('-', ' '),
    municipalities === undefined ? '-' : participationWords(municipalities),
    since.slice(0, 16).replace('T', ' '),
    detail,
    nextStep,
  ]);
  output.table(['provider', 'state', 'municipalities', 'since (UTC)', 'meaning', 'next step'], rows);
  output.line();
  output.table(
    ['time (UTC)', 'provider', 'what', 'task'],
    timeline.map(({ at, provider, event, taskId }) => [at.slice(0, 19).replace('T', ' '), provider, event, taskId]),
  );
  output.line();
}
