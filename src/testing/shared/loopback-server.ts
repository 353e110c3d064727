import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A plain HTTP server on 127.0.0.1 and a free port. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly url: string;
  /** Stops listening and destroys every open socket, answered or not. Resolves once the port is free; repeatable. */
  close(): Promise<void>;
}

// Longer than any client keeps an idle socket, so that the server never closes one in the moment it is reused.
const KEEP_ALIVE_MS = 120_000;

/** Starts a server. Rejects when no port can be opened. Connections are kept alive between requests. */
export async function startLoopbackServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  // No limit on a request's time: injected hangs end when the client, not the server, loses patience.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, headersTimeout: 0 }, handle);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The loopback server has no TCP port.');
  let closed: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    close: () => {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}
