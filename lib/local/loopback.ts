import { createServer, type RequestListener, type Server } from 'node:http';

/** A server on 127.0.0.1. */
export type LoopbackServer = { readonly url: string; readonly port: number; readonly close: () => Promise<void> };

/** A client that takes an idle connection just as it is closed cannot know whether its request was heard: a mail is `unconfirmed` then. */
const keepAliveMilliseconds = 120_000;

/** Listens on 127.0.0.1 only; without a port, or when `preferredPort` is taken, the system chooses one. */
export async function listenOnLoopback(listener: RequestListener, preferredPort = 0): Promise<LoopbackServer> {
  const server = createServer({ keepAliveTimeout: keepAliveMilliseconds }, listener);
  const port = await listen(server, preferredPort).catch((error: unknown) => {
    if (preferredPort !== 0 && isAddressInUse(error)) return listen(server, 0);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const isAddressInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
