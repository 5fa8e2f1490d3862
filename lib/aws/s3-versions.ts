import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { VersionStore } from '../ports.ts';
import { type Connection, clientSettings, hasOwnEndpoint, lazily, processConnection } from './connection.ts';

const clientOf = lazily(
  (connection) => new S3Client({ ...clientSettings(connection), forcePathStyle: hasOwnEndpoint(connection) }),
);

/** The versions of the objects of one bucket: what a withdrawal or an erasure removes for good. */
export function versionStore(bucket: string, connection: Connection = processConnection): VersionStore {
  return {
    versions: async (prefix) => {
      const found: { key: string; versionId: string; isLatest: boolean }[] = [];
      let marker: { readonly key: string | undefined; readonly version: string | undefined } | undefined;
      do {
        const page = await clientOf(connection).send(
          new ListObjectVersionsCommand({
            Bucket: bucket,
            Prefix: prefix,
            KeyMarker: marker?.key,
            VersionIdMarker: marker?.version,
          }),
        );
        for (const { Key, VersionId, IsLatest } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
          if (Key !== undefined && VersionId !== undefined)
            found.push({ key: Key, versionId: VersionId, isLatest: IsLatest === true });
        marker = page.IsTruncated === true ? { key: page.NextKeyMarker, version: page.NextVersionIdMarker } : undefined;
      } while (marker !== undefined);
      return found;
    },
    removeVersion: async (key, versionId) => {
      await clientOf(connection).send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    },
  };
}
