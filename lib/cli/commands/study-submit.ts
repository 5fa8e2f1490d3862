import { Failure } from '../../failure.ts';
import type { ResearcherId } from '../../protocol/identifiers.ts';
import type { Study } from '../../protocol/study.ts';
import { studyDigest } from '../../signing/canonical.ts';
import { readStudyFile } from '../../study/study-file.ts';
import { readTasks, type SentTask, writeTasks } from '../../study/tasks-file.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { studyPathOf, studyPositional } from '../study-argument.ts';

/** `vroegzicht study submit STUDY`. */
export const command: Command = {
  name: ['study', 'submit'],
  summary: 'sign a study and hand it in at the providers; returns at once',
  description: 'A person at each provider reads and approves it, which may take days. Follow it with `study status`.',
  positionals: studyPositional,
  options: {
    provider: {
      type: 'text',
      placeholder: 'ID',
      help: 'only this provider; repeat for more (default: all)',
      multiple: true,
    },
    quorum: { type: 'text', placeholder: 'N', help: 'pool when so many providers have answered (default: all asked)' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht study submit study.yaml',
    'vroegzicht study submit study.yaml --provider provider-a --quorum 1',
  ],
  run: async (context) => {
    const { arguments: given, output } = context;
    const path = await studyPathOf(context);
    const study = await readStudyFile(path);
    const { openResearcherDesk, providersOf } = await import('../researcher-desk.ts');
    const { sendStudy } = await import('../../study/send.ts');
    const desk = await openResearcherDesk(context);
    requireNamed(study, desk.researcher);
    const providers = providersOf(desk.settings, given.list('provider'));
    const before = await readTasks(path);
    const known = before?.study === study.study ? before.tasks : [];
    requireSameVersion(study, known);
    const quorum = given.integer('quorum', { minimum: 1, maximum: Math.max(1, providers.length) });
    const asked = new Set([...known.map(({ provider }) => provider), ...providers]).size;
    let tasks: readonly SentTask[] = known;
    for (const provider of providers) {
      const sent = await sendStudy(desk, provider, study);
      tasks = [...tasks, sent];
      const file = {
        schema: 'vroegzicht-tasks/1' as const,
        study: study.study,
        quorum: quorum ?? before?.quorum ?? asked,
      };
      await writeTasks(path, { ...file, tasks: [...tasks] });
      output.line(`${provider}: handed in as ${sent.taskId}`);
    }
    output.line(`Digest ${studyDigest(study)}. Next: vroegzicht study status ${given.positionals[0] ?? ''}`);
    const own = tasks.slice(known.length).map(({ provider, taskId }) => ({ provider, taskId }));
    output.result({ study: study.study, version: study.version, digest: studyDigest(study), tasks: own });
    return undefined;
  },
};

function requireNamed(study: Study, researcher: ResearcherId): void {
  if (!study.researchers.some(({ id }) => id === researcher))
    throw new Failure(
      'wrong-use',
      'researcher-not-named',
      `the study does not name ${researcher}, who would sign it`,
      'add that researcher to the study file',
    );
}

/** A version that was handed in never changes: providers approve it by its digest. */
function requireSameVersion(study: Study, known: readonly SentTask[]): void {
  const digest = studyDigest(study);
  if (known.some((task) => task.version === study.version && task.studyDigest !== digest))
    throw new Failure(
      'wrong-use',
      'version-changed',
      `version ${study.version} was handed in with other content`,
      `raise the version to ${study.version + 1} and submit again`,
    );
}
