import * as z from 'zod';
import { Protection } from './protection.ts';

/** Sums over the municipalities of a provider of estimates with weight 1 / variance; `null` is withheld. */
export const ReleasedSiteSums = z.strictObject({
  kind: z.literal('site-sums'),
  name: z.string().max(64),
  sums: z
    .strictObject({
      sites: z.int().min(0),
      weight: z.number().min(0),
      squaredWeights: z.number().min(0),
      mean: z.number(),
      weightedSquares: z.number().min(0),
    })
    .nullable(),
  protection: Protection,
});
export type ReleasedSiteSums = z.infer<typeof ReleasedSiteSums>;

/** Observed and expected events by group, summed over days and municipalities, and the covariance of their differences. */
export const ReleasedScoreSums = z.strictObject({
  kind: z.literal('score-sums'),
  name: z.string().max(64),
  groups: z.array(z.string().max(64)).min(2).max(8),
  sums: z
    .strictObject({
      observed: z.array(z.number().min(0)).max(8),
      expected: z.array(z.number().min(0)).max(8),
      variance: z.array(z.array(z.number()).max(8)).max(8),
    })
    .nullable(),
  protection: Protection,
});
export type ReleasedScoreSums = z.infer<typeof ReleasedScoreSums>;

const SmallMatrix = z.array(z.array(z.number()).max(64)).max(64);

/**
 * Sums Σ U U' over the households or municipalities of a provider, at its own estimates, one for each way of ties and grid; `adjusted`
 * is Σ (I - A M)^-1 U U' (I - M A)^-1 over municipalities.
 */
export const ReleasedClusterSums = z.strictObject({
  kind: z.literal('cluster-sums'),
  name: z.enum(['household', 'municipality']),
  terms: z.array(z.string().max(256)).min(1).max(64),
  sums: z
    .strictObject({
      clusters: z.int().min(0),
      degreesOfFreedom: z.int().min(0),
      fits: z
        .array(
          z.strictObject({
            ties: z.string().max(16),
            edgesDays: z.array(z.int().min(1)).max(4000),
            meat: SmallMatrix,
            adjusted: SmallMatrix.nullable(),
          }),
        )
        .max(24),
    })
    .nullable(),
  protection: Protection,
});
export type ReleasedClusterSums = z.infer<typeof ReleasedClusterSums>;
