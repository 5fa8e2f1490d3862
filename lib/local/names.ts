/** Account, Region and stage of a deployment, which make its physical names as in cdk/names.ts. */
export type Place = { readonly accountId: string; readonly region: string; readonly stage: string };

/** Stage of everything in the local cloud. */
export const localStage = 'local';

/** Name of a function, queue, role or key alias within its account. */
export const localName = (place: Place, name: string): string => `vroegzicht-${place.stage}-${name}`;

/** Name of a bucket, unique over all accounts. */
export const bucketName = (place: Place, name: string): string =>
  `vroegzicht-${place.stage}-${place.accountId}-${place.region}-${name}`;

/** Name of the queue that keeps what a queue could not get handled. */
export const deadLetterName = (place: Place, queue: string): string => localName(place, `${queue}-dead`);
