import { createHash } from 'node:crypto';
import { render } from '../report/html.ts';
import { stylesheet } from '../report/theme.ts';

/** A web request after its edge: the raw path, the cookies as sent, the body as text, `site` from Sec-Fetch-Site. */
export type WebRequest = {
  readonly method: string;
  readonly path: string;
  readonly language: string | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
  readonly site: string | undefined;
};

/** What goes back. */
export type WebResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
};

const styleHash = createHash('sha256').update(render(stylesheet)).digest('base64');

const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const unused =
  'accelerometer camera display-capture fullscreen geolocation gyroscope magnetometer microphone midi payment usb';

/** Headers of every answer: nothing stored, framed, indexed, referred, sniffed or loaded from elsewhere. */
const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': unused
    .split(' ')
    .map((feature) => `${feature}=()`)
    .join(', '),
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

type Extra = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
};

/** An answer of any type with the headers of every answer. */
export function answer(status: number, contentType: string, body: string, extra: Extra = {}): WebResponse {
  const headers = { ...securityHeaders, 'content-type': contentType, ...extra.headers };
  return { status, headers, cookies: extra.cookies ?? [], body };
}

/** A page. */
export function htmlAnswer(status: number, body: string, extra: Extra = {}): WebResponse {
  return answer(status, 'text/html; charset=utf-8', body, extra);
}

/** Sends the browser on with a GET. */
export function seeOther(location: string, cookies: readonly string[] = []): WebResponse {
  return answer(303, 'text/plain; charset=utf-8', '', { headers: { location }, cookies });
}

/** A file to keep; the name is made of identifiers only. */
export function download(contentType: string, name: string, body: string): WebResponse {
  return answer(200, contentType, body, { headers: { 'content-disposition': `attachment; filename="${name}"` } });
}
