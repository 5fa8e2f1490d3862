import { reopenModel } from '../disclosure/release.ts';
import type { ObjectStore } from '../ports.ts';
import { type Sha256, TaskId } from '../protocol/identifiers.ts';
import type { StoredModel } from '../protocol/rounds.ts';
import { readReview } from '../release-result/review.ts';
import { sha256 } from '../signing/canonical.ts';

/** A final model in rounds as the provider sees it: delivered, or waiting for a person. */
export type ModelState = {
  readonly stored: StoredModel;
  readonly digest: Sha256;
  readonly state: 'delivered' | 'on-its-way' | 'waiting-for-review' | 'approved' | 'rejected';
};

/** The final model of a round with its state; undefined when the round did not end in one. */
export async function modelState(releases: ObjectStore, taskId: string): Promise<ModelState | undefined> {
  const id = TaskId.safeParse(taskId).data;
  const object = id === undefined ? undefined : await releases.get(`models/${id}.json`);
  if (id === undefined || object === undefined) return undefined;
  const text = Buffer.from(object.body).toString('utf8');
  const stored = reopenModel(text);
  const digest = sha256(text);
  if ((await releases.get(`deliveries/models/${id}.json`)) !== undefined) return { stored, digest, state: 'delivered' };
  if (stored.release === 'automatic') return { stored, digest, state: 'on-its-way' };
  const decision = await readReview(releases, id, digest);
  return { stored, digest, state: decision === 'none' ? 'waiting-for-review' : decision };
}

/** Every final model of this provider, oldest key first. */
export async function listModels(releases: ObjectStore): Promise<readonly ModelState[]> {
  const found: ModelState[] = [];
  for (const key of await releases.list('models/')) {
    const model = await modelState(releases, key.slice('models/'.length, -'.json'.length));
    if (model !== undefined) found.push(model);
  }
  return found;
}
