import type { Readable } from 'node:stream';
import { type Answer, AwsError } from '../aws-error.ts';
import type { Principal } from '../identities.ts';
import type { Bucket } from './bucket.ts';
import { deleteObject, deleteObjects } from './delete.ts';
import { getObject } from './get.ts';
import { listObjects, listVersions } from './list.ts';
import { putObject } from './put.ts';
import { authorise, type BucketRequest, notImplemented, type S3Surroundings } from './request.ts';
import { element, xmlAnswer } from './xml.ts';

/** A request as it comes from the wire, after its signature has been checked. */
type S3Request = {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly principal: Principal;
};

/** The object store: buckets of all accounts, whose names are unique. */
export type S3Service = { readonly handle: (request: S3Request) => Promise<Answer> };

/** Query parameters that are understood; any other is refused, never ignored. */
const knownParameters = new Set([
  'x-id',
  'versionId',
  'list-type',
  'prefix',
  'delimiter',
  'continuation-token',
  'start-after',
  'max-keys',
  'encoding-type',
  'fetch-owner',
  'versions',
  'key-marker',
  'version-id-marker',
  'delete',
  'versioning',
  'location',
]);

/** Headers that would change the meaning of a request in a way this store does not follow. */
const refusedHeaders =
  /^(range|if-modified-since|if-unmodified-since|x-amz-copy-source.*|x-amz-tagging|x-amz-object-lock-.*|x-amz-server-side-encryption-customer-.*|x-amz-grant-.*|x-amz-website-redirect-location|x-amz-mfa|x-amz-bypass-governance-retention|x-amz-checksum-(crc32c|crc64nvme|sha1|sha512|md5|xxhash.*))$/;

/** Makes the store over its buckets. */
export function createS3Service(buckets: ReadonlyMap<string, Bucket>, surroundings: S3Surroundings): S3Service {
  return {
    handle: async (request) => {
      const bucketRequest = locate(request, buckets);
      refuseUnknown(bucketRequest);
      checkOwner(bucketRequest);
      return bucketRequest.key === ''
        ? handleBucket(bucketRequest, surroundings)
        : handleObject(bucketRequest, surroundings);
    },
  };
}

async function handleObject(request: BucketRequest, surroundings: S3Surroundings): Promise<Answer> {
  if (request.method === 'PUT') return putObject(request, surroundings);
  if (request.method === 'DELETE') return deleteObject(request, surroundings);
  if (request.method === 'GET' || request.method === 'HEAD') return getObject(request, surroundings);
  throw notImplemented(`${request.method} on an object`);
}

async function handleBucket(request: BucketRequest, surroundings: S3Surroundings): Promise<Answer> {
  const { method, query, bucket } = request;
  if (method === 'POST' && query.has('delete')) return deleteObjects(request, surroundings);
  if (method === 'HEAD') {
    authorise(request, surroundings, 'ListBucket');
    return { status: 200, headers: { 'x-amz-bucket-region': bucket.owner.region }, body: '' };
  }
  if (method !== 'GET') throw notImplemented(`${method} on a bucket`);
  if (query.has('versions')) return listVersions(request, surroundings);
  if (query.has('versioning')) {
    authorise(request, surroundings, 'GetBucketVersioning');
    return xmlAnswer('VersioningConfiguration', bucket.definition.versioned ? [element('Status', 'Enabled')] : []);
  }
  if (query.has('location')) throw notImplemented('GetBucketLocation');
  return listObjects(request, surroundings);
}

function locate(request: S3Request, buckets: ReadonlyMap<string, Bucket>): BucketRequest {
  const [, name = '', ...rest] = request.path.split('/');
  if (name === '') throw notImplemented('ListBuckets');
  const bucket = buckets.get(decodeURIComponent(name));
  if (bucket === undefined) throw new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist');
  const key = decodeURIComponent(rest.join('/'));
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 400, 'Your key is too long');
  const { method, headers, body, principal } = request;
  return { method, headers, body, principal, bucket, key, query: new URLSearchParams(request.search) };
}

function refuseUnknown({ query, headers }: BucketRequest): void {
  const parameter = [...query.keys()].find((name) => !knownParameters.has(name));
  if (parameter !== undefined) throw notImplemented(`the sub-resource ${parameter}`);
  const header = Object.keys(headers).find((name) => refusedHeaders.test(name));
  if (header !== undefined) throw notImplemented(`the header ${header}`);
  if ((headers['x-amz-acl'] ?? 'bucket-owner-full-control') !== 'bucket-owner-full-control')
    throw new AwsError('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs');
}

function checkOwner({ headers, bucket }: BucketRequest): void {
  const expected = headers['x-amz-expected-bucket-owner'];
  if (expected !== undefined && expected !== bucket.owner.accountId)
    throw new AwsError('AccessDenied', 403, 'Access Denied');
}
