import { expect, test } from 'vitest';
import { httpHandler } from '../../functions/middleware/http-handler.ts';
import { answer, type WebRequest } from '../../lib/show-result/web.ts';
import { faultAnswer } from '../../lib/show-result.ts';

const event = (changes: Readonly<Record<string, unknown>> = {}) => ({
  version: '2.0',
  rawPath: '/resultaat',
  rawQueryString: 'lang=en',
  headers: { 'Sec-Fetch-Site': 'same-origin', host: 'resultaten.example' },
  requestContext: { http: { method: 'get', sourceIp: '192.0.2.7' }, stage: '$default' },
  isBase64Encoded: false,
  ...changes,
});

function handlerOf(work: (request: WebRequest) => ReturnType<typeof answer>) {
  const lines: string[] = [];
  const handle = httpHandler({
    name: 'show-result',
    work: async (request) => await Promise.resolve(work(request)),
    fault: (language) => faultAnswer(language, 'x@y.example'),
    log: (line) => void lines.push(line),
  });
  return { lines, handle: async (changes = {}) => await handle(event(changes), { awsRequestId: 'request-1' }) };
}

async function seen(changes: Readonly<Record<string, unknown>>): Promise<WebRequest | undefined> {
  const requests: WebRequest[] = [];
  const { handle } = handlerOf((request) => {
    requests.push(request);
    return answer(200, 'text/plain', 'ok');
  });
  await handle(changes);
  return requests[0];
}

test('reads method, path, language, cookies and origin of an event', async () => {
  expect(await seen({ cookies: ['a=1', 'b=2'] })).toEqual({
    method: 'GET',
    path: '/resultaat',
    language: 'en',
    cookies: ['a=1', 'b=2'],
    body: '',
    site: 'same-origin',
  });
});

test('reads a body in base64 and cookies from the header', async () => {
  const body = Buffer.from('code=123456').toString('base64');
  const request = await seen({ body, isBase64Encoded: true, headers: { Cookie: 'a=1; b=2' } });
  expect(request).toMatchObject({ body: 'code=123456', cookies: ['a=1; b=2'], site: undefined });
});

test.each([{ rawPath: 7 }, { body: 'x'.repeat(2001) }, { requestContext: {} }, { cookies: 'a=1' }])(
  'answers an event that it cannot read (%j) with a neutral page',
  async (changes) => {
    const { handle, lines } = handlerOf(() => answer(200, 'text/plain', 'ok'));
    const { statusCode, body, headers } = await handle(changes);
    expect([statusCode, headers['cache-control']]).toEqual([400, 'no-store']);
    expect(body).toContain('Er ging iets mis');
    expect(lines).toEqual([expect.stringContaining('"result":"unreadable"')]);
  },
);

test('answers a fault with a page in the language of the reader that says nothing about the cause', async () => {
  const { handle, lines } = handlerOf(() => {
    throw new Error('secret 123456 of /r/token');
  });
  const { statusCode, body } = await handle();
  expect(statusCode).toBe(500);
  expect(body).toContain('Something went wrong');
  expect(`${body}${lines.join()}`).not.toContain('secret');
});

test('logs a status and a time, never a path, cookie or address', async () => {
  const { handle, lines } = handlerOf(() => answer(303, 'text/plain', '', { cookies: ['c=secret'] }));
  const { cookies } = await handle({ rawPath: '/r/token', cookies: ['c=secret'] });
  expect(cookies).toEqual(['c=secret']);
  expect(lines).toEqual([
    expect.stringMatching(
      /^\{"function":"show-result","requestId":"request-1","result":"status-303","milliseconds":\d+\}$/,
    ),
  ]);
});
