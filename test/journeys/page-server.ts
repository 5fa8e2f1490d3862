import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { httpHandler } from '../../functions/middleware/http-handler.ts';
import { faultAnswer, showResult } from '../../lib/show-result.ts';
import type { World } from '../report/world.ts';

/** The pages of a world on loopback, behind the events that API Gateway would make. */
export type PageServer = {
  readonly url: string;
  readonly show: (world: World) => void;
  readonly close: () => Promise<void>;
};

/** Starts the pages; `show` chooses the world behind them. */
export async function startPages(): Promise<PageServer> {
  const shown: { world?: World } = {};
  const handle = httpHandler({
    name: 'show-result',
    work: async (request) => {
      if (shown.world === undefined) throw new Error('no world is shown');
      return await showResult(request, shown.world.ports, shown.world.settings);
    },
    fault: (language) => faultAnswer(language, 'onderzoek@provider.example'),
    log: () => undefined,
  });
  const server = createServer((request, response) => void answer(request, response, handle));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    show: (world) => void (shown.world = world),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: ReturnType<typeof httpHandler>) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  const [rawPath = '', rawQueryString = ''] = (request.url ?? '').split('?');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const event = {
    rawPath,
    rawQueryString,
    headers,
    requestContext: { http: { method: request.method } },
    body: Buffer.concat(chunks).toString('base64'),
    isBase64Encoded: true,
  };
  const result = await handle(event, { awsRequestId: 'test' });
  response.writeHead(result.statusCode, { ...result.headers, 'set-cookie': [...result.cookies] });
  response.end(result.body);
}
