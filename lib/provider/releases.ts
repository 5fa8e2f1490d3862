import * as z from 'zod';
import { reopenRelease } from '../disclosure/release.ts';
import { Failure } from '../failure.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import { type Sha256, TaskId } from '../protocol/identifiers.ts';
import type { StoredRelease } from '../protocol/release.ts';
import { readOutcome } from '../register/outcomes.ts';
import { type Review, readReview } from '../release-result/review.ts';
import { canonicalBytes, sha256 } from '../signing/canonical.ts';
import { modelState } from './models.ts';

/** Where releases lie, and where it stands that the researcher cancelled one. */
export type ReleaseStores = { readonly releases: ObjectStore; readonly register: ObjectStore };

/** A release as the provider sees it: delivered, waiting for a person, or cancelled by the researcher meanwhile. */
export type ReleaseState = {
  readonly stored: StoredRelease;
  readonly digest: Sha256;
  readonly state: 'delivered' | 'on-its-way' | 'waiting-for-review' | 'approved' | 'rejected' | 'cancelled';
};

const Ledger = z.looseObject({
  analyses: z.array(z.looseObject({ analysis: z.string(), findings: z.array(z.unknown()) })),
});

/** Every release of this provider, oldest key first. */
export async function listReleases(stores: ReleaseStores): Promise<readonly ReleaseState[]> {
  const found: ReleaseState[] = [];
  for (const key of await stores.releases.list('')) {
    const taskId = TaskId.safeParse(/^([a-z0-9-]+)\.json$/.exec(key)?.[1]).data;
    if (taskId !== undefined) found.push(await releaseState(stores, taskId));
  }
  return found;
}

/** One release with its state; throws when there is none. */
export async function releaseState({ releases, register }: ReleaseStores, taskId: string): Promise<ReleaseState> {
  const id = TaskId.safeParse(taskId);
  const object = id.success ? await releases.get(`${id.data}.json`) : undefined;
  if (!id.success || object === undefined)
    throw new Failure(
      'wrong-use',
      'unknown-release',
      'there is no release with this task id',
      'see `vroegzicht provider release list`',
    );
  const text = Buffer.from(object.body).toString('utf8');
  const { stored } = reopenRelease(text);
  const digest = sha256(text);
  const isDelivered = (await releases.get(`deliveries/${id.data}.json`)) !== undefined;
  if (isDelivered) return { stored, digest, state: 'delivered' };
  if ((await readOutcome(register, id.data))?.outcome === 'cancelled') return { stored, digest, state: 'cancelled' };
  if (stored.release === 'automatic') return { stored, digest, state: 'on-its-way' };
  const decision = await readReview(releases, id.data, digest);
  return { stored, digest, state: decision === 'none' ? 'waiting-for-review' : decision };
}

/** How many cells of each analysis the gate withheld, from the ledger; undefined when the ledger has no entry. */
export async function withheldCounts(
  ledger: ObjectStore,
  taskId: string,
): Promise<readonly { readonly analysis: string; readonly withheld: number }[] | undefined> {
  const object = await ledger.get(`releases/${taskId}.json`);
  if (object === undefined) return undefined;
  const parsed = Ledger.safeParse(JSON.parse(Buffer.from(object.body).toString('utf8')));
  return parsed.data?.analyses.map(({ analysis, findings }) => ({ analysis, withheld: findings.length }));
}

/** A person's decision on a held release or final model, bound to its bytes; the first decision stands. */
export async function reviewRelease(
  ports: ReleaseStores & { readonly clock: Clock },
  request: { readonly taskId: string; readonly decision: Review['decision']; readonly by: string },
): Promise<Review> {
  const model = await modelState(ports.releases, request.taskId);
  const { stored, digest, state } = model ?? (await releaseState(ports, request.taskId));
  if (state !== 'waiting-for-review')
    throw new Failure(
      'refused',
      'not-waiting',
      `this release is ${state.replaceAll('-', ' ')}, and waits for nobody`,
      'see `vroegzicht provider release list`',
    );
  const review: Review = {
    schema: 'vroegzicht-review/1',
    taskId: stored.taskId,
    releaseDigest: digest,
    decision: request.decision,
    reviewer: request.by,
    at: ports.clock().toISOString(),
  };
  const written = await ports.releases.create(`reviews/${stored.taskId}.json`, canonicalBytes(review));
  if (written === 'exists')
    throw new Failure(
      'refused',
      'reviewed-meanwhile',
      'another person decided on this release',
      'see `vroegzicht provider release show`',
    );
  return review;
}
