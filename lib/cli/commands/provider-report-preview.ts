import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { reopenRelease } from '../../disclosure/release.ts';
import { Failure } from '../../failure.ts';
import { MunicipalityCode, TaskId } from '../../protocol/identifiers.ts';
import { renderPage } from '../../report/page.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider report preview TASK --municipality CODE`. */
export const command: Command = {
  name: ['provider', 'report', 'preview'],
  summary: "write a municipality's page as it would see it",
  positionals: { name: 'TASK', minimum: 1, maximum: 1 },
  options: {
    municipality: { type: 'text', placeholder: 'CODE', help: 'whose page' },
    out: { type: 'text', placeholder: 'FILE', help: 'where to write it (default page-CODE.html)' },
    ...connectionOptions,
  },
  examples: ['vroegzicht provider report preview run-0123456789abcdef --municipality 0518 --as provider-a'],
  run: async (context) => {
    const { arguments: given, directory, output } = context;
    const taskId = TaskId.safeParse(given.positionals[0]);
    const code = MunicipalityCode.safeParse(given.text('municipality'));
    if (!taskId.success || !code.success)
      return new Failure(
        'wrong-use',
        'which-page',
        'a page is known by its task and municipality',
        'give TASK and --municipality CODE',
      );
    const desk = await openProviderDesk(context);
    const found = await desk.store('releases').get(`${taskId.data}.json`);
    const own = found === undefined ? [] : reopenRelease(Buffer.from(found.body).toString('utf8')).own;
    const release = own.find(({ municipality }) => municipality === code.data);
    if (release === undefined)
      return new Failure(
        'wrong-use',
        'no-page',
        'there is no page of this municipality for this task',
        'see `vroegzicht provider release list`',
      );
    const file = resolve(directory, given.text('out') ?? `page-${code.data}.html`);
    await writeFile(file, renderPage(release, { language: 'nl', contact: desk.settings.mailContact }));
    output.line(`Wrote ${file}`);
    output.result({ file });
    return undefined;
  },
};
