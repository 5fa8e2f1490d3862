import * as z from 'zod';

const Event = z.object({
  rawPath: z.string(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

/** Tells what was asked of it. */
export async function handler(event: unknown) {
  const { rawPath, cookies, body, requestContext } = Event.parse(event);
  if (rawPath === '/broken') throw new Error('broken');
  return {
    statusCode: 201,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    cookies: ['a=1; HttpOnly', 'b=2'],
    body: [requestContext.http.method, rawPath, cookies?.join('|'), Buffer.from(body ?? '', 'base64').toString()].join(
      ' ',
    ),
  };
}
