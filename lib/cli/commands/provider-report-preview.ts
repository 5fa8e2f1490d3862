import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../failure.ts';
import { MunicipalityCode, TaskId } from '../../protocol/identifiers.ts';
import { findPage } from '../../provider/page-preview.ts';
import { renderPage } from '../../report/page.ts';
import type { Command, CommandContext } from '../command.ts';
import { connectionOptions } from '../connection.ts';

const wrong = (what: string, remedy: string) => new Failure('wrong-use', 'which-page', what, remedy);

/** What is asked for, checked; or how it must be asked. */
function asked({ arguments: given }: CommandContext) {
  const code = MunicipalityCode.safeParse(given.positionals[0]);
  const task = given.text('task');
  const taskId = task === undefined ? undefined : TaskId.safeParse(task).data;
  const language = given.text('language') ?? 'nl';
  if (!code.success)
    return wrong('a municipality is known by four digits', 'see `vroegzicht provider municipality list`');
  if (task !== undefined && taskId === undefined)
    return wrong('this is not the id of a task', 'see `vroegzicht provider release list`');
  if (language !== 'nl' && language !== 'en')
    return wrong(`there is no page in ${language}`, 'take --language nl or --language en');
  return { municipality: code.data, taskId, language } as const;
}

/** `vroegzicht provider report preview MUNICIPALITY`. */
export const command: Command = {
  name: ['provider', 'report', 'preview'],
  summary: "write a municipality's page as it sees it, or will see it once its release is approved",
  description:
    'Without --task: the page of the newest task. Nobody is mailed and no link is used; the page has no session, so it lacks the bar that\n' +
    'ends one and the downloads.',
  positionals: { name: 'MUNICIPALITY', minimum: 1, maximum: 1 },
  options: {
    task: { type: 'text', placeholder: 'TASK', help: 'of which task (default the newest)' },
    language: { type: 'text', placeholder: 'nl|en', help: 'language of the page (default nl)' },
    out: { type: 'text', placeholder: 'FILE', help: 'where to write it (default page-CODE.html)' },
    ...connectionOptions,
  },
  examples: [
    'vroegzicht provider report preview 0518 --as provider-a',
    'vroegzicht provider report preview 0518 --task run-0123456789abcdef --as provider-a',
  ],
  run: async (context) => {
    const page = asked(context);
    if (page instanceof Failure) return page;
    const { openProviderDesk } = await import('../provider-desk.ts');
    const { settings, store } = await openProviderDesk(context);
    const release = await findPage(store('releases'), page);
    if (release instanceof Failure) return release;
    const { arguments: given, directory, output } = context;
    const file = resolve(directory, given.text('out') ?? `page-${page.municipality}.html`);
    await writeFile(file, renderPage(release, { language: page.language, contact: settings.mailContact }));
    output.line(`Wrote ${file}: ${release.municipalityName}, ${release.taskId}`);
    output.result({ file, taskId: release.taskId });
    return undefined;
  },
};
