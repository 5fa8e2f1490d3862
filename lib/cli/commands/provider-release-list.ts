import { listModels } from '../../provider/models.ts';
import { listReleases } from '../../provider/releases.ts';
import type { Command } from '../command.ts';
import { connectionOptions } from '../connection.ts';
import { openProviderDesk } from '../provider-desk.ts';

/** `vroegzicht provider release list`. */
export const command: Command = {
  name: ['provider', 'release', 'list'],
  summary: 'list releases: delivered, and waiting for a person',
  options: connectionOptions,
  examples: ['vroegzicht provider release list --as provider-a'],
  run: async (context) => {
    const desk = await openProviderDesk(context);
    const store = desk.store('releases', 'approver');
    const releases = await listReleases({ releases: store, register: desk.store('register', 'approver') });
    const models = await listModels(store);
    const rows = releases.map(({ stored, state }) => [
      stored.taskId,
      `${stored.pooled.studyId} v${stored.pooled.version}`,
      stored.researcher,
      String(stored.pooled.participation.municipalities),
      state.replaceAll('-', ' '),
    ]);
    const modelRows = models.map(({ stored, state }) => [
      stored.taskId,
      `${stored.body.studyId} v${stored.body.version} ${stored.body.model}`,
      stored.researcher,
      String(stored.body.municipalities),
      state.replaceAll('-', ' '),
    ]);
    context.output.table(['task', 'study', 'for', 'municipalities', 'state'], [...rows, ...modelRows]);
    context.output.result(
      [...releases, ...models].map(({ stored, state, digest }) => ({ taskId: stored.taskId, state, digest })),
    );
    return undefined;
  },
};
