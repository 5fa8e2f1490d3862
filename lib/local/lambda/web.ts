import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { FunctionHost } from './function-host.ts';

const Response = z.looseObject({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** Puts a function behind HTTP as an API Gateway HTTP API does (payload format 2.0). */
export function webListener(host: () => FunctionHost | undefined): RequestListener {
  return (request, response) => {
    answer(request, response, host()).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'Internal Server Error' }));
    });
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  host: FunctionHost | undefined,
): Promise<void> {
  if (host === undefined) throw new Error('the function is not started yet');
  const body = await buffer(request);
  const outcome = await host.invoke(toEvent(request, body));
  if (outcome.status === 'failed') throw new Error(outcome.name);
  const result = Response.parse(JSON.parse(outcome.result));
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value));
  if (result.cookies !== undefined) response.setHeader('set-cookie', result.cookies);
  response.writeHead(result.statusCode);
  response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'));
}

function toEvent(request: IncomingMessage, body: Buffer) {
  const { method = 'GET' } = request;
  const [rawPath = '/', ...search] = (request.url ?? '/').split('?');
  const rawQueryString = search.join('?');
  const { cookie, ...headers } = joinedHeaders(request);
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: headers['host'] ?? '',
      domainPrefix: 'local',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
}

function joinedHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const pairs = Object.entries(request.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const,
  );
  return Object.fromEntries(pairs);
}
