import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Connection } from '../../lib/aws/connection.ts';

/** A request as the service saw it. */
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** What the service answers; `hangUp` breaks the connection instead. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly hangUp?: boolean;
};

/** An AWS endpoint on loopback that gives scripted answers, the last one for ever, and keeps what it was asked. */
export async function httpService(answers: readonly Answer[]) {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push({ method, path, headers, body: Buffer.concat(chunks) });
      if (answer?.hangUp === true) response.destroy();
      else response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const connection: Connection = {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
  };
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { connection, seen, close };
}
