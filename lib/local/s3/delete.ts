import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Answer, AwsError } from '../aws-error.ts';
import { readPayload } from './body.ts';
import type { ObjectVersion } from './bucket.ts';
import { authorise, type BucketRequest, type S3Surroundings } from './request.ts';
import { element, type ObjectToDelete, parseDelete, xmlAnswer } from './xml.ts';

/** DeleteObject: a delete marker in a versioned bucket; with a version id that version is gone for good. */
export function deleteObject(request: BucketRequest, surroundings: S3Surroundings): Answer {
  const target = { key: request.key, versionId: request.query.get('versionId') ?? undefined };
  const deleted = deleteOne(request, surroundings, target);
  const marker = deleted?.deleteMarker === true ? { 'x-amz-delete-marker': 'true' } : {};
  const versioned = request.bucket.definition.versioned && deleted !== undefined;
  const versionHeader = versioned ? { 'x-amz-version-id': deleted.versionId } : {};
  return { status: 204, headers: { ...marker, ...versionHeader }, body: '' };
}

/** DeleteObjects: up to 1,000 keys or versions, each with its own outcome. */
export async function deleteObjects(request: BucketRequest, surroundings: S3Surroundings): Promise<Answer> {
  const xml = await text(Readable.from(readPayload(request.body, request.headers)));
  const { objects, quiet } = parseDelete(xml);
  const results = objects.map((target) => {
    try {
      deleteOne(request, surroundings, target);
      return quiet ? '' : element('Deleted', identify(target));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return element('Error', [...identify(target), element('Code', error.code), element('Message', error.message)]);
    }
  });
  return xmlAnswer('DeleteResult', results);
}

function deleteOne(
  request: BucketRequest,
  surroundings: S3Surroundings,
  { key, versionId }: ObjectToDelete,
): ObjectVersion | undefined {
  const { bucket } = request;
  authorise(request, surroundings, versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion', { key });
  const now = surroundings.clock().toISOString();
  if (versionId === undefined && bucket.definition.versioned) return bucket.add(deleteMarker(key, now));
  const version = versionId === undefined ? bucket.current(key) : bucket.version(key, versionId);
  if (version === undefined) return undefined;
  if (version.retainUntil !== undefined && version.retainUntil > now)
    throw new AwsError('AccessDenied', 403, 'Access Denied because object protected by object lock.');
  bucket.remove(version);
  return version;
}

function deleteMarker(key: string, modifiedAt: string) {
  const file = randomUUID();
  return { key, file, deleteMarker: true, etag: '', size: 0, contentType: '', modifiedAt, metadata: {} };
}

const identify = ({ key, versionId }: ObjectToDelete): readonly string[] => [
  element('Key', key),
  ...(versionId === undefined ? [] : [element('VersionId', versionId)]),
];
