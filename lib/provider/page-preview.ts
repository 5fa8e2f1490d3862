import { reopenRelease } from '../disclosure/release.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import type { OwnRelease } from '../protocol/release.ts';

/** Which page is asked for: a municipality's, of one task or else of the newest. */
type Asked = { readonly municipality: string; readonly taskId?: string | undefined };

/** The pages of a municipality in a provider's releases, delivered or waiting for review, newest first. */
async function pagesOf(releases: ObjectStore, { municipality, taskId }: Asked): Promise<readonly OwnRelease[]> {
  const pages: OwnRelease[] = [];
  for (const key of taskId === undefined ? await releases.list('') : [`${taskId}.json`]) {
    const found = /^[a-z0-9-]+\.json$/.test(key) ? await releases.get(key) : undefined;
    if (found === undefined) continue;
    const own = reopenRelease(Buffer.from(found.body).toString('utf8')).own;
    pages.push(...own.filter((each) => each.municipality === municipality));
  }
  return pages.toSorted((one, other) => (other.acceptedOn ?? '').localeCompare(one.acceptedOn ?? ''));
}

/** The page that a municipality sees, or would see once its release is approved. */
export async function findPage(releases: ObjectStore, asked: Asked): Promise<OwnRelease | Failure> {
  const pages = await pagesOf(releases, asked);
  const [newest] = pages;
  if (newest === undefined)
    return new Failure(
      'wrong-use',
      'no-page',
      `there is no page of ${asked.municipality}${asked.taskId === undefined ? '' : ` for ${asked.taskId}`}`,
      'see `vroegzicht provider release list` and `vroegzicht provider municipality list`',
    );
  const sameDay = pages.filter(({ acceptedOn }) => acceptedOn === newest.acceptedOn);
  if (sameDay.length === 1) return newest;
  const tasks = sameDay.map(({ taskId }) => taskId).join(', ');
  return new Failure(
    'wrong-use',
    'which-task',
    `several tasks of one day have a page: ${tasks}`,
    'name one: --task TASK',
  );
}
