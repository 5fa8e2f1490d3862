import { type Answer, AwsError } from '../aws-error.ts';
import { encodeRfc3986 } from '../sigv4.ts';
import type { Bucket, ObjectVersion } from './bucket.ts';
import { authorise, type BucketRequest, notImplemented, type S3Surroundings } from './request.ts';
import { element, xmlAnswer } from './xml.ts';

/** ListObjectsV2: prefix, delimiter, continuation; delete markers are not listed. */
export function listObjects(request: BucketRequest, surroundings: S3Surroundings): Answer {
  const { bucket, query } = request;
  if (query.get('list-type') !== '2') throw notImplemented('ListObjects version 1');
  const prefix = query.get('prefix') ?? '';
  const maximum = maximumKeys(query);
  authorise(request, surroundings, 'ListBucket', {
    context: { 's3:prefix': prefix, 's3:max-keys': String(maximum), ...delimiterContext(query) },
  });
  const after = decodeToken(query.get('continuation-token')) ?? query.get('start-after') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const entries = entriesOf(bucket, prefix, delimiter).filter(({ name }) => isAfter(name, after));
  const page = entries.slice(0, maximum);
  const truncated = entries.length > page.length;
  const next = truncated ? [element('NextContinuationToken', encodeToken(page.at(-1)?.name ?? ''))] : [];
  const write = keyWriter(query);
  const contents = page.map(({ name, version }) =>
    version === undefined
      ? element('CommonPrefixes', [write('Prefix', name)])
      : element('Contents', describe(version, write)),
  );
  return xmlAnswer('ListBucketResult', [
    element('Name', bucket.name),
    write('Prefix', prefix),
    element('KeyCount', page.length),
    element('MaxKeys', maximum),
    element('IsTruncated', truncated),
    ...next,
    ...contents,
  ]);
}

/** ListObjectVersions: every version and delete marker, newest first within a key. */
export function listVersions(request: BucketRequest, surroundings: S3Surroundings): Answer {
  const { bucket, query } = request;
  if (query.get('delimiter') !== null) throw notImplemented('a delimiter in ListObjectVersions');
  const prefix = query.get('prefix') ?? '';
  const maximum = maximumKeys(query);
  authorise(request, surroundings, 'ListBucketVersions', { context: { 's3:prefix': prefix } });
  const keys = bucket.keys().filter((key) => key.startsWith(prefix));
  const all = keys.flatMap((key) => bucket.versions(key));
  const entries = all.slice(startOf(all, query));
  const page = entries.slice(0, maximum);
  const last = page.at(-1);
  const truncated = entries.length > page.length && last !== undefined;
  const write = keyWriter(query);
  const next = truncated ? [write('NextKeyMarker', last.key), element('NextVersionIdMarker', last.versionId)] : [];
  const described = page.map((version) =>
    element(version.deleteMarker ? 'DeleteMarker' : 'Version', [
      ...describe(version, write),
      element('VersionId', version.versionId),
      element('IsLatest', bucket.current(version.key) === version),
    ]),
  );
  return xmlAnswer('ListVersionsResult', [
    element('Name', bucket.name),
    write('Prefix', prefix),
    element('MaxKeys', maximum),
    element('IsTruncated', truncated),
    ...next,
    ...described,
  ]);
}

type KeyWriter = (name: string, key: string) => string;

function keyWriter(query: URLSearchParams): KeyWriter {
  const encode = query.get('encoding-type') === 'url';
  return (name, key) => element(name, encode ? encodeRfc3986(key) : key);
}

function describe(version: ObjectVersion, write: KeyWriter): readonly string[] {
  const content = version.deleteMarker ? [] : [element('ETag', `"${version.etag}"`), element('Size', version.size)];
  return [write('Key', version.key), element('LastModified', version.modifiedAt), ...content];
}

function startOf(all: readonly ObjectVersion[], query: URLSearchParams): number {
  const keyMarker = query.get('key-marker');
  if (keyMarker === null) return 0;
  const versionMarker = query.get('version-id-marker');
  const at = all.findIndex(
    ({ key, versionId }) => key === keyMarker && (versionId === versionMarker || versionMarker === null),
  );
  if (versionMarker !== null && at >= 0) return at + 1;
  const next = all.findIndex(({ key }) => isAfter(key, keyMarker));
  return next < 0 ? all.length : next;
}

/** Objects and, with a delimiter, the prefixes that stand for what lies under them (without a version). */
function entriesOf(bucket: Bucket, prefix: string, delimiter: string) {
  const entries = new Map<string, ObjectVersion | undefined>();
  for (const key of bucket.keys().filter((key) => key.startsWith(prefix))) {
    const version = bucket.current(key);
    if (version === undefined || version.deleteMarker) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) entries.set(key, version);
    else entries.set(key.slice(0, end + delimiter.length), undefined);
  }
  return [...entries].map(([name, version]) => ({ name, version }));
}

function maximumKeys(query: URLSearchParams): number {
  const value = Number(query.get('max-keys') ?? '1000');
  if (!Number.isInteger(value) || value < 0)
    throw new AwsError('InvalidArgument', 400, 'max-keys must be a whole number');
  return Math.min(value, 1000);
}

function delimiterContext(query: URLSearchParams): Readonly<Record<string, string>> {
  const delimiter = query.get('delimiter');
  return delimiter === null ? {} : { 's3:delimiter': delimiter };
}

const isAfter = (key: string, marker: string): boolean => Buffer.compare(Buffer.from(key), Buffer.from(marker)) > 0;
const encodeToken = (key: string): string => Buffer.from(key).toString('base64url');
const decodeToken = (token: string | null): string | undefined =>
  token === null ? undefined : Buffer.from(token, 'base64url').toString();
