import { ProviderId, Sha256, TaskId } from '../protocol/identifiers.ts';

/** What the key of a delivered file says. */
export type Delivered = { readonly provider: ProviderId; readonly taskId: TaskId; readonly digest: Sha256 };

const pattern = /^inbox\/(?<provider>[^/]+)\/(?<taskId>[^/]+)\/(?<digest>[0-9a-f]{64})\.jws\.json$/;

/** Reads `inbox/<provider>/<task>/<digest>.jws.json`; undefined for any other key. */
export function deliveredAt(key: string): Delivered | undefined {
  const groups = pattern.exec(key)?.groups;
  const provider = ProviderId.safeParse(groups?.['provider']);
  const taskId = TaskId.safeParse(groups?.['taskId']);
  const digest = Sha256.safeParse(groups?.['digest']);
  return provider.success && taskId.success && digest.success
    ? { provider: provider.data, taskId: taskId.data, digest: digest.data }
    : undefined;
}
