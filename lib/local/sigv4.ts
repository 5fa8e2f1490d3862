import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { AwsError } from './aws-error.ts';
import type { Identities, Identity } from './identities.ts';

/** What the signature of a request covers; `path` and `search` (without `?`) as they came. `payloadHash` is the header's value, or the body's digest in hexadecimal. */
export type SignedRequest = {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payloadHash: string;
};

/** The parts of an `Authorization: AWS4-HMAC-SHA256` header. */
export type Authorization = {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const pattern =
  /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]{4,128})\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Longest difference between a request's date and the clock. */
const maximumSkewSeconds = 15 * 60;

/** Reads the header; throws `MissingAuthenticationToken` when it is absent or of another form. */
export function parseAuthorization(header: string | undefined): Authorization {
  const match = pattern.exec(header ?? '');
  if (match === null)
    throw new AwsError('MissingAuthenticationToken', 403, 'Request is missing a SigV4 authorization header');
  const [, accessKeyId = '', date = '', region = '', service = '', headers = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}

/**
 * Checks a request's signature (AWS Signature Version 4, header form) and returns who signed it; throws AWS's errors
 * for an unknown key, a wrong signature, a stale date or a header that should have been signed and was not.
 */
export function verifySignature(
  request: SignedRequest,
  authorization: Authorization,
  options: { readonly identities: Identities; readonly now: Date },
): Identity {
  const identity = options.identities.ofAccessKey(authorization.accessKeyId);
  if (identity === undefined)
    throw new AwsError('InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.');
  const timestamp = request.headers['x-amz-date'] ?? '';
  checkDate(timestamp, authorization, options.now);
  checkSignedHeaders(request, authorization);
  const expected = createSignature(request, authorization, identity.credentials.secretAccessKey);
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(authorization.signature, 'hex')))
    throw new AwsError(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided.',
    );
  return identity;
}

function checkDate(timestamp: string, authorization: Authorization, now: Date): void {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(timestamp);
  if (match === null || !timestamp.startsWith(authorization.date))
    throw new AwsError('AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header');
  const [, year, month, day, hours, minutes, seconds] = match;
  const signedAt = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  if (Math.abs(now.getTime() - signedAt) > maximumSkewSeconds * 1000)
    throw new AwsError(
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
    );
}

/** AWS requires `host` and every `x-amz-*` header of a request to be signed; otherwise they could be added on the way. */
function checkSignedHeaders(request: SignedRequest, authorization: Authorization): void {
  const required = Object.keys(request.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  const missing = ['host', 'x-amz-date', ...required].filter((name) => !authorization.signedHeaders.includes(name));
  if (missing.length > 0)
    throw new AwsError(
      'AccessDenied',
      403,
      `There were headers present in the request which were not signed: ${missing.join(', ')}`,
    );
}

function createSignature(request: SignedRequest, authorization: Authorization, secret: string): string {
  const { date, region, service } = authorization;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonicalDigest = createHash('sha256').update(canonicalRequest(request, authorization)).digest('hex');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, canonicalDigest].join('\n');
  return createHmac('sha256', signingKey(secret, scope)).update(text).digest('hex');
}

const signingKeys = new Map<string, KeyObject>();

/** The key of a day, region and service: a role uses it for every request of that day, so it is kept. */
function signingKey(secret: string, scope: string): KeyObject {
  const place = `${secret} ${scope}`;
  const known = signingKeys.get(place);
  if (known !== undefined) return known;
  const bytes = scope
    .split('/')
    .reduce<Buffer>((key, part) => createHmac('sha256', key).update(part).digest(), Buffer.from(`AWS4${secret}`));
  const made = createSecretKey(bytes);
  signingKeys.set(place, made);
  return made;
}

function canonicalRequest(request: SignedRequest, authorization: Authorization): string {
  const { headers } = request;
  const isS3 = authorization.service === 's3';
  const path = isS3 ? request.path : request.path.split('/').map(encodeRfc3986).join('/');
  const lines = authorization.signedHeaders.map((name) => `${name}:${canonicalValue(headers[name] ?? '')}`);
  return [
    request.method,
    path,
    canonicalQuery(request.search),
    ...lines,
    '',
    authorization.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

const canonicalValue = (value: string): string => value.trim().replaceAll(/ +/g, ' ');

function canonicalQuery(search: string): string {
  const pairs = search.split('&').filter(Boolean);
  return pairs
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return `${reencode(name)}=${reencode(rest.join('='))}`;
    })
    .toSorted()
    .join('&');
}

const reencode = (text: string): string => encodeRfc3986(decodeURIComponent(text));

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, toHexadecimal);
}

const toHexadecimal = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
