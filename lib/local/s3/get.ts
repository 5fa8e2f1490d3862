import { type Answer, AwsError } from '../aws-error.ts';
import type { ObjectVersion } from './bucket.ts';
import { encryptionHeaders, openVersion, startDecryption } from './encryption.ts';
import { authorise, type BucketRequest, notFound, type S3Surroundings } from './request.ts';

/** GetObject and HeadObject, of the newest version or of the one named. */
export function getObject(request: BucketRequest, surroundings: S3Surroundings): Answer {
  const versionId = request.query.get('versionId');
  authorise(request, surroundings, versionId === null ? 'GetObject' : 'GetObjectVersion', {
    key: request.key,
    ...(versionId === null ? {} : { context: { 's3:VersionId': versionId } }),
  });
  const version = findVersion(request, surroundings, versionId);
  const headers = versionHeaders(request, version);
  if (request.method === 'HEAD') {
    startDecryption(request, version, surroundings.kms);
    return { status: 200, headers, body: '' };
  }
  return { status: 200, headers, body: openVersion(request, version, surroundings) };
}

function findVersion(request: BucketRequest, surroundings: S3Surroundings, versionId: string | null): ObjectVersion {
  const { bucket, key } = request;
  const version = versionId === null ? bucket.current(key) : bucket.version(key, versionId);
  if (version === undefined) throw notFound(request, surroundings, versionId === null ? 'NoSuchKey' : 'NoSuchVersion');
  if (!version.deleteMarker) return version;
  const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId === null) throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.', marker);
  throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', marker);
}

function versionHeaders(request: BucketRequest, version: ObjectVersion): Readonly<Record<string, string>> {
  return {
    'content-type': version.contentType,
    'content-length': String(version.size),
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.modifiedAt).toUTCString(),
    ...(request.bucket.definition.versioned ? { 'x-amz-version-id': version.versionId } : {}),
    ...version.metadata,
    ...encryptionHeaders(version),
  };
}
