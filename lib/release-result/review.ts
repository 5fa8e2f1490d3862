import * as z from 'zod';
import type { ObjectStore } from '../ports.ts';
import { Instant, Sha256, TaskId } from '../protocol/identifiers.ts';
import { readJson } from '../register/collection.ts';

/** `reviews/<taskId>.json`: a person's decision on a held release, bound to its bytes. */
export const Review = z.strictObject({
  schema: z.literal('vroegzicht-review/1'),
  taskId: TaskId,
  releaseDigest: Sha256,
  decision: z.enum(['approved', 'rejected']),
  reviewer: z.string().min(1).max(120),
  at: Instant,
});
export type Review = z.infer<typeof Review>;

/** The decision on a release with this digest; one about other bytes does not count. */
export async function readReview(
  releases: ObjectStore,
  taskId: TaskId,
  releaseDigest: Sha256,
): Promise<Review['decision'] | 'none'> {
  const review = await readJson(releases, `reviews/${taskId}.json`, Review);
  const counts = review?.taskId === taskId && review.releaseDigest === releaseDigest;
  return counts ? review.decision : 'none';
}
