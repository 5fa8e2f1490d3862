import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../ports.ts';
import { type Answer, AwsError, jsonError } from './aws-error.ts';
import type { Identities, Principal } from './identities.ts';
import type { KmsService } from './kms/service.ts';
import type { S3Service } from './s3/service.ts';
import { xmlError } from './s3/xml.ts';
import type { SesService } from './ses.ts';
import { type Authorization, parseAuthorization, verifySignature } from './sigv4.ts';
import type { SqsService } from './sqs/service.ts';

/** The services behind the one endpoint. */
export type Services = {
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly kms: KmsService;
  readonly ses: SesService;
};

/** What the gateway needs to know who asks. */
export type GatewayOptions = {
  readonly services: Services;
  readonly identities: Identities;
  readonly clock: Clock;
  readonly unexpected: (error: unknown) => void;
};

/** The largest body of a request that is not an object. */
const maximumBodyBytes = 12 * 1024 * 1024;

type Incoming = {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: IncomingMessage;
};

/** Answers every request to the endpoint: checks its signature, then hands it to the service in its credential scope. */
export function createGateway(options: GatewayOptions) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    respond(request, response, options).catch((error: unknown) => {
      if (!response.destroyed && !isAbort(error)) options.unexpected(error);
      response.destroy();
    });
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, options: GatewayOptions): Promise<void> {
  const incoming = readHead(request);
  const answer = await dispatch(incoming, options).catch((error: unknown) => refusal(error, incoming, options));
  if (!request.readableEnded) request.resume();
  const date = options.clock().toUTCString();
  response.writeHead(answer.status, { 'x-amz-request-id': 'local', date, ...answer.headers });
  if (request.method === 'HEAD') response.end();
  else if (answer.body instanceof Readable) await pipeline(answer.body, response);
  else response.end(answer.body);
}

async function dispatch(incoming: Incoming, options: GatewayOptions): Promise<Answer> {
  const authorization = parseAuthorization(incoming.headers['authorization']);
  const { services } = options;
  const verify = (payloadHash: string): Principal =>
    verifySignature({ ...incoming, payloadHash }, authorization, { ...options, now: options.clock() }).principal;
  if (authorization.service === 's3') {
    const declared = incoming.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
    return services.s3.handle({ ...incoming, body: incoming.stream, principal: verify(declared) });
  }
  const body = await readBody(incoming.stream);
  const principal = verify(createHash('sha256').update(body).digest('hex'));
  return handleJson(incoming, body.toString('utf8'), { services, authorization, principal });
}

type JsonCall = { readonly services: Services; readonly authorization: Authorization; readonly principal: Principal };

async function handleJson(incoming: Incoming, body: string, call: JsonCall): Promise<Answer> {
  const { services, principal } = call;
  const target = incoming.headers['x-amz-target'] ?? '';
  switch (call.authorization.service) {
    case 'kms':
      return services.kms.handle(target, body, principal);
    case 'sqs':
      return services.sqs.handle(target, body, principal);
    case 'ses':
    case 'email':
      return services.ses.handle({ method: incoming.method, path: incoming.path, body, principal });
    default:
      throw new AwsError('UnknownServiceException', 404, `the local cloud has no ${call.authorization.service}`);
  }
}

function refusal(error: unknown, incoming: Incoming, options: GatewayOptions): Answer {
  const known = toAwsError(error, options.unexpected);
  const isJson = 'x-amz-target' in incoming.headers || incoming.path.startsWith('/v2/email/');
  return isJson ? jsonError(renamed(known)) : xmlError(known);
}

function toAwsError(error: unknown, unexpected: GatewayOptions['unexpected']): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof SyntaxError || error instanceof URIError)
    return new AwsError('SerializationException', 400, 'the request could not be read');
  if (!isAbort(error)) unexpected(error);
  return new AwsError('InternalError', 500, 'the local cloud failed; see its log');
}

/** The JSON protocols have their own names for what a signature can lack. */
function renamed(error: AwsError): AwsError {
  const names = new Map([
    ['InvalidAccessKeyId', 'UnrecognizedClientException'],
    ['SignatureDoesNotMatch', 'InvalidSignatureException'],
    ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ]);
  return new AwsError(names.get(error.code) ?? error.code, error.status, error.message, error.headers);
}

function readHead(request: IncomingMessage): Incoming {
  const [path = '/', ...search] = (request.url ?? '/').split('?');
  const entries = Object.entries(request.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const,
  );
  return {
    method: request.method ?? 'GET',
    path,
    search: search.join('?'),
    headers: Object.fromEntries(entries),
    stream: request,
  };
}

async function readBody(stream: IncomingMessage): Promise<Buffer> {
  const length = Number(stream.headers['content-length'] ?? '0');
  if (length > maximumBodyBytes) throw new AwsError('RequestEntityTooLarge', 413, 'the request is too large');
  return buffer(stream);
}

/** A client that went away is not our failure. */
const isAbort = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes(String(error.code));
