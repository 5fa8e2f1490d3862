import makeHandler from '@middy/core';
import * as z from 'zod';
import type { WebRequest, WebResponse } from '../../lib/show-result/web.ts';
import { describeError, type LogSink, logText, standardOutput } from './log.ts';

const maximumBody = 2_000;

/** What API Gateway (HTTP API, payload format 2.0) hands over, as far as we read it. */
const HttpEvent = z.object({
  rawPath: z.string().max(2_000),
  rawQueryString: z.string().max(2_000).default(''),
  cookies: z.array(z.string().max(4_096)).max(50).default([]),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().max(maximumBody).optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({ http: z.object({ method: z.string().max(16) }) }),
});

const Context = z.object({ awsRequestId: z.string().max(100) });

/** What API Gateway wants back. */
export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
};

/** What a web function does. */
export type HttpWork = {
  readonly name: string;
  readonly work: (request: WebRequest) => Promise<WebResponse>;
  /** The answer to a request that cannot be read and to a fault of ours. */
  readonly fault: (language: string | undefined) => WebResponse;
  readonly log?: LogSink;
};

/** A Lambda handler; its event and context are checked inside. */
export type HttpHandler = (event: unknown, context: unknown) => Promise<HttpAnswer>;

/** Handler of an HTTP API: reads the event strictly, answers faults with a neutral page, and never logs a path, cookie or body. */
export function httpHandler(work: HttpWork): HttpHandler {
  const handle = makeHandler<unknown, HttpAnswer>().handler(async (event: unknown, context: unknown) => {
    const requestId = Context.safeParse(context).data?.awsRequestId ?? 'unknown';
    const started = performance.now();
    const log = (result: string, detail: { readonly code?: string; readonly at?: string } = {}): void => {
      const milliseconds = Math.round(performance.now() - started);
      (work.log ?? standardOutput)(logText({ function: work.name, requestId, result, milliseconds, ...detail }));
    };
    const request = requestOf(event);
    if (request === undefined) {
      log('unreadable');
      return toAnswer({ ...work.fault(undefined), status: 400 });
    }
    try {
      const response = await work.work(request);
      log(`status-${response.status}`);
      return toAnswer(response);
    } catch (error) {
      log('failed', describeError(error));
      return toAnswer(work.fault(request.language));
    }
  });
  return async (event, context) => await handle(event, context);
}

function requestOf(event: unknown): WebRequest | undefined {
  const parsed = HttpEvent.safeParse(event).data;
  if (parsed === undefined) return undefined;
  const { headers, cookies, body = '' } = parsed;
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const cookieHeader = header('cookie');
  return {
    method: parsed.requestContext.http.method.toUpperCase(),
    path: parsed.rawPath,
    language: new URLSearchParams(parsed.rawQueryString).get('lang') ?? undefined,
    cookies: cookies.length > 0 || cookieHeader === undefined ? cookies : [cookieHeader],
    body: parsed.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    site: header('sec-fetch-site'),
  };
}

function toAnswer({ status, headers, cookies, body }: WebResponse): HttpAnswer {
  return { statusCode: status, headers, cookies, body };
}
