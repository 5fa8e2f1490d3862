import { Failure } from '../../failure.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { requireTasks, writeTasks } from '../../study/tasks-file.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { studyPathOf } from '../study-argument.ts';

/** `vroegzicht study cancel STUDY --task ID`. */
export const command: Command = {
  name: ['study', 'cancel'],
  summary: 'stop a task that has not run yet',
  description: 'A task that has run already is delivered as usual; the provider answers which of the two it was.',
  positionals: { name: 'STUDY', minimum: 1, maximum: 1 },
  options: {
    task: { type: 'text', placeholder: 'ID', help: 'the task, as study run printed it' },
    ...connectionOptions,
  },
  examples: ['vroegzicht study cancel study.yaml --task run-0123456789abcdef'],
  run: async (context) => {
    const path = await studyPathOf(context);
    await readStudyFile(path);
    const file = await requireTasks(path);
    const asked = context.arguments.text('task');
    const task = file.tasks.find(({ taskId, kind }) => taskId === asked && kind === 'run');
    if (task === undefined)
      return new Failure(
        'wrong-use',
        'unknown-task',
        'no run of this study has that id',
        'see the ids with `vroegzicht study status`',
      );
    const { openResearcherDesk } = await import('../researcher-desk.ts');
    const { sendCancel } = await import('../../study/send.ts');
    const sent = await sendCancel(await openResearcherDesk(context), task);
    await writeTasks(path, { ...file, tasks: [...file.tasks, sent] });
    context.output.line(`${task.provider}: asked to stop ${task.taskId}`);
    context.output.result({ provider: task.provider, taskId: task.taskId, cancelTaskId: sent.taskId });
    return undefined;
  },
};
