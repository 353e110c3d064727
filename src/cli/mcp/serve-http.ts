import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import {
  createMcpHandler,
  localhostAllowedHostnames,
  type McpServerFactory,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';

import { InsightInventoryError } from '../../base/errors.ts';
import type { Secret } from '../../base/redact.ts';
import type { Logger } from '../../runtime/logger.ts';

/** The one path of the server. */
const MCP_PATH = '/mcp';

/** How the server is reached. */
export interface HttpOptions {
  readonly port: number;
  /** Address to listen on: `127.0.0.1`. */
  readonly host: string;
  /** The token of the `Authorization` header; `null` on loopback alone. */
  readonly bearer: Secret | null;
  /** Names besides those of this machine that a request may name as its host or come from, without a port. */
  readonly allowedNames: readonly string[];
  readonly logger: Logger;
}

/** A listening server. */
export interface HttpServer {
  /** `http://127.0.0.1:3000/mcp` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves MCP over Streamable HTTP, without sessions: each request is answered by a server of its own. A request whose
 * `Host` or `Origin` names another machine is refused with 403, so that no web page reaches it by a name of its own; one
 * without the bearer token, where there is one, with 401.
 *
 * @throws InsightInventoryError `io` when the port cannot be had
 * @source Streamable HTTP of the MCP specification 2026-07-28 and 2025-11-25, security warning (checked 2026-11-28)
 */
export async function serveHttp(factory: McpServerFactory, options: HttpOptions): Promise<HttpServer> {
  const { port, host, logger } = options;
  const handler = createMcpHandler(factory, {
    onerror: ({ message }) => {
      logger.debug('request refused', { reason: message });
    },
  });
  const server = createHttpServer((message, response) => {
    answer(message, response, options, handler.fetch).catch((error: unknown) => {
      logger.debug('answer cut off', { error });
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new InsightInventoryError(
          `Port ${String(port)} of ${host} cannot be opened (${error.code ?? 'no reason given'}).`,
          {
            kind: 'io',
            code: `io:${error.code ?? 'listen'}`,
            remedy: 'Give another port with --port, or an address of this machine with --host.',
          },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const used = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${String(used)}${MCP_PATH}`,
    close: async () => {
      await handler.close();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

type Fetch = (request: Request) => Promise<Response>;

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
  fetch: Fetch,
): Promise<void> {
  const refusal = refusalOf(message, options);
  if (refusal !== null) {
    response.writeHead(refusal.status, { 'content-type': 'text/plain', ...refusal.headers }).end(`${refusal.words}\n`);
    return;
  }
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const given = await fetch(toRequest(message, gone.signal));
  response.writeHead(given.status, Object.fromEntries(given.headers));
  if (given.body === null) response.end();
  else await pipeline(Readable.fromWeb(given.body), response);
}

interface Refusal {
  readonly status: number;
  readonly words: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function refusalOf({ headers, url }: IncomingMessage, { host, bearer, allowedNames }: HttpOptions): Refusal | null {
  const names = [...localhostAllowedHostnames(), host, ...allowedNames];
  if (!validateHostHeader(headers.host, names).ok) return { status: 403, words: 'This host name is not allowed.' };
  if (!validateOriginHeader(headers.origin, names).ok) return { status: 403, words: 'This origin is not allowed.' };
  if (bearer !== null && !isBearer(headers.authorization, bearer)) {
    return { status: 401, words: 'A bearer token is needed.', headers: { 'www-authenticate': 'Bearer' } };
  }
  const path = (url ?? '/').replace(/\?.*/s, '');
  return path === MCP_PATH ? null : { status: 404, words: `The server is at ${MCP_PATH}.` };
}

/** Compares in a time that does not depend on how much of the token is right. */
function isBearer(header: string | undefined, bearer: Secret): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(bearer.reveal()));
}

function toRequest(message: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers } = message;
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  const url = new URL(MCP_PATH, `http://${headers.host ?? 'localhost'}`);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const init: RequestInit = { method, headers: pairs, signal };
  // A stream of Node is what its own fetch takes, whatever the types of the two say.
  return new Request(url, hasBody ? Object.assign(init, { body: Readable.toWeb(message), duplex: 'half' }) : init);
}
