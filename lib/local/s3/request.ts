import type { Readable } from 'node:stream';
import type { Clock } from '../../ports.ts';
import type { Guard, RequestContext } from '../authorisation.ts';
import { AwsError } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import type { KmsService } from '../kms/service.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';

/** A request to a bucket whose signature has been checked; `body` has not been read. */
export type BucketRequest = {
  readonly method: string;
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly principal: Principal;
};

/** What S3 needs of its surroundings. */
export type S3Surroundings = {
  readonly kms: KmsService;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly created: (bucket: Bucket, version: ObjectVersion) => void;
};

/** Asks the policies for an action on the bucket, or on one object when `key` is given. */
export function authorise(
  request: BucketRequest,
  surroundings: S3Surroundings,
  action: string,
  target: { readonly key?: string; readonly context?: RequestContext } = {},
): void {
  const { bucket, principal } = request;
  const arn = bucketArn(bucket);
  surroundings.guard({
    principal,
    action: `s3:${action}`,
    resource: target.key === undefined ? arn : `${arn}/${target.key}`,
    resourceAccount: bucket.owner.accountId,
    context: { 's3:ResourceAccount': bucket.owner.accountId, ...target.context },
  });
}

/** ARN of a bucket. */
export const bucketArn = (bucket: Bucket): string => `arn:aws:s3:::${bucket.name}`;

/** S3's answer to what this local S3 does not do: it never pretends. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `the local S3 does not implement ${what}`);
}

/** A 404; a caller who may not list the bucket gets `AccessDenied` instead, as in AWS. */
export function notFound(request: BucketRequest, surroundings: S3Surroundings, code: 'NoSuchKey' | 'NoSuchVersion') {
  authorise(request, surroundings, 'ListBucket', { context: { 's3:prefix': request.key } });
  return new AwsError(code, 404, 'The specified key does not exist.');
}
