import type { AccessQuestion } from '../../support/decide.ts';
import { accounts } from './example.ts';

/** A request to AWS without its principal. */
export type Request = Omit<AccessQuestion, 'principalArn'>;

const region = 'eu-central-1';

/** A request that needs no more than an action and a resource of the account. */
export const request = (
  action: string,
  resource: string,
  context: Request['context'] = {},
  resourceAccount: string = ownerOf(resource),
): Request => ({ action, resource, resourceAccount, context });

/** Use of a key by S3 in the caller's name, for one object. */
export const keyThroughS3 = (action: string, key: string, objectArn: string): Request =>
  request(action, key, {
    'kms:ViaService': `s3.${region}.amazonaws.com`,
    'kms:EncryptionContext:aws:s3:arn': objectArn,
    'kms:CallerAccount': ownerOf(key),
  });

/** Get of an encrypted object: S3 and the key must both allow it. */
export const read = (objectArn: string, key: string): readonly Request[] => [
  request('s3:GetObject', objectArn),
  keyThroughS3('kms:Decrypt', key, objectArn),
];

/** Create-only put under the bucket's own key; `named` names another key in the request. */
export const create = (objectArn: string, key: string, named?: string): readonly Request[] => [
  request('s3:PutObject', objectArn, { 's3:if-none-match': '*', ...putContext(named) }),
  keyThroughS3('kms:GenerateDataKey', named ?? key, objectArn),
];

/** Put on condition that the object is what it was. */
export const replace = (objectArn: string, key: string, named?: string): readonly Request[] => [
  request('s3:PutObject', objectArn, { 's3:if-match': '"etag"', ...putContext(named) }),
  keyThroughS3('kms:GenerateDataKey', named ?? key, objectArn),
];

const putContext = (named: string | undefined) => ({
  's3:ObjectCreationOperation': 'true',
  ...(named === undefined
    ? {}
    : { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': named }),
});

/** The account in an ARN; a bucket carries it in its name. */
function ownerOf(resource: string): string {
  return resource.split(':')[4] || /\d{12}/.exec(resource)?.[0] || accounts.provider;
}
